import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { AGENT_CATALOGUE } from "../../src/agents/catalogue.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { runToEnd, testGraph } from "../support/services.ts";

it("never gives an agent more tasks at once than the catalogue says", async () => {
  const active = new Map<string, number>();
  const most = new Map<string, number>();
  const worker: TaskWorker = {
    kind: "test",
    touchesNothing: true,
    async execute(task, { agentId }) {
      active.set(agentId, (active.get(agentId) ?? 0) + 1);
      most.set(agentId, Math.max(most.get(agentId) ?? 0, active.get(agentId) ?? 0));
      await delay(2);
      active.set(agentId, (active.get(agentId) ?? 0) - 1);
      const output = task.effect === "deploy" ? { deployment_url: "https://a.vercel.app" } : {};
      return { output, simulated: false };
    },
  };
  const agents = AGENT_CATALOGUE.map((agent) => ({ ...agent, max_concurrency: 1 }));
  const { graph } = await testGraph({ agents, workers: { simulated: worker } });
  const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1 });
  expect(result.success).toBe(true);
  expect(most.size).toBeGreaterThan(3);
  expect([...most.values()].every((count) => count === 1)).toBe(true);

  most.clear();
  const usual = await testGraph({ workers: { simulated: worker } });
  await runToEnd(usual.graph, { business_type: "saas_tool", seed: 1 });
  for (const { agent_id, max_concurrency } of AGENT_CATALOGUE) {
    expect(most.get(agent_id) ?? 0).toBeLessThanOrEqual(max_concurrency);
  }
  // The limit is one: with the usual places somebody does several things at once.
  expect(Math.max(...most.values())).toBeGreaterThan(1);
});
