import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

const NAMESPACE = ["budget", "b"];
const next = (before: Record<string, unknown> | undefined) => ({ count: Number(before?.count ?? 0) + 1 });

/** What replacing a record in one step must do on every backend. */
export function updateConformance(name: string, open: OpenBackend): void {
  describe(`${name}'s updates`, () => {
    let clock: TestClock;
    let store: CheckedStore;
    let other: CheckedStore;

    beforeEach(async () => {
      clock = new TestClock();
      const { stores, another, close } = await open(clock);
      store = stores.store;
      other = (await another()).store;
      return close;
    });

    it("makes a record of nothing, and the next of the one before", async () => {
      await store.update(NAMESPACE, "k", next);
      const first = await store.get(NAMESPACE, "k");
      clock.advance(5);
      await other.update(NAMESPACE, "k", next);
      const second = await store.get(NAMESPACE, "k");
      expect(second?.value).toEqual({ count: 2 });
      expect(second?.createdAt).toEqual(first?.createdAt);
      expect(second?.updatedAt.getTime()).toBe(clock.now());
    });

    it("loses nothing when many change one record at the same time", async () => {
      const changes = Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? store : other).update(NAMESPACE, "k", next),
      );
      await Promise.all(changes);
      expect((await store.get(NAMESPACE, "k"))?.value).toEqual({ count: 40 });
    });

    it("leaves the record when there is no change, and when the change throws", async () => {
      await store.update(NAMESPACE, "k", next);
      await store.update(NAMESPACE, "k", () => undefined);
      await store.update(NAMESPACE, "absent", () => undefined);
      const change = () => {
        throw new Error("no");
      };
      await expect(store.update(NAMESPACE, "k", change)).rejects.toThrow("no");
      expect((await other.get(NAMESPACE, "k"))?.value).toEqual({ count: 1 });
      expect(await other.get(NAMESPACE, "absent")).toBeNull();
    });

    it("is found by filter afterwards, by its new value only", async () => {
      await store.put(NAMESPACE, "k", { count: 7, text: "seven" });
      await store.update(NAMESPACE, "k", () => ({ count: 8 }));
      expect(await other.search(NAMESPACE, { filter: { count: 7 } })).toEqual([]);
      expect(await other.search(NAMESPACE, { filter: { count: 8 } })).toHaveLength(1);
      expect(await other.search(NAMESPACE, { query: "seven" })).toEqual([]);
    });

    it("takes an expired record for none", async () => {
      await store.put(["agent", "a"], "k", { count: 7 });
      clock.advance(8 * 86_400_000);
      await store.update(["agent", "a"], "k", next);
      expect((await other.get(["agent", "a"], "k"))?.value).toEqual({ count: 1 });
    });

    it("refuses what can be no key and no record", async () => {
      await expect(store.update([], "k", next)).rejects.toMatchObject({ code: "STORE_KEY_INVALID" });
      const list = () => [] as unknown as Record<string, unknown>;
      await expect(store.update(NAMESPACE, "k", list)).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
    });
  });
}
