import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { usdOf, usedOf } from "../../src/state/budget-account.ts";
import { BudgetLedger } from "../../src/stores/budget-ledger.ts";
import { leaseOwner } from "../../src/stores/lease.ts";
import { openStores } from "../../src/stores/open.ts";
import { openDatabase } from "../../src/stores/sqlite/driver.ts";
import { tempFolder } from "./temp.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ended: Promise<number | null>;
  /** Resolves when so many lines were printed. */
  printed(count: number): Promise<void>;
}

function start(home: string, job: string, name = ""): Running {
  const child = spawn(process.execPath, ["--import", "tsx", CHILD, home, job, name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = `${rest}${chunk}`.split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const printed = (count: number) =>
    new Promise<void>((resolve, reject) => {
      const check = () => lines.length >= count && resolve();
      child.stdout.on("data", check);
      child.on("close", () =>
        lines.length >= count ? resolve() : reject(new Error("the child ended early")),
      );
      check();
    });
  return { child, lines, ended, printed };
}

async function reopen(home: string) {
  const stores = await openStores({ home });
  onTestFinished(() => stores.close());
  return stores;
}

describe("several processes on one database", { timeout: 60_000 }, () => {
  it("never hold one lease at the same time, and each token once", async () => {
    const home = tempFolder();
    const racers = ["a", "b", "c", "d"].map((name) => start(home, "race", name));
    expect(await Promise.all(racers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    const lines = racers.flatMap((racer) => racer.lines);
    expect(lines).not.toContain("overtaken");
    const tokens = lines.map((line) => Number(line.split(" ")[1]));
    expect(tokens.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1));
  });

  it("take a lease over from one that was killed, at once and with a higher token", async () => {
    const home = tempFolder();
    const holder = start(home, "hold");
    await holder.printed(1);
    const stores = await reopen(home);
    expect(await stores.leases.acquire("thread", leaseOwner(), 1_000)).toHaveProperty("heldBy");
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect(await stores.leases.acquire("thread", leaseOwner(), 1_000)).toEqual({ token: 2 });
  });

  it("never spend more together than the day has, and a killed one has spent its ceiling", async () => {
    const home = tempFolder();
    const victim = start(home, "spend", "victim");
    await victim.printed(1);
    victim.child.kill("SIGKILL");
    await victim.ended;
    const spenders = ["a", "b", "c"].map((name) => start(home, "spend", name));
    expect(await Promise.all(spenders.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const ledger = new BudgetLedger((await reopen(home)).store);
    const day = await ledger.day("2026-01-01");
    expect(Object.keys(day.open)).toEqual(["victim-0"]);
    expect(usdOf(usedOf(await ledger.run("run-victim")))).toBe(1);
    const settled = spenders.flatMap(({ lines }) => lines).length;
    expect(usdOf(day.spent)).toBe(settled * 0.5);
    // Nine dollars are left to them; the last half that is left takes no whole one.
    expect(usdOf(usedOf(day))).toBeGreaterThan(9);
    expect(usdOf(usedOf(day))).toBeLessThanOrEqual(10);
  });

  it("write at the same time without losing anything", async () => {
    const home = tempFolder();
    const writers = ["a", "b", "c", "d"].map((name) => start(home, "write", name));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    const { store } = await reopen(home);
    expect(await store.search(["writers"], { limit: 10_000 })).toHaveLength(800);
    expect(await store.search(["shared"], { limit: 10_000 })).toHaveLength(200);
  });

  it("survive kill -9 in the middle of writing: every acknowledged batch whole, none in half", async () => {
    const home = tempFolder();
    let acknowledged = 0;
    for (let round = 0; round < 3; round += 1) {
      const writer = start(home, "pairs");
      await writer.printed(100 + round * 37);
      writer.child.kill("SIGKILL");
      await writer.ended;
      acknowledged = Math.max(acknowledged, writer.lines.length);
    }
    const { store } = await reopen(home);
    const keysOf = async (side: string, query?: string) =>
      (await store.search([side], { limit: 100_000, ...(query && { query }) })).map(({ key }) => key).sort();
    const left = await keysOf("left");
    expect(left.length).toBeGreaterThanOrEqual(acknowledged);
    expect(await keysOf("right")).toEqual(left);
    for (const key of left) expect(await keysOf("left", key.slice(1))).toContain(key);
    const database = await openDatabase(`${home}/genesis.db`);
    expect(database.all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    database.close();
  });
});
