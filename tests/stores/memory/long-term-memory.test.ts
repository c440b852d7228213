import { setTimeout as delay } from "node:timers/promises";
import { InMemoryStore, type OperationResults } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { GenesisError } from "../../../src/state/errors.ts";
import { writeOf } from "../../../src/stores/memory/namespaces.ts";
import { aBusinessRecord, aCase, aLongTermMemory } from "../../support/memory.ts";

/** A store that is down, slow or picky as told. */
class MoodyStore extends InMemoryStore {
  mood: "well" | "down" | "slow" | "refusing" = "well";
  override async batch<Op extends Parameters<InMemoryStore["batch"]>[0]>(operations: Op) {
    if (this.mood === "down") throw new Error("connection refused");
    if (this.mood === "slow") await delay(60);
    if (this.mood === "refusing") throw new GenesisError("STORE_VALUE_INVALID", "no", { hint: "-" });
    return super.batch(operations) as Promise<OperationResults<Op>>;
  }
}

const writes = (id: string) => [writeOf(aBusinessRecord(id)), writeOf(aCase(`case of ${id}`))];
const stored = async (store: MoodyStore) =>
  (await store.search(["business"], { limit: 100 })).map(({ key }) => key).sort();

describe("keep", () => {
  it("writes to the store", async () => {
    const store = new MoodyStore();
    const { memory, outbox, failed } = aLongTermMemory();
    expect(await memory.keep(store, writes("a"))).toEqual({ where: "store" });
    expect(await stored(store)).toEqual(["a"]);
    expect([outbox.isEmpty, failed]).toEqual([true, []]);
  });

  it.each(["down", "slow"] as const)(
    "keeps in the outbox while the store is %s, and replays",
    async (mood) => {
      const store = new MoodyStore();
      const { memory, outbox, failed, counts } = aLongTermMemory({ timeoutMs: 20 });
      store.mood = mood;
      for (const id of ["a", "b"]) {
        expect(await memory.keep(store, writes(id))).toMatchObject({
          where: "outbox",
          error: { code: "MEMORY_UNAVAILABLE" },
        });
      }
      expect(failed).toEqual(["update", "update"]);
      expect(await memory.replay(store)).toBe(0);
      store.mood = "well";
      expect(await memory.keep(store, writes("c"))).toEqual({ where: "store" });
      expect(await stored(store)).toEqual(["a", "b", "c"]);
      expect([outbox.isEmpty, counts.replayed]).toEqual([true, 4]);
      expect(await memory.replay(store)).toBe(0);
    },
  );

  it("replays the same entry twice without a difference", async () => {
    const store = new MoodyStore();
    const { memory, outbox } = aLongTermMemory();
    outbox.add(writes("a"));
    outbox.add(writes("a"));
    expect(await memory.replay(store)).toBe(4);
    expect(await store.search(["cases"])).toHaveLength(1);
    expect(await stored(store)).toEqual(["a"]);
  });

  it("keeps the order, and stops at the first entry that fails", async () => {
    const store = new MoodyStore();
    const { memory, outbox } = aLongTermMemory();
    for (const id of ["a", "b", "c"]) outbox.add(writes(id));
    const order: string[] = [];
    store.batch = async (operations) => {
      for (const operation of operations) {
        if (!("value" in operation) || operation.namespace[0] !== "business") continue;
        if (operation.key === "b") throw new Error("down again");
        order.push(operation.key);
      }
      return operations.map(() => undefined) as never;
    };
    expect(await memory.replay(store)).toBe(2);
    expect(order).toEqual(["a"]);
    expect(outbox.entries(() => {})).toHaveLength(2);
  });

  it("puts aside what no store will ever take, and goes on", async () => {
    const store = new MoodyStore();
    const { memory, outbox, rejected } = aLongTermMemory();
    outbox.add(writes("a"));
    store.mood = "refusing";
    expect(await memory.replay(store)).toBe(0);
    expect(rejected).toHaveLength(1);
    expect(outbox.isEmpty).toBe(true);
  });

  it("throws when not even the outbox can keep it", async () => {
    const store = new MoodyStore();
    store.mood = "down";
    const { memory, outbox, failed } = aLongTermMemory();
    outbox.add = () => {
      throw new GenesisError("OUTBOX_FULL", "full", { hint: "-" });
    };
    await expect(memory.keep(store, writes("a"))).rejects.toMatchObject({ code: "OUTBOX_FULL" });
    expect(failed).toEqual(["update", "outbox"]);
  });
});

describe("use", () => {
  it("gives what the work gives, and a coded error with its cause when it fails", async () => {
    const store = new MoodyStore();
    const { memory, failed } = aLongTermMemory();
    expect(await memory.use("recall", store, async () => 7)).toBe(7);
    store.mood = "down";
    const recall = memory.use("recall", store, (one) => one.recentBusinesses("saas_tool", 3));
    await expect(recall).rejects.toMatchObject({
      code: "MEMORY_UNAVAILABLE",
      message: "connection refused",
      retryable: true,
    });
    expect(failed).toEqual(["recall"]);
  });

  it("does not wait for longer than its timeout", async () => {
    const { memory } = aLongTermMemory({ timeoutMs: 20 });
    const never = memory.use("recall", new MoodyStore(), () => new Promise<never>(() => {}));
    await expect(never).rejects.toMatchObject({
      code: "MEMORY_UNAVAILABLE",
      cause: expect.objectContaining({ code: "MEMORY_TIMEOUT" }),
    });
  });
});

describe("similarCases", () => {
  it("asks the case bank with the configured thresholds, or others", async () => {
    const store = new MoodyStore();
    const { memory } = aLongTermMemory();
    await memory.keep(store, [
      writeOf(aCase("build login")),
      writeOf(aCase("build login page", { reward: 0 })),
    ]);
    const rewards = async (options?: object) =>
      (await memory.similarCases(store, { text: "build login" }, options)).map((one) => one.case.reward);
    expect(await rewards()).toEqual([1]);
    expect(await rewards({ minReward: 0 })).toEqual([1, 0]);
    expect(await rewards({ failures: true })).toEqual([0]);
    store.mood = "down";
    await expect(rewards()).rejects.toMatchObject({ code: "MEMORY_UNAVAILABLE" });
  });
});
