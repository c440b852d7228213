import { register } from "prom-client";
import { expect, it } from "vitest";
import { createMetrics } from "../../src/telemetry/metrics.ts";

it("counts in a registry of its own, under the names that dashboards ask for", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.memoryErrors.inc({ operation: "recall" });
  one.memoryReplayed.inc(2);
  one.routingCosts.inc(3.5);
  one.routingSavedCosts.inc(-1.25);
  expect(await one.registry.metrics()).toContain(
    'genesis_meta_agent_memory_errors_total{operation="recall"} 1',
  );
  expect(await one.registry.metrics()).toContain("genesis_meta_agent_memory_replayed_total 2");
  const text = await one.registry.metrics();
  expect(text).toContain("genesis_meta_agent_routing_costs_total_usd 3.5");
  expect(text).toContain("genesis_meta_agent_routing_baseline_costs_total_usd 0");
  expect(text).toContain("genesis_meta_agent_routing_saved_costs_total_usd -1.25");
  expect(await other.registry.metrics()).not.toContain("recall");
  expect(register.getMetricsAsArray()).toEqual([]);
});
