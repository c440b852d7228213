import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/stores/sqlite/driver.ts";
import { finish, genesis, ROOT, type Session, session, start } from "../support/cli.ts";

// Every step starts a process, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Whom permissions bind: root becomes nobody, everybody else stays.
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const read = `require("node:fs").readFileSync(${JSON.stringify(join(ROOT, "package.json"))})`;
const readable = spawnSync(process.execPath, ["-e", read], user).status === 0;

// Another user may not get at this checkout, or at this Node: then there is nobody to try it with.
describe.skipIf(!readable)("a home that this user may only read", () => {
  let where: Session;
  let id: string;
  const home = () => join(where.cwd, "home");
  const asUser = (...args: string[]) => finish(start(where, args, user));

  beforeAll(async () => {
    where = session({ GENESIS_HOME: "home" });
    chmodSync(where.cwd, 0o755);
    const { out } = await genesis(where, "create", "saas_tool", "--name", "Reading Room", "--json");
    id = JSON.parse(out).business_id;
    // What still waits for memory waits on.
    const outbox = join(home(), "outbox");
    spawnSync("mkdir", ["-p", outbox]);
    const waiting = {
      version: 1,
      writes: [{ namespace: ["agent", "qa"], key: "k", value: { text: "late" } }],
    };
    writeFileSync(join(outbox, "000000000001-aaaaaaaa.json"), JSON.stringify(waiting));
    for (const name of readdirSync(home())) chmodSync(join(home(), name), name === "outbox" ? 0o555 : 0o444);
    chmodSync(home(), 0o555);
  });

  afterAll(() => chmodSync(home(), 0o755));

  it.each<[string, () => string[], string]>([
    ["list", () => ["list"], "Reading Room"],
    ["show", () => ["show", id], "SUCCESS  Reading Room"],
    ["the audit log", () => ["approvals", "--audit", id], "intact"],
    ["memory search", () => ["memory", "search", "reading"], "business saas_tool"],
    ["replay --list", () => ["replay", "--list"], "Nothing waits"],
    ["route", () => ["route", "saas_tool"], "q 0."],
  ])("%s reads it, and leaves nothing behind", async (_what, args, expected) => {
    const before = readdirSync(home());
    const { code, out, err } = await asUser(...args());
    expect(err).toBe("");
    expect(out).toContain(expected);
    expect(code).toBe(0);
    expect(readdirSync(home())).toEqual(before);
    expect(readdirSync(join(home(), "outbox"))).toHaveLength(1);
  });

  it.each<[string, () => string[]]>([
    ["create", () => ["create", "saas_tool"]],
    ["memory forget", () => ["memory", "forget", "--business", id]],
  ])("%s says that it can't write", async (_what, args) => {
    const { code, err } = await asUser(...args());
    expect(err).toContain("[STORE_READ_ONLY]");
    expect(code).toBe(1);
  });

  it("says so when the database is of an older version, which only a writer can change", async () => {
    const database = await openDatabase(join(home(), "genesis.db"));
    const version = database.get("SELECT max(version) AS version FROM schema_migrations")?.version ?? null;
    database.run("DELETE FROM schema_migrations WHERE version = ?", version);
    database.close();
    const { code, err } = await asUser("list");
    expect(err).toContain("[STORE_READ_ONLY]");
    expect(code).toBe(1);
  });
});
