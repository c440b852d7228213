import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openMemoryStores, openStores } from "../../src/stores/open.ts";
import { TestClock } from "./backend.ts";
import { tempFolder } from "./temp.ts";

describe("openStores", () => {
  it("keeps everything in one file in the home folder, for the next process", async () => {
    const home = join(tempFolder(), "home");
    const clock = new TestClock();
    const first = await openStores({ home, clock });
    await first.store.put(["consensus"], "k", { v: 1 });
    await first.leases.acquire("t", "a", 1_000);
    await first.close();
    expect(existsSync(join(home, "genesis.db"))).toBe(true);
    const second = await openStores({ home, clock });
    expect((await second.store.get(["consensus"], "k"))?.value).toEqual({ v: 1 });
    expect(await second.leases.acquire("t", "b", 1_000)).toEqual({ heldBy: "a" });
    await second.close();
  });

  it("sweeps what has expired", async () => {
    const home = tempFolder();
    const clock = new TestClock();
    const first = await openStores({ home, clock });
    await first.store.put(["agent"], "k", { v: 1 });
    await first.close();
    clock.advance(8 * 86_400_000);
    const second = await openStores({ home, clock });
    expect(await second.store.sweep()).toBe(0);
    await second.close();
  });

  it("says why it cannot open", async () => {
    const home = tempFolder();
    writeFileSync(join(home, "genesis.db"), "no database");
    await expect(openStores({ home })).rejects.toEqual(expect.objectContaining({ code: "STORE_CORRUPT" }));
  });
});

describe("openMemoryStores", () => {
  it("gives each caller its own", async () => {
    const [one, other] = [await openMemoryStores(), await openMemoryStores()];
    await one.store.put(["n"], "k", { v: 1 });
    expect(await other.store.get(["n"], "k")).toBeNull();
    await one.close();
    await other.close();
  });
});

describe("the MongoDB driver", () => {
  it("is not loaded by whoever needs no MongoDB", () => {
    const script = `
      const { createRequire } = await import("node:module");
      await import("./src/index.ts");
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      process.stdout.write(String(loaded.filter((path) => path.includes("/node_modules/mongodb/")).length));`;
    const child = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(child.stdout + child.stderr).toBe("0");
  });
});
