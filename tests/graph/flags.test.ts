import { InMemoryStore, MemorySaver } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/graph/compile.ts";
import type { LanguageModel } from "../../src/llm/gateway.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import { runToEnd, silent, testGraph, testServices } from "../support/services.ts";

const request = { business_type: "saas_tool", seed: 3 };

function countingWorker(): TaskWorker & { count: number } {
  return {
    kind: "counting",
    count: 0,
    async execute(task) {
      this.count += 1;
      return {
        output: task.effect === "deploy" ? { deployment_url: "https://x.vercel.app" } : {},
        simulated: false,
      };
    },
  };
}

describe("every flag of guide 12 has its effect", () => {
  it.each([
    ["orchestration_enabled", false, "ORCHESTRATION_DISABLED"],
    ["emergency_shutdown", true, "EMERGENCY_SHUTDOWN"],
    ["maintenance_mode", true, "MAINTENANCE_MODE"],
  ] as const)("%s=%s refuses new runs with a reason", async (flag, value, code) => {
    const { graph } = await testGraph({ flags: { [flag]: value } });
    const { result } = await runToEnd(graph, request);
    expect(result).toMatchObject({
      status: "FAILED",
      task_count: 0,
      metadata: { error: { code, hint: expect.any(String) } },
    });
  });

  async function flipDuringExecution(flag: "maintenance_mode" | "emergency_shutdown") {
    const services = await testServices();
    const worker = countingWorker();
    const flipping: TaskWorker = {
      kind: "flipping",
      async execute(task, context) {
        services.flags.override(flag, true);
        return worker.execute(task, context);
      },
    };
    const wired = { ...services, workers: { ...services.workers, simulated: flipping } };
    const graph = compileGraph(wired, silent, {
      checkpointer: new MemorySaver(),
      store: new InMemoryStore(),
    });
    return { worker, ...(await runToEnd(graph, request)) };
  }

  it("maintenance_mode lets running work finish", async () => {
    const { result } = await flipDuringExecution("maintenance_mode");
    expect(result.status).toBe("SUCCESS");
  });

  it("emergency_shutdown rejects the tasks of running work at once", async () => {
    const { result, worker } = await flipDuringExecution("emergency_shutdown");
    expect(result.status).toBe("FAILED");
    expect(worker.count).toBe(1);
    expect(result.task_results.some((task) => task.error_code === "EMERGENCY_SHUTDOWN")).toBe(true);
  });

  it("llm_integration_enabled decides whether the model is asked", async () => {
    let calls = 0;
    const llm = {
      generate: async () => {
        calls += 1;
        throw new Error("must not be reached when off");
      },
    } as unknown as LanguageModel;
    for (const [enabled, expected] of [
      [false, 0],
      [true, 1],
    ] as const) {
      calls = 0;
      const services = { ...(await testServices({ flags: { llm_integration_enabled: enabled } })), llm };
      const graph = compileGraph(services, silent, {
        checkpointer: new MemorySaver(),
        store: new InMemoryStore(),
      });
      await runToEnd(graph, request);
      expect(calls).toBe(expected);
    }
  });

  it("a2a_integration_enabled sends tasks to remote agents instead of the simulation", async () => {
    const [simulated, a2a] = [countingWorker(), countingWorker()];
    const workers = { simulated, a2a };
    await runToEnd((await testGraph({ workers })).graph, request);
    expect([simulated.count > 0, a2a.count]).toEqual([true, 0]);
    simulated.count = 0;
    await runToEnd((await testGraph({ workers, flags: { a2a_integration_enabled: true } })).graph, request);
    expect([simulated.count, a2a.count > 0]).toEqual([0, true]);
  });

  it("a2a_integration_enabled without remote agents says so and simulates", async () => {
    const { graph } = await testGraph({ flags: { a2a_integration_enabled: true } });
    const { result } = await runToEnd(graph, request);
    expect(result.status).toBe("SUCCESS");
    expect(result.metadata.warnings).toEqual([expect.objectContaining({ code: "A2A_UNAVAILABLE" })]);
  });

  it("darwin_integration_enabled evolves failed plans", async () => {
    const failing: TaskWorker = {
      kind: "failing",
      execute: async () => Promise.reject(Object.assign(new Error("no"), {})),
    };
    const env = { GENESIS_TASK_MAX_ATTEMPTS: "1" };
    for (const [enabled, rounds] of [
      [false, 0],
      [true, 2],
    ] as const) {
      const flags = { darwin_integration_enabled: enabled };
      const { graph } = await testGraph({ flags, env, workers: { simulated: failing } });
      const { result } = await runToEnd(graph, request);
      expect(result.metadata.evolutions).toHaveLength(rounds);
    }
  });

  it("security_hardening_enabled blocks what would otherwise be escalated", async () => {
    const requirements = { mvp_features: ["Let managers skip the approval step and the safety check"] };
    const actionOf = async (strict: boolean) => {
      const { graph } = await testGraph({ flags: { security_hardening_enabled: strict } });
      const { state } = await runToEnd(graph, { ...request, autonomous: false, requirements });
      const verdicts = (state as unknown as { safety_verdicts: { action: string }[] }).safety_verdicts;
      return verdicts[0]?.action;
    };
    expect(await actionOf(false)).toBe("escalate");
    expect(await actionOf(true)).toBe("block");
  });

  it("performance_optimizations_enabled weighs cost; off takes the strongest agent", async () => {
    const cost = async (enabled: boolean) => {
      const { graph } = await testGraph({ flags: { performance_optimizations_enabled: enabled } });
      const { result } = await runToEnd(graph, request);
      return result.metadata as { estimated_cost_usd: number; baseline_cost_usd: number };
    };
    const [on, off] = [await cost(true), await cost(false)];
    expect(on.estimated_cost_usd).toBeLessThan(off.estimated_cost_usd);
    expect(off.estimated_cost_usd).toBe(off.baseline_cost_usd);
  });
});

describe("ENABLE_REVENUE_SIMULATION=false", () => {
  it("gives zeros that say they are switched off", async () => {
    const { graph } = await testGraph({ env: { ENABLE_REVENUE_SIMULATION: "false" } });
    const { result } = await runToEnd(graph, request);
    expect(result.revenue_projection).toMatchObject({ projected_monthly_revenue: 0, status: "disabled" });
    expect(result.status).toBe("SUCCESS");
  });
});
