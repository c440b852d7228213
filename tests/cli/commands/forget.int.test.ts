import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { genesis, session } from "../../support/cli.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const EMAIL = "wilhelmina.quackenbush@example.com";

describe("genesis forget", () => {
  it("shows, erases, and finds nothing the second time; the person is in no output", async () => {
    const where = session();
    const description = `An appointment planner for a salon; ask ${EMAIL} about the colours.`;
    const created = await genesis(where, "create", "saas_tool", "--description", description, "--json");
    expect(created.code).toBe(0);
    const id = String(JSON.parse(created.out).business_id);

    const dry = await genesis(where, "forget", EMAIL, "--dry-run");
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(
      new RegExp(`^PLACE +FOUND  TO ERASE  LEFT  RUNS\nruns +1 +1 +0 +${id.slice(0, 8)}$`, "m"),
    );
    expect(dry.out).toContain("Nothing was changed.");
    const done = await genesis(where, "forget", EMAIL.toUpperCase(), "--json");
    expect(JSON.parse(done.out)).toMatchObject({
      places: expect.arrayContaining([{ place: "runs", found: 1, erased: 1, runs: [id], left: [] }]),
      complete: true,
    });
    const again = await genesis(where, "forget", EMAIL);
    expect(again).toMatchObject({ code: 0, out: "Nothing that is kept names this person.\n" });
    const shown = await genesis(where, "show", id, "--json");
    expect(shown.code).toBe(0);
    for (const { out, err } of [dry, done, again, shown]) expect(`${out}${err}`).not.toMatch(/quackenbush/i);
  });

  it("says what is left and why, and fails, while something is", async () => {
    const where = session();
    const home = join(where.cwd, ".genesis");
    const folder = join(home, "businesses", "books-1a2b3c4d", "project");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "team.md"), `Ask ${EMAIL}.`);
    const { code, out, err } = await genesis(where, "forget", EMAIL);
    expect(code).toBe(1);
    expect(out).toContain("products  1      0       1");
    expect(out).toContain("left in products: businesses/books-1a2b3c4d/project names them in team.md");
    expect(out).toContain("Something of this person is left.");
    expect(`${out}${err}`).not.toMatch(/quackenbush/i);
  });

  it("refuses what names nobody in particular", async () => {
    const { code, err } = await genesis(session(), "forget", "a");
    expect(code).toBe(2);
    expect(err).toContain("ERASURE_TARGET_INVALID");
  });
});
