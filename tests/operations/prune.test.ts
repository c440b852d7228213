import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/state/clock.ts";
import { EffectJournal } from "../../src/stores/effect-journal.ts";
import { openStores } from "../../src/stores/open.ts";
import { temporaryFolder } from "../support/services.ts";
import { genesisIn } from "./support.ts";

const DAY = 86_400_000;

describe("prune", () => {
  it("deletes whole finished runs that are old, and what they taught stays", async () => {
    const home = temporaryFolder();
    const stores = await openStores({ home });
    const genesis = await genesisIn({ home }, { stores });
    const { business_id: old } = await genesis.createBusiness("saas_tool");
    const key = { businessId: old, taskId: "t", idempotencyKey: "k" };
    await new EffectJournal(stores.store, systemClock).intend(key);
    const clock = { now: () => Date.now() + 40 * DAY };
    const later = await genesisIn({ home }, { stores, clock });
    const { business_id: fresh } = await later.createBusiness("saas_tool");

    const dry = await later.prune({ olderThanMs: 30 * DAY, dryRun: true });
    expect(dry.pruned.map((run) => run.business_id)).toEqual([old]);
    expect(await later.list()).toHaveLength(2);

    const { pruned } = await later.prune({ olderThanMs: 30 * DAY });
    expect(pruned.map((run) => run.business_id)).toEqual([old]);
    expect((await later.list()).map((run) => run.business_id)).toEqual([fresh]);
    expect(await stores.checkpointer.getTuple({ configurable: { thread_id: old } })).toBeUndefined();
    expect(await stores.checkpointer.getTuple({ configurable: { thread_id: fresh } })).toBeDefined();
    expect(await stores.store.search(["effects", old])).toEqual([]);
    expect(await stores.store.get(["business", "saas_tool"], old)).not.toBeNull();
    await stores.close();
  });

  it("counts the A2A tasks that ended long ago, and deletes them unless it only looks", async () => {
    const home = temporaryFolder();
    const stores = await openStores({ home });
    const genesis = await genesisIn({ home }, { stores });
    const put = (id: string, state: string, timestamp: string) =>
      stores.store.put(
        ["a2a", "tasks", "qa"],
        id,
        { version: 1, state, context_id: "c", task: { id, status: { state, timestamp } } },
        false,
      );
    await put("old", "TASK_STATE_COMPLETED", "2020-01-01T00:00:00.000Z");
    await put("waiting", "TASK_STATE_INPUT_REQUIRED", "2020-01-01T00:00:00.000Z");
    await put("fresh", "TASK_STATE_COMPLETED", new Date().toISOString());
    const left = async () => (await stores.store.search(["a2a", "tasks"])).map(({ key }) => key).sort();
    expect((await genesis.prune({ olderThanMs: 30 * DAY, dryRun: true })).a2aTasks).toBe(1);
    expect(await left()).toEqual(["fresh", "old", "waiting"]);
    expect((await genesis.prune({ olderThanMs: 30 * DAY })).a2aTasks).toBe(1);
    expect(await left()).toEqual(["fresh", "waiting"]);
    await stores.close();
  });

  it("keeps what has not ended, what waits for a replay and what is being looked at", async () => {
    const home = temporaryFolder();
    const stores = await openStores({ home });
    const genesis = await genesisIn({ home }, { stores, flags: { maintenance_mode: true } });
    const { business_id: refused } = await genesis.createBusiness("saas_tool");
    const open = await genesisIn({ home }, { stores });
    await expect(open.createBusiness("saas_tool", undefined, { autonomous: false })).rejects.toThrow();
    const { business_id: held } = await open.createBusiness("saas_tool");
    await stores.leases.acquire(held, "somebody", 60_000);
    const { pruned, kept } = await open.prune({ olderThanMs: -1_000 });
    expect(pruned).toEqual([]);
    expect(new Set(kept.map((run) => run.business_id))).toEqual(new Set([refused, held]));
    expect(await open.list()).toHaveLength(3);
    await stores.close();
  });
});
