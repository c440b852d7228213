import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { parseCommand } from "../../src/cli/command.ts";
import { memory, warmStart } from "../../src/cli/commands/memory.ts";
import { exitCodeOfError } from "../../src/cli/exit-codes.ts";
import { createGenesis } from "../../src/genesis.ts";
import { toErrorInfo } from "../../src/state/errors.ts";
import { silent, temporaryFolder } from "../support/services.ts";

let home: string;
beforeEach(() => {
  home = temporaryFolder();
  vi.stubEnv("GENESIS_HOME", home);
});

function collector() {
  const text: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text.push(String(chunk));
      done();
    },
  });
  return { stream: stream as NodeJS.WriteStream, text: () => text.join("") };
}

/** Parses and runs a command as `main` does. */
async function genesis(...args: string[]) {
  const usage = { out() {}, err() {} };
  const command = parseCommand(args, "1.0.0", usage);
  const [out, err] = [collector(), collector()];
  const console = { stdout: out.stream, stderr: err.stream };
  try {
    if (command.kind === "memory") return { code: await memory(command, console), out: out.text() };
    if (command.kind === "warm-start") return { code: await warmStart(command, console), out: out.text() };
    return { code: command.kind === "done" ? command.exitCode : 0, out: "" };
  } catch (error) {
    const info = toErrorInfo(error);
    return { code: exitCodeOfError(info), out: out.text(), error: info };
  }
}

async function aRun(name = "Late Payer"): Promise<string> {
  const app = await createGenesis({
    sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home } },
    log: silent,
  });
  const { business_id } = await app.createBusiness("saas_tool", { name });
  await app.close();
  return business_id;
}

describe("genesis memory", () => {
  it("searches, for people and as JSON", async () => {
    expect(await genesis("memory", "search", "anything")).toEqual({ code: 0, out: "Nothing found.\n" });
    const id = await aRun();
    const { out } = await genesis("memory", "search", "late payer", "--type", "saas_tool");
    expect(out).toMatch(/^NAMESPACE +KEY +WHAT\n/);
    expect(out).toContain(`business saas_tool  ${id}`);
    const json = JSON.parse((await genesis("memory", "search", "late", "--limit", "1", "--json")).out);
    expect(json).toEqual([expect.objectContaining({ key: expect.any(String), score: expect.any(Number) })]);
    expect((await genesis("memory", "search", "late", "--type", "marketplace")).out).toBe("Nothing found.\n");
  });

  it("shows a namespace, or a record", async () => {
    const id = await aRun();
    expect((await genesis("memory", "show", "business")).out).toContain(id);
    const record = JSON.parse((await genesis("memory", "show", "business", "saas_tool", id)).out);
    expect(record).toMatchObject({ kind: "business", requirements: { name: "Late Payer" } });
    const json = JSON.parse((await genesis("memory", "show", "business", "saas_tool", id, "--json")).out);
    expect(json).toMatchObject({ namespace: ["business", "saas_tool"], key: id, value: record });
    for (const place of [["nowhere"], ["business", "saas_tool", "nobody"], ["a.b", "c"]]) {
      expect(await genesis("memory", "show", ...place)).toMatchObject({ code: 2 });
    }
  });

  it("forgets a run, once", async () => {
    const [id, other] = [await aRun(), await aRun("Other One")];
    expect((await genesis("memory", "forget", "--business", id)).out).toMatch(/^[1-9]\d* records forgotten/);
    // The difficulty model knows which runs it has learnt from, and nothing of what they were.
    const lines = (await genesis("memory", "export")).out.split("\n");
    const left = lines.filter((line) => !line.includes('"outcomes","models"')).join("\n");
    expect(left).not.toContain(id);
    expect(left).toContain(other);
    expect(await genesis("memory", "forget", "--business", id)).toMatchObject({
      code: 2,
      error: { code: "MEMORY_RECORD_NOT_FOUND" },
    });
    const { forgotten } = JSON.parse((await genesis("memory", "forget", other, "--json")).out);
    expect(forgotten).toBeGreaterThan(1);
  });

  it.each([[[]], [["key", "--business", "id"]]])("forget %j is wrong usage", async (args) => {
    expect(await genesis("memory", "forget", ...args)).toMatchObject({ code: 2, error: { code: "USAGE" } });
  });

  it("moves memory to another home", async () => {
    await aRun();
    const file = join(home, "memory.jsonl");
    expect((await genesis("memory", "export", "--out", file)).out).toMatch(/^\d+ records written to /);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const lines = readFileSync(file, "utf8");
    expect((await genesis("memory", "export")).out).toBe(lines);
    expect(await genesis("memory", "export", "--out", file)).toMatchObject({ code: 2 });
    vi.stubEnv("GENESIS_HOME", temporaryFolder());
    const count = lines.trim().split("\n").length;
    expect((await genesis("memory", "import", file)).out).toBe(`${count} records imported.\n`);
    expect(JSON.parse((await genesis("memory", "import", file, "--json")).out)).toEqual({ imported: count });
    expect((await genesis("memory", "search", "late payer")).out).toContain("business saas_tool");
  });

  it("imports nothing of a file with a bad line, and names it", async () => {
    const file = join(home, "bad.jsonl");
    writeFileSync(file, `${JSON.stringify({ v: 1, namespace: ["business"], key: "k", value: {} })}\n{half\n`);
    const { code, error } = await genesis("memory", "import", file);
    expect([code, error?.code]).toEqual([2, "MEMORY_IMPORT_INVALID"]);
    expect(error?.message).toContain("line 2");
    expect((await genesis("memory", "export")).out).toBe("");
    expect((await genesis("memory", "import", join(home, "none"))).error?.code).toBe("MEMORY_IMPORT_INVALID");
  });

  it.each([
    [["memory", "search"]],
    [["memory", "search", "x", "--limit", "0"]],
    [["memory", "search", "x", "--limit", "many"]],
    [["memory", "show"]],
    [["memory", "import"]],
    [["memory", "dance"]],
    [["warm-start", "--fast"]],
  ])("%j is wrong usage", async (args) => {
    expect((await genesis(...args)).code).toBe(2);
  });
});

describe("genesis warm-start", () => {
  it("reports each step, for people and as JSON", async () => {
    const { code, out } = await genesis("warm-start");
    expect(code).toBe(0);
    expect(out).toMatch(/✓ playbooks +30 added, 0 were there\n/);
    const report = JSON.parse((await genesis("warm-start", "--json")).out);
    expect(report).toMatchObject({ ok: true });
    expect(report.steps).toHaveLength(6);
  });

  it("ends with 1 when something is wrong", async () => {
    vi.stubEnv("GENESIS_FLAG_MAINTENANCE_MODE", "true");
    const { code, out } = await genesis("warm-start");
    expect(code).toBe(1);
    expect(out).toMatch(/✗ flags +maintenance_mode is on/);
  });
});
