import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGenesis, type Genesis, type GenesisOptions } from "../../src/index.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { GenesisError } from "../../src/state/errors.ts";
import type { RunEvent } from "../../src/state/run-event.ts";
import type { Task } from "../../src/state/task.ts";
import { openMemoryStores, type Stores } from "../../src/stores/open.ts";
import { runToEnd, silent, temporaryFolder, testGraph } from "../support/services.ts";

const FEATURES = ["User authentication", "CSV export", "Audit history"];

/** Succeeds, except where told. */
function workerFailing(fails: (task: Task, agentId: string) => boolean, message = "no luck"): TaskWorker {
  return {
    kind: "test",
    async execute(task, { agentId }) {
      if (fails(task, agentId)) throw new GenesisError("NO_LUCK", message, { hint: "-" });
      const output = task.effect === "deploy" ? { deployment_url: "https://acme.vercel.app" } : {};
      return { output, simulated: false };
    },
  };
}

async function genesisIn(home: string, fails: (task: Task, agentId: string) => boolean = () => false) {
  return open({
    sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home } },
    workers: { simulated: workerFailing(fails) },
  });
}

async function open(options: GenesisOptions): Promise<Genesis> {
  const genesis = await createGenesis({ log: silent, ...options });
  onTestFinished(() => genesis.close());
  return genesis;
}

async function stateOf(genesis: Genesis, requirements?: object, seed = 1) {
  const { business_id } = await genesis.createBusiness("saas_tool", requirements, { seed });
  return (await genesis.show(business_id)).state;
}

