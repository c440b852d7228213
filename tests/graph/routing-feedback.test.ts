import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { readLearnt } from "../../src/nodes/route-tasks/learnt.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { GenesisError } from "../../src/state/errors.ts";
import type { RoutingPlan } from "../../src/state/routing.ts";
import { OutcomeLog } from "../../src/stores/outcome-log.ts";
import { runToEnd, testGraph } from "../support/services.ts";

const request = { business_type: "saas_tool", seed: 3 };
const planOf = (state: unknown) => (state as { routing_plan: RoutingPlan }).routing_plan;

/** Does every task for real money, and fails those of one agent. */
function worker({ failing, costUsd }: { failing?: string; costUsd?: number }): TaskWorker {
  return {
    kind: "test",
    async execute(task, { agentId }) {
      if (agentId === failing) {
        throw new GenesisError("NO_GOOD", "It does not work.", {
          hint: "Try somebody else.",
          category: "system",
        });
      }
      const url = task.effect === "deploy" ? { deployment_url: "https://a.vercel.app" } : {};
      return { output: { ...url, ...(costUsd !== undefined && { cost_usd: costUsd }) }, simulated: false };
    },
  };
}

describe("what a run teaches the next one's routing", () => {
  it("makes an agent that failed less believed", async () => {
    const store = new InMemoryStore();
    const { graph } = await testGraph({ store, workers: { simulated: worker({ failing: "support" }) } });
    const first = planOf((await runToEnd(graph, request)).state);
    const [taskId] = Object.entries(first.assignments).find(([, agent]) => agent === "support") ?? [];
    expect(first.metadata.outcomes_learnt).toBe(0);
    const second = planOf((await runToEnd(graph, request)).state);
    expect(second.metadata.outcomes_learnt).toBeGreaterThan(10);
    const quality = (plan: RoutingPlan) => plan.metadata.routes[taskId ?? ""]?.expected_quality;
    const before = quality(first) ?? 0;
    const after = second.assignments[taskId ?? ""] === "support" ? quality(second) : 0;
    expect(after).toBeLessThan(before);
  });

  it("weighs who did the same task before, and says so with figures", async () => {
    const store = new InMemoryStore();
    const { graph } = await testGraph({ store });
    const first = planOf((await runToEnd(graph, request)).state);
    expect(first.metadata.with_similar_cases).toBe(0);
    expect(JSON.stringify(first.explanations)).not.toContain("similar cases");
    const second = planOf((await runToEnd(graph, request)).state);
    expect(second.metadata.with_similar_cases).toBe(Object.keys(second.assignments).length);
    for (const [taskId, explanation] of Object.entries(second.explanations)) {
      // The same task went well with the same agent.
      expect(second.assignments[taskId]).toBe(first.assignments[taskId]);
      expect(explanation).toMatch(
        /similar cases 1\.00 \(\d of \d went well, the closest 1\.00 alike\)|only one who can/,
      );
    }
  });

  it("goes on without cases that can't be read, with a warning, and reads none without DAAO", async () => {
    const store = new InMemoryStore();
    const batch = store.batch.bind(store);
    let asked = 0;
    store.batch = (operations) => {
      const cases = operations.some((one) => "namespacePrefix" in one && one.namespacePrefix[0] === "cases");
      if (!cases) return batch(operations);
      asked += 1;
      return Promise.reject(new Error("index broken"));
    };
    const { graph, services } = await testGraph({ store });
    const { result, state } = await runToEnd(graph, request);
    expect(result.success).toBe(true);
    expect(result.metadata.warnings).toEqual([
      { code: "CASES_UNAVAILABLE", message: expect.stringContaining("index broken") },
    ]);
    expect(planOf(state).unassigned_tasks).toEqual([]);
    expect(asked).toBe(1);
    expect(await services.metrics.registry.metrics()).toContain(
      'genesis_meta_agent_memory_errors_total{operation="cases"} 1',
    );
    const off = await testGraph({ store, flags: { performance_optimizations_enabled: false } });
    expect((await runToEnd(off.graph, request)).result.metadata.warnings).toEqual([]);
    expect(asked).toBe(1);
  });

  it("corrects prices by what was really spent", async () => {
    const store = new InMemoryStore();
    const { graph } = await testGraph({ store, workers: { simulated: worker({ costUsd: 100 }) } });
    const first = planOf((await runToEnd(graph, request)).state);
    const second = planOf((await runToEnd(graph, request)).state);
    expect(second.metadata.estimated_cost_usd).toBeGreaterThan(2 * first.metadata.estimated_cost_usd);
  });

  it("hands workers the tier of their task, and puts what was saved into the result", async () => {
    const tiers = new Set<string | undefined>();
    const inner = worker({});
    const spy: TaskWorker = {
      kind: "spy",
      execute(task, context) {
        tiers.add(context.tier);
        return inner.execute(task, context);
      },
    };
    const { graph } = await testGraph({ workers: { simulated: spy } });
    const { result } = await runToEnd(graph, request);
    expect(tiers.has("economy")).toBe(true);
    expect(tiers.has(undefined)).toBe(false);
    const { estimated_cost_usd, baseline_cost_usd, saved_cost_usd } = result.metadata as Record<
      string,
      number
    >;
    expect(saved_cost_usd).toBeCloseTo((baseline_cost_usd ?? 0) - (estimated_cost_usd ?? 0), 2);
    expect(saved_cost_usd).toBeGreaterThan(0);
  });

  it("adds what was saved to the metrics when a run ends, and nothing for one that did nothing", async () => {
    const { graph, services } = await testGraph({ workers: { simulated: worker({}) } });
    const value = async (name: string) => {
      const [found] = (await services.metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
      return found?.value;
    };
    const saved = "genesis_meta_agent_routing_saved_costs_total_usd";
    await runToEnd(graph, { business_type: "no_such_type" });
    expect(await value(saved)).toBe(0);
    const { result } = await runToEnd(graph, request);
    const costs = result.metadata as Record<string, number>;
    expect(await value(saved)).toBeCloseTo(costs.saved_cost_usd ?? 0, 6);
    await runToEnd(graph, request);
    expect(await value(saved)).toBeCloseTo(2 * (costs.saved_cost_usd ?? 0), 6);
    expect(await value("genesis_meta_agent_routing_costs_total_usd")).toBeCloseTo(
      2 * (costs.estimated_cost_usd ?? 0),
      6,
    );
    expect(await value("genesis_meta_agent_routing_baseline_costs_total_usd")).toBeCloseTo(
      2 * (costs.baseline_cost_usd ?? 0),
      6,
    );
  });

  it("saves nothing with performance_optimizations_enabled off", async () => {
    const env = { GENESIS_FLAG_PERFORMANCE_OPTIMIZATIONS_ENABLED: "false" };
    const { graph } = await testGraph({ env, workers: { simulated: worker({}) } });
    const { result } = await runToEnd(graph, request);
    expect(result.metadata.saved_cost_usd).toBe(0);
    expect(result.metadata.estimated_cost_usd).toBe(result.metadata.baseline_cost_usd);
  });

  it("lets outcomes wait in the outbox while the store can't keep them, and says so", async () => {
    const store = new InMemoryStore();
    const put = store.batch.bind(store);
    store.batch = (operations) =>
      JSON.stringify(operations).includes('"tallies"],"key"')
        ? Promise.reject(new Error("disk full"))
        : put(operations);
    const { graph } = await testGraph({ store });
    const { result } = await runToEnd(graph, request);
    expect(result.status).toBe("SUCCESS");
    expect(JSON.stringify(result.metadata.warnings)).toContain("How the tasks went waits in the outbox");
    store.batch = put;
    await runToEnd(graph, request);
    expect(await new OutcomeLog(store).tallies()).toHaveLength(2);
  });

  it("lets simulated runs teach a fifth", async () => {
    const store = new InMemoryStore();
    const { graph } = await testGraph({ store });
    const { result } = await runToEnd(graph, request);
    const [tally] = await new OutcomeLog(store).tallies();
    expect(tally?.weight).toBe(0.2);
    const { beliefs } = await readLearnt(store);
    expect(beliefs.outcomes).toBe(result.task_count);
  });
});
