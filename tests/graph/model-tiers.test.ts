import { LLMock } from "@copilotkit/aimock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { atTier } from "../../src/llm/at-tier.ts";
import type { LanguageModel } from "../../src/llm/gateway.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import type { RoutingPlan } from "../../src/state/routing.ts";
import { chatRequests, KEY } from "../llm/support.ts";
import { runToEnd, testGraph } from "../support/services.ts";

const MODELS = { economy: "gpt-4o-mini", standard: "gpt-4.1-mini", premium: "gpt-4o" } as const;

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
  mock.on({}, { content: JSON.stringify({ done: true }) });
});
afterEach(() => mock.stop());

/** Has a model do every task, at the task's tier. */
function modelWorker(llm: () => LanguageModel | undefined): TaskWorker {
  return {
    kind: "model",
    touchesNothing: true,
    async execute(task, { tier, signal }) {
      await atTier(llm() as LanguageModel, tier).generate({
        kind: "summary",
        system: "You do tasks.",
        user: task.task_id,
        schema: z.object({ done: z.boolean() }),
        schemaName: "done",
        node: "execute-tasks",
        signal,
      });
      const output = task.effect === "deploy" ? { deployment_url: "https://a.vercel.app" } : {};
      return { output, simulated: false };
    },
  };
}

/** Runs a business whose plan is made locally; which model did which task. */
async function modelsOfTasks(flags: Record<string, boolean> = {}) {
  let llm: LanguageModel | undefined;
  const { graph, services } = await testGraph({
    env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${mock.url}/v1` },
    flags: { llm_integration_enabled: false, ...flags },
    workers: { simulated: modelWorker(() => llm) },
  });
  llm = services.llm;
  const { state } = await runToEnd(graph, { business_type: "saas_tool", seed: 3 });
  const { routes } = (state as unknown as { routing_plan: RoutingPlan }).routing_plan.metadata;
  const asked = chatRequests(mock).map(({ model, messages }): [string, string] => [
    String(messages.at(-1)?.content),
    model,
  ]);
  const metric = async (name: string) =>
    (await services.metrics.registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0;
  const costs = await metric("genesis_meta_agent_model_costs_total_usd");
  const saved = await metric("genesis_meta_agent_model_saved_costs_total_usd");
  return { asked: Object.fromEntries(asked), routes, costs, saved };
}

describe("the model that does a task", () => {
  it("is that of the tier that routing gave the task", async () => {
    const { asked, routes, costs, saved } = await modelsOfTasks();
    const expected = Object.entries(routes).map(([taskId, { tier }]) => [taskId, MODELS[tier]]);
    expect(asked).toEqual(Object.fromEntries(expected));
    expect(new Set(Object.values(asked))).toContain("gpt-4o-mini");
    expect(new Set(Object.values(asked)).size).toBeGreaterThan(1);
    expect(costs).toBeGreaterThan(0);
    expect(saved).toBeGreaterThan(costs);
  });

  it("is always the strongest with performance_optimizations_enabled off", async () => {
    const { asked, routes, costs, saved } = await modelsOfTasks({ performance_optimizations_enabled: false });
    expect(Object.keys(asked)).toHaveLength(Object.keys(routes).length);
    expect(new Set(Object.values(asked))).toEqual(new Set(["gpt-4o"]));
    expect(costs).toBeGreaterThan(0);
    expect(saved).toBe(0);
  });
});