describe("what one run teaches the next", () => {
  it("shows in its context, its plan and its team, also after a restart", async () => {
    const home = temporaryFolder();
    const first = await genesisIn(home, ({ feature }) => feature === "CSV export");
    expect((await stateOf(first, { mvp_features: FEATURES })).agent_records).toEqual([]);

    const second = await genesisIn(home);
    const state = await stateOf(second, { mvp_features: [...FEATURES].reverse() });
    expect(state.similar_businesses[0]?.failures).toContainEqual(
      expect.objectContaining({ step: "build-feature", feature: "CSV export", error_code: "NO_LUCK" }),
    );
    const build = state.task_graph?.tasks.find(({ title }) => title === "Build: CSV export");
    expect(build?.description).toContain(
      "Known pitfall: this step failed in 1 of 1 similar runs with NO_LUCK",
    );
    const other = state.task_graph?.tasks.find(({ title }) => title === "Build: Audit history");
    expect(other?.description).not.toContain("Known pitfall");
    const failedBy = state.similar_businesses[0]?.failures[0]?.agent_id;
    const record = state.agent_records.find(({ agent_id }) => agent_id === failedBy);
    expect(record?.on_this_type.failed).toBeGreaterThanOrEqual(1);
    expect(record?.lessons).toContain("build-feature failed with NO_LUCK in a saas_tool");
  });

  it("keeps the idea away from features that failed", async () => {
    const generated = async (home: string, seed: number) =>
      (await stateOf(await genesisIn(home), undefined, seed)).requirements?.mvp_features as string[];
    const home = temporaryFolder();
    const failing = await genesisIn(home, ({ feature }) => feature === "Audit history");
    await stateOf(failing, { mvp_features: FEATURES });
    const seed = await seedWith("Audit history", (one) => generated(temporaryFolder(), one));
    expect(await generated(home, seed)).not.toContain("Audit history");
  });

  it("gives a step that failed twice a review, and an agent that fails is noted in the team", async () => {
    const home = temporaryFolder();
    const failing = await genesisIn(home, ({ task_id }) => task_id === "design-interface");
    await stateOf(failing, { mvp_features: FEATURES });
    const again = await stateOf(failing, { mvp_features: FEATURES });
    expect(again.task_graph?.tasks.some(({ task_id }) => task_id.startsWith("review-"))).toBe(true);
    const third = await genesisIn(home);
    const state = await stateOf(third, { mvp_features: FEATURES });
    const review = state.task_results.find(({ task_id }) => task_id === "review-result-of-design-interface");
    expect(review?.status).toBe("completed");
    const designer = state.similar_businesses[0]?.failures[0]?.agent_id;
    const member = state.roster?.members.find(({ agent_id }) => agent_id === designer);
    expect(member?.reason).toMatch(/failed \d+ of \d+ tasks in earlier runs of this type/);
  });

  it("becomes a best practice when it recurs", async () => {
    const genesis = await genesisIn(temporaryFolder());
    for (let run = 1; run <= 3; run += 1) {
      expect((await stateOf(genesis, { mvp_features: FEATURES }, run)).best_practices).toEqual([]);
    }
    const { best_practices } = await stateOf(genesis, { mvp_features: FEATURES }, 4);
    expect(best_practices).toContain('saas_tool: "CSV export" was part of 3 of 3 launches.');
    expect(best_practices.join()).toMatch(/The team .* launched 3 of 3 times/);
  });

  it("fills the case bank, each experience once", async () => {
    const genesis = await genesisIn(temporaryFolder());
    await stateOf(genesis, { mvp_features: FEATURES, name: "First One" });
    const tasks = (await genesis.memory.list(["cases"])).filter(({ value }) => value.scope === "task");
    await stateOf(genesis, { mvp_features: FEATURES, name: "Second One" });
    const after = await genesis.memory.list(["cases"]);
    expect(after.filter(({ value }) => value.scope === "run")).toHaveLength(2);
    expect(after.filter(({ value }) => value.scope === "task")).toHaveLength(tasks.length);
  });

  it("stays small: under 64 KB a step for 40 tasks with a full memory", async () => {
    const genesis = await genesisIn(temporaryFolder(), ({ phase }) => phase === "launch");
    const mvp_features = Array.from({ length: 12 }, (_, at) => `Feature number ${at}`);
    let size = 0;
    for (let run = 0; run < 4; run += 1) {
      const state = await stateOf(genesis, { mvp_features }, run);
      expect(state.task_count).toBeGreaterThanOrEqual(40);
      size = JSON.stringify(state).length;
    }
    expect(size).toBeLessThan(64 * 1_024);
  });

  it("carries no credential from a failing task into memory", async () => {
    const key = ["sk", "proj", "a1b2c3d4e5f6g7h8i9"].join("-");
    const store = new InMemoryStore();
    const { graph } = await testGraph({
      store,
      workers: { simulated: workerFailing(({ critical }) => critical, `refused ${key}`) },
    });
    await runToEnd(graph, { business_type: "saas_tool" });
    const kept = await store.search([], { limit: 1_000 });
    expect(kept.length).toBeGreaterThan(2);
    expect(JSON.stringify(kept)).not.toContain(key);
  });
});

async function seedWith(feature: string, generate: (seed: number) => Promise<string[]>): Promise<number> {
  for (let seed = 1; seed < 40; seed += 1) if ((await generate(seed)).includes(feature)) return seed;
  throw new Error(`No seed gives ${feature}.`);
}

