import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { beforeEach, describe, expect, it } from "vitest";
import { type Leases, leaseOwner } from "../../src/stores/lease.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

/** The pid of a process that has ended. */
export function deadPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

/** What leases must do on every backend. */
export function leaseConformance(name: string, open: OpenBackend): void {
  describe(`${name}'s leases`, () => {
    let clock: TestClock;
    let leases: Leases;
    let others: Leases;

    beforeEach(async () => {
      clock = new TestClock();
      const { stores, another, close } = await open(clock);
      leases = stores.leases;
      others = (await another()).leases;
      return close;
    });

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

    it("holds for its owner only, while nobody has taken it, and says who has it", async () => {
      await leases.acquire("t", "a", 1_000);
      expect(await others.holds("t", "a", 1)).toBe(true);
      expect(await others.holds("t", "a", 2)).toBe(false);
      expect(await others.holds("t", "b", 1)).toBe(false);
      expect(await others.current("t")).toEqual({ owner: "a", token: 1 });
      expect(await others.current("u")).toBeUndefined();
      clock.advance(1_000);
      expect(await leases.holds("t", "a", 1)).toBe(true);
      expect(await others.current("t")).toBeUndefined();
      await others.acquire("t", "b", 1_000);
      expect(await leases.holds("t", "a", 1)).toBe(false);
    });

    it("does not count a dead holder as one", async () => {
      await leases.acquire("t", `${hostname()}:${deadPid()}:x`, 1_000_000);
      expect(await others.current("t")).toBeUndefined();
    });

    it("goes to one of many who ask at the same time", async () => {
      for (let round = 1; round <= 5; round += 1) {
        const owners = Array.from({ length: 12 }, (_, at) => `owner-${round}-${at}`);
        const grants = await Promise.all(
          owners.map((owner, at) => (at % 2 === 0 ? leases : others).acquire("t", owner, 1_000)),
        );
        const won = grants.flatMap((grant, at) =>
          "token" in grant ? [{ owner: owners[at], ...grant }] : [],
        );
        expect(won).toEqual([{ owner: expect.any(String), token: round }]);
        const winner = won[0]?.owner ?? "";
        expect(grants.filter((grant) => "heldBy" in grant && grant.heldBy === winner)).toHaveLength(11);
        // Every other round ends by expiry instead of release.
        if (round % 2 === 0) expect(await leases.release("t", winner, round)).toBe(true);
        else clock.advance(1_000);
      }
    });

    it("goes to one of many who find its holder dead", async () => {
      await leases.acquire("t", `${hostname()}:${deadPid()}:x`, 1_000_000);
      const grants = await Promise.all(
        Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? leases : others).acquire("t", `o${at}`, 1_000)),
      );
      expect(grants.filter((grant) => "token" in grant)).toEqual([{ token: 2 }]);
    });
  });
}
