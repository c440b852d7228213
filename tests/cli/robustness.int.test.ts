import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it, vi } from "vitest";
import { finish, genesis, type Session, session, start } from "../support/cli.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** A coded error with a hint, the right exit code, no stack trace. */
function expectCodedError({ code, err }: { code: number; err: string }, errorCode: string, exitCode: number) {
  expect(err).toContain(`[${errorCode}]`);
  expect(err).toMatch(/\nhint {2}\S/);
  expect(err).not.toMatch(/\n\s+at /);
  expect(code).toBe(exitCode);
}

describe("bad input", () => {
  it.each<[string, (where: Session) => string[], string, number]>([
    ["another schema", ({ cwd }) => file(cwd, '{"name":3,"zzz":1}'), "REQUIREMENTS_INVALID", 2],
    ["an escape sequence", () => ["--name", "a\u001b[31mb"], "INVALID_REQUEST", 2],
    ["a corrupted config", homeWith("config.json", "{oops"), "CONFIG_INVALID", 2],
    ["a corrupted database", homeWith("genesis.db", "no database ".repeat(500)), "STORE_CORRUPT", 1],
  ])(
    "%s is answered with a code, and nothing is left behind",
    async (_what, arrange, errorCode, exitCode) => {
      const where = session();
      const args = arrange(where);
      const before = existsSync(join(where.cwd, ".genesis")) ? readdirSync(join(where.cwd, ".genesis")) : [];
      const result = await genesis(where, "create", "saas_tool", ...args);
      expectCodedError(result, errorCode, exitCode);
      if (before.length > 0) expect(readdirSync(join(where.cwd, ".genesis"))).toEqual(before);
    },
  );

  function file(cwd: string, content: string): string[] {
    writeFileSync(join(cwd, "r.json"), content);
    return ["--requirements", "r.json"];
  }

  function homeWith(name: string, content: string) {
    return ({ cwd }: Session): string[] => {
      mkdirSync(join(cwd, ".genesis"));
      writeFileSync(join(cwd, ".genesis", name), content);
      return [];
    };
  }

  it("a home that is a file is named, with what to do", async () => {
    const where = session({ GENESIS_HOME: "file" });
    writeFileSync(join(where.cwd, "file"), "");
    const result = await genesis(where, "create", "saas_tool");
    expectCodedError(result, "CONFIG_UNREADABLE", 2);
    expect(result.err).toContain("GENESIS_HOME is a folder");
  });

  it("doctor lists a broken configuration as a finding, as JSON too", async () => {
    const { code, out } = await genesis(session({ GENESIS_CONCURRENCY: "many" }), "doctor", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toContainEqual({
      name: "configuration",
      state: "problem",
      detail: expect.stringContaining("GENESIS_CONCURRENCY: must be a whole number from 1 to 256"),
    });
  });
});

describe("standard input", () => {
  it("gives the requirements with -, kept verbatim and escaped nowhere but in the terminal", async () => {
    const name = '🚀 <b>مطعم</b> \u202e"日本" & {name}';
    const where = session();
    const child = start(where, ["create", "landing_page_waitlist", "--requirements", "-"], { stdin: "pipe" });
    child.stdin?.end(JSON.stringify({ name }));
    const { code, out } = await finish(child);
    expect(code).toBe(0);
    expect(out).toContain('SUCCESS  🚀 <b>مطعم</b> "日本" & {name}');
    expect(out).not.toContain("\u202e");
    const [run] = JSON.parse((await genesis(where, "list", "--json")).out);
    expect(run.name).toBe(name);
  });
});

describe("output nobody reads", () => {
  it("a run goes on when the reader of its progress is gone", async () => {
    const where = session({ GENESIS_SIMULATED_DELAY_MS: "20" });
    const child = start(where, ["create", "saas_tool", "--json"]);
    const ended = once(child, "close");
    child.stderr?.once("data", () => child.stderr?.destroy());
    let out = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    expect(await ended).toEqual([0, null]);
    expect(JSON.parse(out)).toMatchObject({ status: "SUCCESS" });
  });

  it("the exit code still tells how the command ended", async () => {
    const child = start(session(), ["create", "no_such_type"]);
    child.stdout?.destroy();
    const err = text(child.stderr as NodeJS.ReadableStream);
    const [code] = (await once(child, "close")) as [number];
    expectCodedError({ code, err: await err }, "UNKNOWN_BUSINESS_TYPE", 2);
  });

  it.skipIf(!existsSync("/dev/full"))("a result that can't be written is an error", async () => {
    const full = openSync("/dev/full", "w");
    const child = start(session(), ["types"], { stdout: full });
    closeSync(full);
    expectCodedError(await finish(child), "OUTPUT_UNWRITABLE", 1);
  });
});
