import { LLMock } from "@copilotkit/aimock";
import { Command } from "@langchain/langgraph";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { LanguageModel } from "../../src/llm/gateway.ts";
import { metered } from "../../src/llm/metered.ts";
import type { TaskWorker } from "../../src/state/agent.ts";
import type { ApprovalPayload } from "../../src/state/approval.ts";
import type { BudgetLimits } from "../../src/state/budget.ts";
import { amountOf } from "../../src/state/budget-account.ts";
import { costBreakdownOf } from "../../src/state/cost-breakdown.ts";
import type { GenesisState } from "../../src/state/genesis-state.ts";
import { AuditLog } from "../../src/stores/audit-log.ts";
import { BudgetLedger, utcDay } from "../../src/stores/budget-ledger.ts";
import { chatRequests, KEY } from "../llm/support.ts";
import { IDEA } from "../support/budget.ts";
import { fakeClock } from "../support/clock.ts";
import { runToEnd, type TestOptions, testGraph } from "../support/services.ts";

let mock: LLMock;
beforeEach(async () => {
  mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
  mock.on(
    {},
    { content: JSON.stringify({ done: true }), usage: { prompt_tokens: 100, completion_tokens: 10 } },
  );
});
afterEach(() => mock.stop());

/** Each task is one call of the model; what was asked is what was done. */
function modelWorker(llm: () => LanguageModel | undefined): TaskWorker {
  return {
    kind: "model",
    touchesNothing: true,
    async execute(task, { budget, signal }) {
      await metered(llm(), budget)?.generate({
        ...{ kind: "summary", system: "You do tasks.", user: task.task_id, node: "execute-tasks", signal },
        ...{ schema: z.object({ done: z.boolean() }), schemaName: "done" },
      });
      const output = task.effect === "deploy" ? { deployment_url: "https://a.vercel.app" } : {};
      return { output, simulated: false };
    },
  };
}

