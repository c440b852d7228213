import { setTimeout as delay } from "node:timers/promises";
import { emptyCheckpoint, MemorySaver } from "@langchain/langgraph-checkpoint";
import { beforeEach, describe, expect, it } from "vitest";
import { LeaseKeeper } from "../../src/runtime/lease-keeper.ts";
import { FencedSaver } from "../../src/stores/fenced-saver.ts";
import { openMemoryStores, type Stores } from "../../src/stores/open.ts";
import { TestClock } from "./backend.ts";

const CONFIG = { configurable: { thread_id: "t", checkpoint_ns: "" } };
const METADATA = { source: "loop", step: 0, parents: {} } as const;

let clock: TestClock;
let stores: Stores;
let keeper: LeaseKeeper;
let saver: FencedSaver;

beforeEach(async () => {
  clock = new TestClock();
  stores = await openMemoryStores({ clock });
  keeper = new LeaseKeeper(stores.leases, clock);
  saver = new FencedSaver(stores.checkpointer, keeper.fence);
  return () => stores.close();
});

const never = () => new AbortController().signal;
const write = () => saver.put(CONFIG, emptyCheckpoint(), METADATA, {});

describe("a fenced saver", () => {
  it("writes while the lease is held, and reads always", async () => {
    await keeper.exclusively("t", never(), async () => {
      const written = await write();
      await saver.putWrites(written, [["channel", 1]], "task");
    });
    expect((await saver.getTuple(CONFIG))?.pendingWrites).toEqual([["task", "channel", 1]]);
    const listed: unknown[] = [];
    for await (const tuple of saver.list(CONFIG)) listed.push(tuple);
    expect(listed).toHaveLength(1);
  });

  it("refuses to write without a lease", async () => {
    await expect(write()).rejects.toMatchObject({ code: "LEASE_LOST" });
    await expect(saver.putWrites(CONFIG, [["channel", 1]], "task")).rejects.toMatchObject({
      code: "LEASE_LOST",
    });
    expect(await saver.getTuple(CONFIG)).toBeUndefined();
  });

  it("refuses a driver that slept through its lease while another took over", async () => {
    await keeper.exclusively("t", never(), async () => {
      await write();
      clock.advance(31_000);
      await write();
      await stores.leases.acquire("t", "another", 30_000);
      await expect(write()).rejects.toMatchObject({ code: "LEASE_LOST" });
    });
    // What the other holds was not released by the one that lost it.
    expect(await stores.leases.current("t")).toEqual({ owner: "another", token: 2 });
  });

  it("lets the writes of a thread through in the order in which they were handed over", async () => {
    const order: string[] = [];
    const inner = Object.assign(new MemorySaver(), {
      putWrites: async () => void order.push("writes"),
      put: async () => {
        order.push("checkpoint");
        return CONFIG;
      },
    });
    const waits = [30, 20, 10, 0];
    const slow = new FencedSaver(inner, async () => {
      await delay(waits.shift());
      if (waits.length === 2) throw new Error("refused once");
    });
    const handedOver = await Promise.allSettled([
      slow.putWrites(CONFIG, [["channel", 1]], "task"),
      slow.putWrites(CONFIG, [["channel", 2]], "other"),
      slow.put(CONFIG, emptyCheckpoint(), METADATA, {}),
      slow.putWrites(CONFIG, [["channel", 3]], "next"),
    ]);
    expect(handedOver.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(order).toEqual(["writes", "checkpoint", "writes"]);
  });

  it("tells a second driver of the thread that it is busy", async () => {
    await keeper.exclusively("t", never(), async () => {
      await expect(keeper.exclusively("t", never(), async () => "never")).rejects.toMatchObject({
        code: "RUN_BUSY",
        retryable: true,
      });
    });
    expect(await keeper.exclusively("t", never(), async () => "now")).toBe("now");
  });
});
