import { AsyncBatchedStore, InMemoryStore } from "@langchain/langgraph-checkpoint";
import { describe, expect, it } from "vitest";
import type { BestPractice, EvolutionRecord } from "../../../src/state/memory-record.ts";
import { Memory, type SkippedRecord } from "../../../src/stores/memory/memory.ts";
import { writeOf } from "../../../src/stores/memory/namespaces.ts";
import { openMemoryStores } from "../../../src/stores/open.ts";
import { aBusinessRecord, anObservation, provenance } from "../../support/memory.ts";

function aPractice(practice_id: string, differences: Partial<BestPractice> = {}): BestPractice {
  return {
    kind: "best_practice",
    version: 1,
    practice_id,
    business_type: "saas_tool",
    topic: "feature",
    text: `practice ${practice_id}`,
    support: 3,
    runs: 5,
    evidence: [],
    provenance,
    ...differences,
  };
}

describe("Memory", () => {
  it("skips records of a newer version and foreign ones, reports them, and deletes none", async () => {
    const store = new InMemoryStore();
    const skipped: SkippedRecord[] = [];
    const memory = new Memory(store, (record) => skipped.push(record));
    await memory.write([writeOf(aBusinessRecord("good"))]);
    await store.put(["business", "saas_tool"], "newer", { kind: "business", version: 2, brain: {} });
    await store.put(["business", "saas_tool"], "foreign", { hello: "world" });
    expect((await memory.recentBusinesses("saas_tool", 9)).map((one) => one.business_id)).toEqual(["good"]);
    expect(skipped.map(({ key, reason }) => `${key}: ${reason}`).sort()).toEqual([
      "foreign: unreadable",
      "newer: newer version",
    ]);
    expect(await store.get(["business", "saas_tool"], "newer")).not.toBeNull();
  });

  it("reads records from before failures and completion rates were kept", async () => {
    const store = new InMemoryStore();
    const { failures, completion_rate, evolution_rounds, ...old } = aBusinessRecord("old");
    await store.put(["business", "saas_tool"], "old", old);
    const [found] = await new Memory(store).recentBusinesses("saas_tool", 1);
    expect(found).toMatchObject({ failures: [], completion_rate: 0, evolution_rounds: 0 });
  });

  it("gives a type's own practices first, then by support, and none of other types", async () => {
    const memory = new Memory(new InMemoryStore());
    await memory.updatePractices([
      aPractice("general", { business_type: null, support: 9 }),
      aPractice("weak"),
      aPractice("strong", { support: 8 }),
      aPractice("foreign", { business_type: "marketplace" }),
    ]);
    const found = await memory.bestPractices("saas_tool");
    expect(found.map(({ practice_id }) => practice_id)).toEqual(["strong", "weak", "general"]);
  });

  it("writes only practices that changed", async () => {
    const memory = new Memory((await openMemoryStores()).store);
    expect(await memory.updatePractices([aPractice("a"), aPractice("b")])).toBe(2);
    expect(await memory.updatePractices([aPractice("a"), aPractice("b", { support: 4 })])).toBe(1);
    expect(await memory.updatePractices([])).toBe(0);
  });

  it("keeps observations of agents apart by run, so that runs at the same time lose nothing", async () => {
    const memory = new Memory((await openMemoryStores()).store);
    const observations = ["b1", "b2", "b3"].map((run) => anObservation("qa", run));
    await Promise.all(observations.map((one) => memory.write([writeOf(one)])));
    await memory.write([writeOf(anObservation("qa", "b1"))]);
    const found = await memory.agentObservations("saas_tool");
    expect(found.map(({ business_id }) => business_id).sort()).toEqual(["b1", "b2", "b3"]);
  });

  it("keeps how plans evolved, by type", async () => {
    const memory = new Memory(new InMemoryStore());
    const record: EvolutionRecord = {
      kind: "evolution",
      version: 1,
      business_id: "b1",
      business_type: "saas_tool",
      success: true,
      rounds: [{ operator: "revision", diagnosis: "x: NO_LUCK", avoid: { x: ["qa"] }, dropped_tasks: [] }],
      provenance,
    };
    await memory.write([writeOf(record)]);
    expect(await memory.evolutions("saas_tool", 9)).toEqual([record]);
    expect(await memory.evolutions("marketplace", 9)).toEqual([]);
  });

  it("reaches the store behind LangGraph's queue, with batches and indexes", async () => {
    const { store } = await openMemoryStores();
    const queue = new AsyncBatchedStore(store);
    const memory = new Memory(queue);
    await memory.write([writeOf(aBusinessRecord("a", { outcome: "hidden" }))]);
    expect(await store.search(["business"], { query: "invoices" })).toHaveLength(1);
    expect(await store.search(["business"], { query: "hidden" })).toHaveLength(0);
  });
});