describe("a memory that is down", () => {
  /** Real stores whose memory can be broken; the queue of requests, without which no run begins, shares the store. */
  async function breakable(): Promise<Stores & { down: boolean }> {
    const stores = await openMemoryStores();
    onTestFinished(() => stores.close());
    const batch = stores.store.batch.bind(stores.store);
    const broken = { ...stores, down: false };
    stores.store.batch = async (operations) => {
      const ofMemory = operations.some((one) => !("namespace" in one) || one.namespace[0] !== "requests");
      if (broken.down && ofMemory) throw new Error("the server is gone");
      return batch(operations);
    };
    return broken;
  }

  it("costs a warning, never the run; what was learnt is there after the next start", async () => {
    const home = temporaryFolder();
    const stores = await breakable();
    const options = { sources: { env: { GENESIS_EXECUTION_MODE: "simulated", GENESIS_HOME: home } }, stores };
    const genesis = await open(options);
    stores.down = true;
    const run = genesis.createBusiness("saas_tool");
    const events: RunEvent[] = [];
    for await (const event of run) events.push(event);
    const result = await run;
    expect(result.success).toBe(true);
    const warnings = result.metadata.warnings as { code: string; message: string }[];
    expect(warnings.map(({ code }) => code)).toEqual(Array(3).fill("MEMORY_UNAVAILABLE"));
    // What could not be read is said once; what could not be written waits: outcomes for routing, lessons for all.
    for (const { message } of warnings.slice(1)) expect(message).toContain("in the outbox");
    expect(events.some((event) => event.type === "node.completed" && /outbox/.test(event.summary))).toBe(
      true,
    );

    stores.down = false;
    expect(await genesis.memory.list(["business"])).toEqual([]);
    const next = await open(options);
    const [kept] = await next.memory.list(["business"]);
    expect(kept?.key).toBe(result.business_id);
    expect((await next.memory.list(["outcomes"])).length).toBe(2);
    const records = await next.memory.export();
    await open(options);
    expect(await next.memory.export()).toEqual(records);
  });

  it("is counted, and so is what was written later", async () => {
    const store = new InMemoryStore();
    const batch = store.batch.bind(store);
    let down = true;
    store.batch = async (operations) => {
      if (down) throw new Error("gone");
      return batch(operations);
    };
    const { graph, services } = await testGraph({ store });
    const { events } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(events.filter(({ type }) => type === "warning")).toHaveLength(3);
    down = false;
    await runToEnd(graph, { business_type: "saas_tool" });
    const metrics = await services.metrics.registry.metrics();
    expect(metrics).toContain('genesis_meta_agent_memory_errors_total{operation="recall"} 1');
    expect(metrics).toContain('genesis_meta_agent_memory_errors_total{operation="update"} 1');
    expect(metrics).toContain('genesis_meta_agent_memory_errors_total{operation="outcomes"} 1');
    expect(metrics).toMatch(/genesis_meta_agent_memory_replayed_total [1-9]/);
    expect(await store.search(["business"])).toHaveLength(2);
  });

  it("does not hold up a run for longer than its timeout", async () => {
    const store = new InMemoryStore();
    store.batch = () => new Promise<never>(() => {});
    const { graph } = await testGraph({ store, env: { GENESIS_MEMORY_TIMEOUT_MS: "50" } });
    const started = performance.now();
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result.success).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("says what was left out when records are of a newer version", async () => {
    const store = new InMemoryStore();
    await store.put(["business", "saas_tool"], "newer", { kind: "business", version: 2 });
    const { graph } = await testGraph({ store });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result.metadata.warnings).toEqual([
      expect.objectContaining({
        code: "MEMORY_RECORDS_SKIPPED",
        message: expect.stringContaining("1 of a newer"),
      }),
    ]);
    expect(await store.get(["business", "saas_tool"], "newer")).not.toBeNull();
  });
});

describe("personal data in requirements", () => {
  it("stays with the run that needs it, and out of memory", async () => {
    const store = new InMemoryStore();
    const { graph, services } = await testGraph({ store });
    const description =
      "Write to ada@example.com or call +49 30 901820: we send you a box of tea every month.";
    const request = { business_type: "ecommerce_store", requirements: { description }, seed: 3 };
    const { result } = await runToEnd(graph, request);
    expect(result.requirements?.description).toBe(description);
    const items = await store.search([], { limit: 1_000 });
    const memory = items.filter(({ namespace }) => namespace[0] !== "requests");
    expect(memory.length).toBeGreaterThan(0);
    expect(JSON.stringify(memory)).not.toMatch(/ada@example|901820/);
    expect(JSON.stringify(memory)).toContain("[email]");
    const metrics = await services.metrics.registry.metrics();
    expect(metrics).toContain('genesis_meta_agent_safety_decisions_total{category="none",action="allow"}');
  });
});
