import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { beforeEach, describe, expect, it } from "vitest";
import { isDeadOwner, type Leases, leaseOwner } from "../../src/stores/lease.ts";
import { openMemoryStores } from "../../src/stores/open.ts";
import { TestClock } from "./conformance.ts";

let clock: TestClock;
let leases: Leases;

beforeEach(async () => {
  clock = new TestClock();
  const stores = await openMemoryStores({ clock });
  leases = stores.leases;
  return () => stores.close();
});

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

describe("leases", () => {
  it("has one holder per thread", async () => {
    expect(await leases.acquire("t", "a", 1_000)).toEqual({ token: 1 });
    expect(await leases.acquire("t", "b", 1_000)).toEqual({ heldBy: "a" });
    expect(await leases.acquire("u", "b", 1_000)).toEqual({ token: 1 });
  });

  it("gives the holder its own lease again, longer", async () => {
    await leases.acquire("t", "a", 1_000);
    clock.advance(900);
    expect(await leases.acquire("t", "a", 1_000)).toEqual({ token: 1 });
    clock.advance(900);
    expect(await leases.acquire("t", "b", 1_000)).toEqual({ heldBy: "a" });
  });

  it("gives an expired lease to the next, with a higher token; the old holder has lost it", async () => {
    await leases.acquire("t", "a", 1_000);
    clock.advance(1_000);
    expect(await leases.acquire("t", "b", 1_000)).toEqual({ token: 2 });
    expect(await leases.renew("t", "a", 1, 1_000)).toBe(false);
    expect(await leases.release("t", "a", 1)).toBe(false);
    expect(await leases.acquire("t", "a", 1_000)).toEqual({ heldBy: "b" });
  });

  it("stays held while it is renewed, also late, when nobody took it", async () => {
    await leases.acquire("t", "a", 1_000);
    clock.advance(1_500);
    expect(await leases.renew("t", "a", 1, 1_000)).toBe(true);
    clock.advance(999);
    expect(await leases.acquire("t", "b", 1_000)).toEqual({ heldBy: "a" });
  });

  it("is free after release, for good, and the token still rises", async () => {
    await leases.acquire("t", "a", 1_000);
    expect(await leases.release("t", "a", 1)).toBe(true);
    expect(await leases.renew("t", "a", 1, 1_000)).toBe(false);
    expect(await leases.acquire("t", "a", 1_000)).toEqual({ token: 2 });
    expect(await leases.release("t", "a", 1)).toBe(false);
  });

  it("takes over from a process of this host that is gone, at once", async () => {
    await leases.acquire("t", `${hostname()}:${deadPid()}:x`, 1_000_000);
    expect(await leases.acquire("t", leaseOwner(), 1_000)).toEqual({ token: 2 });
  });

  it("waits for processes that live, or of which nothing is known", async () => {
    for (const owner of [leaseOwner(), `elsewhere-${hostname()}:${deadPid()}:x`, "somebody"]) {
      await leases.acquire(owner, owner, 1_000);
      expect(await leases.acquire(owner, "next", 1_000)).toEqual({ heldBy: owner });
    }
  });
});

describe("isDeadOwner", () => {
  it("knows this process and the first one to live", () => {
    expect(isDeadOwner(leaseOwner())).toBe(false);
    expect(isDeadOwner(`${hostname()}:1:x`)).toBe(false);
    expect(isDeadOwner(`${hostname()}:0:x`)).toBe(false);
    expect(isDeadOwner(`${hostname()}:${deadPid()}:x`)).toBe(true);
  });

  it("names every owner differently", () => {
    expect(leaseOwner()).not.toBe(leaseOwner());
  });
});
