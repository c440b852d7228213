import { register } from "prom-client";
import { expect, it } from "vitest";
import { createMetrics } from "../../src/telemetry/metrics.ts";

it("counts in a registry of its own, under the names that dashboards ask for", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.memoryErrors.inc({ operation: "recall" });
  one.memoryReplayed.inc(2);
  expect(await one.registry.metrics()).toContain(
    'genesis_meta_agent_memory_errors_total{operation="recall"} 1',
  );
  expect(await one.registry.metrics()).toContain("genesis_meta_agent_memory_replayed_total 2");
  expect(await other.registry.metrics()).not.toContain("recall");
  expect(register.getMetricsAsArray()).toEqual([]);
});
