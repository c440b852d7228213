import { InMemoryStore } from "@langchain/langgraph";
import { AsyncBatchedStore } from "@langchain/langgraph-checkpoint";
import { describe, expect, it } from "vitest";
import { behindQueue } from "../../src/stores/behind-queue.ts";
import { openMemoryStores } from "../../src/stores/open.ts";
import { OutcomeLog, type RunOutcomes, type TaskOutcome, tallyOf } from "../../src/stores/outcome-log.ts";

const outcome = (differences: Partial<TaskOutcome> = {}): TaskOutcome => ({
  task_id: "t",
  agent_id: "qa",
  difficulty: "Easy",
  tier: "economy",
  success: true,
  cost_usd: null,
  estimated_cost_usd: 2,
  duration_seconds: 1,
  text_digest: "0".repeat(64),
  ...differences,
});
const run = (id: string, at: string, outcomes = [outcome()]): RunOutcomes => ({
  version: 1,
  run: id,
  at,
  simulated: false,
  outcomes,
});
const model = { version: 1 as const, model: { any: "thing" }, learnt: ["r1"] };

describe("tallyOf", () => {
  it("adds up by agent, tier and difficulty, and spend only where it is known", () => {
    const tally = tallyOf(
      run("r", "2026-01-01", [
        outcome({ cost_usd: 3 }),
        outcome({ success: false }),
        outcome({ tier: "standard", cost_usd: 5 }),
      ]),
    );
    expect(tally.weight).toBe(1);
    expect(tally.cells).toEqual([
      {
        agent_id: "qa",
        tier: "economy",
        difficulty: "Easy",
        successes: 1,
        failures: 1,
        cost_usd: 3,
        estimated_cost_usd: 2,
      },
      {
        agent_id: "qa",
        tier: "standard",
        difficulty: "Easy",
        successes: 1,
        failures: 0,
        cost_usd: 5,
        estimated_cost_usd: 2,
      },
    ]);
  });

  it("weighs simulated runs less", () => {
    expect(tallyOf({ ...run("r", ""), simulated: true }).weight).toBe(0.2);
  });
});

describe.each([
  ["SQLite", async () => (await openMemoryStores()).store],
  ["memory", async () => new InMemoryStore()],
])("OutcomeLog on %s", (_name, open) => {
  it("gives back what was recorded: tallies oldest first, outcomes, model", async () => {
    const log = new OutcomeLog(await open());
    expect(await log.tallies()).toEqual([]);
    expect(await log.model()).toBeUndefined();
    expect(await log.outcomes("r1")).toBeUndefined();
    await log.record(run("r2", "2026-01-02"), model);
    await log.record(run("r1", "2026-01-01"), model);
    expect((await log.tallies()).map((tally) => tally.run)).toEqual(["r1", "r2"]);
    expect(await log.outcomes("r1")).toEqual(run("r1", "2026-01-01"));
    expect(await log.model()).toEqual(model);
  });

  it("keeps one record for a run that is recorded twice", async () => {
    const log = new OutcomeLog(await open());
    await log.record(run("r1", "2026-01-01"), model);
    await log.record(run("r1", "2026-01-01"), model);
    expect(await log.tallies()).toHaveLength(1);
  });

  it("leaves out records it can't read", async () => {
    const store = await open();
    await store.put(["outcomes", "tallies"], "future", { version: 2 });
    await store.put(["outcomes", "models"], "difficulty", { version: 2 });
    const log = new OutcomeLog(store);
    expect(await log.tallies()).toEqual([]);
    expect(await log.model()).toBeUndefined();
  });
});

describe("behindQueue", () => {
  it("gives the store behind LangGraph's queue, and any other store as it is", () => {
    const store = new InMemoryStore();
    expect(behindQueue(new AsyncBatchedStore(store))).toBe(store);
    expect(behindQueue(store)).toBe(store);
  });
});
