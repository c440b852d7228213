import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { parseCommand } from "../../src/cli/command.ts";
import { report } from "../../src/cli/commands/report.ts";
import type { Console } from "../../src/cli/output.ts";
import { genesis, type Session, session } from "../support/cli.ts";

const parse = (...args: string[]) => parseCommand(args, "1.2.3", { out: () => {}, err: () => {} });

describe("the arguments of improve and report", () => {
  it("are parsed into a command each", () => {
    expect(parse("improve", "abc", "--feature", "One", "--feature", "Two", "--supervised")).toEqual({
      kind: "improve",
      id: "abc",
      features: ["One", "Two"],
      supervised: true,
      json: false,
    });
    expect(parse("report", "abc")).toEqual({ kind: "report", id: "abc", format: undefined, out: undefined });
    expect(parse("report", "abc", "--html", "--out", "there")).toMatchObject({
      format: "html",
      out: "there",
    });
  });

  it.each([
    [["improve", "abc"]],
    [["improve", "--feature", "One"]],
    [["report"]],
    [["report", "abc", "--html", "--md"]],
  ])("that make no sense are a usage error: %j", (args) => {
    expect(parse(...args)).toEqual({ kind: "done", exitCode: 2 });
  });
});

/** What `genesis report` prints, without a process of its own. */
async function reported(command: { id: string; format?: "html" | "md"; out?: string }): Promise<string> {
  let printed = "";
  const write = (text: string) => {
    printed += text;
    return true;
  };
  const console = { stdout: { write }, stderr: { write } } as unknown as Console;
  const { id, format, out } = command;
  expect(await report({ kind: "report", id, format, out }, console)).toBe(0);
  return printed;
}

describe("genesis improve and genesis report", { timeout: 120_000 }, () => {
  let where: Session;
  let id = "";
  beforeAll(async () => {
    where = session();
    const { out } = await genesis(where, "create", "saas_tool", "--name", "Ledger Loop", "--json");
    id = JSON.parse(out).business_id;
  }, 60_000);

  it("print the report of a simulated run, or write it to a folder", async () => {
    vi.stubEnv("GENESIS_HOME", join(where.cwd, ".genesis"));
    const markdown = await reported({ id: id.slice(0, 8) });
    expect(markdown).toMatch(/^# Ledger Loop: how it was made\n/);
    expect(await reported({ id, format: "html" })).toMatch(/^<!doctype html>/);
    const all = join(where.cwd, "all");
    const files = ["report.md", "report.html", "plan.svg"].map((name) => join(all, name));
    expect((await reported({ id, out: all })).trimEnd().split("\n")).toEqual(files);
    expect(readFileSync(join(all, "report.md"), "utf8")).toBe(markdown);
    await reported({ id, format: "html", out: join(where.cwd, "one") });
    expect(readdirSync(join(where.cwd, "one"))).toEqual(["report.html"]);
    await expect(reported({ id, out: join(all, "report.md") })).rejects.toMatchObject({
      code: "REPORT_UNWRITABLE",
    });
    await expect(reported({ id: "ffffffff" })).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    expect(await genesis(where, "report", id)).toEqual({ code: 0, out: markdown, err: "" });
  });

  it("add a feature, and show tells what improved what", async () => {
    const improved = await genesis(where, "improve", id.slice(0, 8), "--feature", "Shift planning", "--json");
    expect(improved.code).toBe(0);
    const result = JSON.parse(improved.out);
    expect(result.metadata.improves).toBe(id);
    const root = await genesis(where, "show", id);
    expect(root.out).toContain(`improved  by ${result.business_id}: Shift planning`);
    const child = await genesis(where, "show", result.business_id);
    expect(child.out).toContain(`improves  ${id}`);
    const again = await genesis(where, "improve", id, "--feature", "shift planning");
    expect(again.code).toBe(2);
    expect(again.err).toContain("[NOTHING_TO_IMPROVE]");
  });

  it("wait for a person when asked to, and do nothing before", async () => {
    const asked = await genesis(
      where,
      "improve",
      id,
      "--feature",
      "Stamp collection",
      "--supervised",
      "--json",
    );
    expect(asked.code).toBe(3);
    const other = await genesis(where, "improve", id, "--feature", "Price list");
    expect(other.code).toBe(1);
    expect(other.err).toContain("[IMPROVEMENT_UNDER_WAY]");
    const run = JSON.parse(asked.out).business_id;
    const rejected = await genesis(where, "approve", run, "--reject", "--json");
    expect(rejected.code).toBe(5);
    expect(await genesis(where, "improve", id, "--feature", "Price list", "--json")).toMatchObject({
      code: 0,
    });
  });
});