async function genesis({ env, flags, ...options }: TestOptions = {}) {
  let llm: LanguageModel | undefined;
  const made = await testGraph({
    env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${mock.url}/v1`, GENESIS_CONCURRENCY: "1", ...env },
    flags: { llm_integration_enabled: false, ...flags },
    workers: { simulated: modelWorker(() => llm) },
    ...options,
  });
  llm = made.services.llm;
  const metric = async (name: string) =>
    (await made.services.metrics.registry.getSingleMetric(`genesis_meta_agent_${name}`)?.get())?.values ?? [];
  return { ...made, metric };
}

const tasksAsked = () => chatRequests(mock).map(({ messages }) => String(messages.at(-1)?.content));

async function supervised(budget: BudgetLimits, options: TestOptions = {}) {
  const made = await genesis(options);
  const { graph, store } = made;
  const request = { business_type: "saas_tool", autonomous: false, seed: 1, budget };
  const { threadId } = await runToEnd(graph, request);
  const config = { configurable: { thread_id: threadId } };
  const pending = async () => {
    const state = await graph.getState(config);
    const [interrupt] = state.tasks.flatMap((task) => task.interrupts);
    const payload = interrupt?.value as ApprovalPayload | undefined;
    return { id: String(interrupt?.id), payload, request: payload?.requests[0] };
  };
  const answer = async (decision: "approve" | "reject", digest?: string) => {
    const { id, payload } = await pending();
    const decisions = payload?.requests.map(({ request_id }) => ({
      ...{ request_id, decision, decided_by: "ada", reason: "so be it" },
      ...(digest !== undefined && { digest }),
    }));
    return (await graph.invoke(
      new Command({ resume: { [id]: { decisions } } }) as never,
      config,
    )) as GenesisState;
  };
  const values = async () => (await graph.getState(config)).values as GenesisState;
  return { ...made, pending, answer, values, threadId, audit: () => new AuditLog(store, threadId).verify() };
}

describe("an autonomous run over its budget", () => {
  it("stops with what is done kept, what is left not begun, and says how it goes on", async () => {
    const { graph, metric } = await genesis();
    const { result, threadId } = await runToEnd(graph, {
      ...{ business_type: "saas_tool", seed: 1, budget: { calls: 3 } },
    });
    expect(result).toMatchObject({ status: "FAILED", success: false });
    expect(result.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED", category: "budget" });
    const statuses = result.task_results.map(({ status }) => status);
    expect(statuses.filter((status) => status === "completed")).toHaveLength(3);
    expect(result.task_results.filter(({ status }) => status === "failed")).toMatchObject([
      { error_code: "BUDGET_EXCEEDED", output: { budget: { dimension: "calls", used: 3 } } },
    ]);
    expect(statuses.filter((status) => status === "skipped")).toHaveLength(statuses.length - 4);
    expect(result.error_message).toContain(`3 of ${statuses.length} tasks are done and kept.`);
    expect((result.metadata.error as { hint: string }).hint).toContain(`genesis replay ${threadId}`);
    expect(mock.getRequests()).toHaveLength(3);
    expect(await metric("quota_denied_total")).toMatchObject([
      { value: 1, labels: { scope: "run", dimension: "calls" } },
    ]);
  });

  it("does not call the model, and does not do without it, when the idea is over budget", async () => {
    const { graph } = await genesis({ flags: { llm_integration_enabled: true } });
    const { result, state } = await runToEnd(graph, {
      business_type: "saas_tool",
      seed: 1,
      budget: { usd: 0 },
    });
    expect(result).toMatchObject({ status: "FAILED", requirements: null, task_results: [] });
    expect(state.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect(mock.getRequests()).toHaveLength(0);
  });

  it.each([{}, { name: "Ledger Loop" }])(
    "ends with no requirements when there is no idea: %o",
    async (given) => {
      const { graph } = await genesis();
      const request = { business_type: "saas_tool", requirements: given, seed: 1, budget: { seconds: 0 } };
      const { result } = await runToEnd(graph, request);
      expect(result).toMatchObject({ status: "FAILED", requirements: null });
      expect(result.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED", category: "budget" });
    },
  );

  it("keeps the idea when the plan is over budget", async () => {
    mock.stop();
    mock = await LLMock.create({ host: "127.0.0.1", port: 0 });
    mock.on({}, { content: JSON.stringify(IDEA), usage: { prompt_tokens: 100, completion_tokens: 50 } });
    const { graph } = await genesis({ flags: { llm_integration_enabled: true } });
    const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1, budget: { calls: 1 } });
    expect(result).toMatchObject({
      status: "FAILED",
      requirements: { name: "Ledger Lane" },
      task_results: [],
    });
    expect(costBreakdownOf(result.metadata)).toMatchObject({
      total: { calls: 1, tokens: 150 },
      by_node: [{ node: "generate-idea", calls: 1 }],
      by_agent: [{ agent: "system" }],
      by_model: [{ model: "gpt-4o", usd: 0.00075 }],
    });
  });

  it("is not widened by its request", async () => {
    const { graph } = await genesis({ env: { GENESIS_BUDGET_RUN_CALLS: "2" } });
    const { result } = await runToEnd(graph, {
      business_type: "saas_tool",
      seed: 1,
      budget: { calls: 1_000 },
    });
    expect(result.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect(mock.getRequests()).toHaveLength(2);
  });

  it.each([{ usd: Number.NaN }, { usd: -1 }, { calls: 1e12 }, { eur: 1 }])(
    "refuses the request %j",
    async (budget) => {
      const { graph } = await genesis();
      const { result } = await runToEnd(graph, { business_type: "saas_tool", budget });
      expect(result.metadata.error).toMatchObject({ code: "INVALID_REQUEST" });
    },
  );

  it("succeeds when the budget suffices, and tells what was spent by node, agent and model", async () => {
    const { graph, metric } = await genesis();
    const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1, budget: { usd: 5 } });
    expect(result.status).toBe("SUCCESS");
    const costs = costBreakdownOf(result.metadata);
    const calls = result.task_results.length;
    expect(costs).toMatchObject({
      total: { calls, tokens: calls * 110, estimated_usd: 0 },
      by_node: [{ node: "execute-tasks", calls }],
      by_deployment_type: [{ deployment_type: "local", deployments: 1, usd: 0 }],
    });
    const agents = new Set(result.task_results.map(({ agent_id }) => agent_id));
    expect(new Set(costs?.by_agent.map(({ agent }) => agent))).toEqual(agents);
    const byModel = await metric("model_costs_total_usd");
    expect(byModel).toMatchObject([{ labels: { node: "execute-tasks", model: "gpt-4o-mini" } }]);
    expect(byModel[0]?.value).toBeCloseTo(costs?.total.usd ?? 0, 9);
    expect(await metric("deployment_costs_total_usd")).toMatchObject([
      { labels: { deployment_type: "local" }, value: 0 },
    ]);
  });
});

describe("a supervised run over its budget", () => {
  it("asks for more, goes on where it was, and repeats nothing", async () => {
    const run = await supervised({ calls: 2 });
    await run.answer("approve"); // The deployment, before anything is done.
    const { request } = await run.pending();
    expect(request).toMatchObject({
      title: "Raise the budget by 1 call or stop",
      budget: { scope: "run", dimension: "calls", limit: 2, amount: 1, return_to: "EXECUTING" },
    });
    expect((await run.values()).status).toBe("AWAITING_APPROVAL");
    let state = await run.values();
    let asked = 0;
    for (; state.status === "AWAITING_APPROVAL" && asked < 50; asked += 1)
      state = await run.answer("approve");
    expect(state.status).toBe("SUCCESS");
    expect(asked).toBeGreaterThan(1);
    expect(new Set(tasksAsked()).size).toBe(tasksAsked().length);
    expect(tasksAsked()).toHaveLength(state.task_results.length);
    const { intact, entries } = await run.audit();
    expect(intact).toBe(true);
    expect(entries.filter(({ request_id }) => request_id.startsWith("budget-run-calls"))).toHaveLength(asked);
    expect(entries.every(({ actor }) => actor === "ada")).toBe(true);
  });

  it("goes on with the idea, by the model, when it was stopped there", async () => {
    const run = await supervised({ usd: 0.01 }, { flags: { llm_integration_enabled: true } });
    const { request } = await run.pending();
    expect(request).toMatchObject({
      effect: "money",
      budget: { dimension: "usd", return_to: "GENERATING_IDEA" },
    });
    expect(mock.getRequests()).toHaveLength(0);
    mock.resetMatchCounts?.();
    await run.answer("approve");
    expect(mock.getRequests().length).toBeGreaterThan(0);
  });

  it("stops when a person says no, keeps what is done, and leaves as a budget stop", async () => {
    const run = await supervised({ calls: 2 });
    await run.answer("approve");
    const state = await run.answer("reject");
    expect(state).toMatchObject({ status: "FAILED", safety_violations: [] });
    expect(state.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED", category: "budget" });
    expect(state.error_message).toContain("A person did not raise it. so be it");
    expect(state.task_results.filter(({ status }) => status === "completed")).toHaveLength(2);
    expect((await run.audit()).entries.at(-1)).toMatchObject({ action: "reject", actor: "ada" });
  });

  it("takes no answer to another amount than what is asked for", async () => {
    const run = await supervised({ calls: 2 });
    await run.answer("approve");
    await run.answer("approve", "0".repeat(64));
    const { payload } = await run.pending();
    expect(payload?.problem).toContain("has changed since it was looked at");
    expect(mock.getRequests()).toHaveLength(2);
  });

  it("can't have its budget edited to another amount", async () => {
    const run = await supervised({ calls: 2 });
    await run.answer("approve");
    const { id, request } = await run.pending();
    const decisions = [
      { request_id: request?.request_id, decision: "edit", change: "Raise it by a million calls." },
    ];
    const config = { configurable: { thread_id: run.threadId } };
    await run.graph.invoke(new Command({ resume: { [id]: { decisions } } }) as never, config);
    expect((await run.pending()).payload?.problem).toContain("approve or reject it");
  });

  it("stops when nobody answers in time", async () => {
    const clock = { time: Date.UTC(2026, 0, 1), now: () => clock.time };
    const run = await supervised({ calls: 2 }, { clock });
    await run.answer("approve");
    clock.time += 100 * 3_600_000;
    const state = await run.answer("approve");
    expect(state.status).toBe("FAILED");
    expect(state.error_message).toContain("Nobody raised it.");
  });
});

describe("the budget of a day", () => {
  async function spent(usd: number, at = Date.UTC(2026, 0, 1, 12)) {
    const clock = { time: at, now: () => clock.time };
    const made = await genesis({ env: { GENESIS_BUDGET_DAY_USD: "1" }, clock });
    const where = { businessId: "earlier", day: utcDay(at) };
    const key = { kind: "model", node: "n", agent: "a", target: "m" } as const;
    const reservation = { id: "1", key, amount: amountOf({ usd, tokens: 0, calls: 1 }) };
    await new BudgetLedger(made.store).reserve(where, reservation, { run: {}, day: {} });
    return { ...made, clock };
  }

  it("that a person raises is raised for that day alone", async () => {
    const clock = fakeClock(Date.parse("2026-01-01T12:00:00Z"));
    const run = await supervised({}, { env: { GENESIS_BUDGET_DAY_CALLS: "2" }, clock });
    await run.answer("approve"); // The deployment, before anything is done.
    for (const limit of [2, 3, 5]) {
      expect((await run.pending()).request).toMatchObject({
        change: expect.stringContaining("on 2026-01-01 (UTC)"),
        budget: { scope: "day", day: "2026-01-01", dimension: "calls", limit },
      });
      expect(mock.getRequests()).toHaveLength(limit);
      if (limit === 5) clock.advance(86_400_000);
      await run.answer("approve");
    }
    expect((await run.pending()).request).toMatchObject({
      budget: { scope: "day", day: "2026-01-02", limit: 2, used: 2 },
    });
    expect(mock.getRequests()).toHaveLength(5 + 2);
  });

  it("that is used up takes no new run, counts it, and takes one the next day", async () => {
    const { graph, metric, clock } = await spent(1);
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result).toMatchObject({ status: "FAILED", requirements: null });
    expect(result.metadata.error).toMatchObject({
      code: "QUOTA_EXCEEDED",
      category: "budget",
      retryable: true,
    });
    expect(await metric("quota_denied_total")).toMatchObject([
      { value: 1, labels: { scope: "day", dimension: "usd" } },
    ]);
    clock.time += 12 * 3_600_000;
    expect((await runToEnd(graph, { business_type: "saas_tool" })).result.status).toBe("SUCCESS");
  });

  it("stops a run that reaches it", async () => {
    const { graph } = await spent(0.9974);
    const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1 });
    expect(result.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect((result.metadata.error as { hint: string }).hint).toContain("wait for tomorrow");
    expect(result.task_results.some(({ status }) => status === "completed")).toBe(true);
  });
});

describe("effects and remote agents", () => {
  const worker = (touched: string[], extra: Partial<TaskWorker> = {}): TaskWorker => ({
    kind: "provider",
    async execute({ task_id, effect }) {
      touched.push(task_id);
      return {
        output: effect === "deploy" ? { deployment_url: "https://a.vercel.app" } : {},
        simulated: false,
      };
    },
    ...extra,
  });

  it("are paid for at their ceiling before they happen, and not even intended without the money", async () => {
    const touched: string[] = [];
    const { graph, store } = await testGraph({ workers: { simulated: worker(touched) } });
    const { result, threadId } = await runToEnd(graph, {
      business_type: "saas_tool",
      seed: 1,
      budget: { usd: 0.4 },
    });
    expect(result.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect(touched).not.toContain("deploy-product");
    expect(touched.length).toBeGreaterThan(3);
    expect(await store.search(["effects", threadId])).toEqual([]);
  });

  it("count for what the worker measured, or for their ceiling", async () => {
    const priced = worker([], {
      effectCost: () => ({ provider: "vercel", usd: 0.3 }),
    });
    const { graph, services } = await testGraph({ workers: { simulated: priced, builtIn: priced } });
    const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1, execution_mode: "real" });
    expect(costBreakdownOf(result.metadata)).toMatchObject({
      total: { usd: 0.3, estimated_usd: 0.3, calls: 0 },
      by_deployment_type: expect.arrayContaining([{ deployment_type: "vercel", deployments: 0, usd: 0.3 }]),
    });
    const costs = await services.metrics.deploymentCosts.get();
    expect(costs.values.find(({ labels }) => labels.deployment_type === "vercel")?.value).toBe(0.3);
  });

  it("are one call each when they are remote", async () => {
    const touched: string[] = [];
    const { graph } = await testGraph({
      flags: { a2a_integration_enabled: true },
      workers: { a2a: worker(touched) },
      env: { GENESIS_CONCURRENCY: "1", GENESIS_BUDGET_CEILING_REMOTE_TASK_USD: "0.25" },
    });
    const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1, budget: { usd: 1 } });
    expect(touched).toHaveLength(4);
    expect(costBreakdownOf(result.metadata)?.total).toMatchObject({ usd: 1, calls: 4, estimated_usd: 1 });
  });
});

describe("a run that spends nothing", () => {
  it("touches no account", async () => {
    const { graph, store } = await testGraph();
    const { result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1 });
    expect(result.status).toBe("SUCCESS");
    expect(await store.search(["budget"])).toEqual([]);
    expect(await store.search(["budget-day"])).toEqual([]);
    expect(costBreakdownOf(result.metadata)).toMatchObject({
      total: { usd: 0, calls: 0 },
      by_deployment_type: [{ deployment_type: "simulated", deployments: 1 }],
      seconds: null,
    });
  });
});

describe("the time of a run", () => {
  it("stops what is under way when it is up, and begins nothing more", async () => {
    const slow: TaskWorker = {
      kind: "slow",
      touchesNothing: true,
      execute: async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { output: {}, simulated: true };
      },
    };
    const { graph } = await testGraph({ workers: { simulated: slow }, env: { GENESIS_CONCURRENCY: "1" } });
    const { result } = await runToEnd(graph, {
      business_type: "saas_tool",
      seed: 1,
      budget: { seconds: 3 },
    });
    expect(result.metadata.error).toMatchObject({ code: "BUDGET_EXCEEDED" });
    const stopped = result.task_results.filter(({ error_code }) => error_code === "BUDGET_EXCEEDED");
    expect(stopped.length).toBeGreaterThan(0);
    expect(costBreakdownOf(result.metadata)?.seconds).toBeGreaterThanOrEqual(3);
  });
});
