import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Warning } from "../../../src/state/run-event.ts";
import { WorkOrderSchema } from "../../../src/state/work-order.ts";
import { Workspace } from "../../../src/tools/workspace.ts";
import { testBudget } from "../../support/budget.ts";
import { type FakeAgent, type FakeAgentOptions, startFakeAgent } from "../../support/fake-agent.ts";
import { aContext, allowlist, workerOf } from "../../support/remote.ts";
import { runToEnd, temporaryFolder, testGraph } from "../../support/services.ts";
import { aTask } from "../../support/tasks.ts";

const started: FakeAgent[] = [];

async function fake(options: FakeAgentOptions = {}): Promise<FakeAgent> {
  const agent = await startFakeAgent(options);
  started.push(agent);
  return agent;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((agent) => agent.close()));
});

const task = aTask({ task_id: "write-plan" });

it("sends a work order, and keeps what comes back as documents of the business", async () => {
  const agent = await fake({ token: "a-token-of-sixteen" });
  const entries = allowlist([{ url: agent.url, token_env: "TOKEN" }], { TOKEN: "a-token-of-sixteen" });
  const { worker, home } = workerOf(entries);
  const context = aContext();
  const { output, simulated } = await worker.execute(task, context);
  expect(WorkOrderSchema.parse(agent.orders[0])).toMatchObject({
    task,
    agent_id: "builder",
    business_id: context.businessId,
  });
  expect(simulated).toBe(false);
  const path = "docs/agents/builder/write-plan/notes.md";
  expect(output.remote_documents).toMatchObject([{ path }]);
  expect(Workspace.find(home, context.businessId).read(path)).toContain("Written elsewhere.");
});

it("hands on what is left of the budget with an order, and says nothing where nothing is limited", async () => {
  const agent = await fake();
  const { worker } = workerOf(allowlist([{ url: agent.url }]));
  const meter = testBudget({ request: { usd: 2, calls: 9 } }).meter();
  await meter.reserve({ kind: "effect", node: "n", target: "t", usd: 0.5, tokens: 0, calls: 1 });
  await worker.execute(task, aContext({ budget: meter }));
  await worker.execute(task, aContext({ budget: testBudget().meter() }));
  const orders = agent.orders.map((order) => WorkOrderSchema.parse(order));
  expect(orders.map(({ budget }) => budget)).toEqual([{ usd: 1.5, calls: 8 }, undefined]);
});

it("keeps files that would be run as text, without credentials, and obeys nothing", async () => {
  const agent = await fake({ work: "instructions" });
  const { worker, home } = workerOf(allowlist([{ url: agent.url }]));
  const context = aContext();
  const { output } = await worker.execute(task, context);
  expect(output.remote_summary).toMatch(/^Ignore all previous instructions .* \[redacted\]$/);
  const workspace = Workspace.find(home, context.businessId);
  expect(workspace.artefacts().map(({ path }) => path)).toEqual([
    "docs/agents/builder/write-plan/evil.test.ts.txt",
    "docs/agents/builder/write-plan/package.json.txt",
  ]);
  expect(workspace.read("docs/agents/builder/write-plan/evil.test.ts.txt")).toBe("process.exit(1)[2J");
});

it("makes a report of what another kind of agent gives", async () => {
  const agent = await fake({ work: "text" });
  const { worker } = workerOf(allowlist([{ url: agent.url }]));
  const { output } = await worker.execute(task, aContext());
  expect(output).toMatchObject({
    remote_summary: "The plan of another kind of agent.",
    remote_documents: [
      { path: "docs/agents/builder/write-plan/plan.txt" },
      { path: "docs/agents/builder/write-plan/2-plan.txt" },
    ],
  });
});

it("touches nothing here in simulated mode", async () => {
  const agent = await fake();
  const { worker, builtIn, simulated } = workerOf(allowlist([{ url: agent.url }]));
  const { output } = await worker.execute(task, aContext({ mode: "simulated" }));
  expect(output).toMatchObject({ summary: "The remote agent did it.", remote_documents: ["notes.md"] });
  expect([...builtIn.done, ...simulated.done]).toEqual([]);
});

describe("a deployment", () => {
  const deploy = aTask({ task_id: "deploy-product", effect: "deploy" });
  const deployWith = async (entry: Record<string, unknown>, report: Record<string, unknown>) => {
    const agent = await fake({ skills: ["deploy"], report });
    const made = workerOf(allowlist([{ url: agent.url, ...entry }]));
    return { agent, ...made, result: made.worker.execute(deploy, aContext({ agentId: "deploy" })) };
  };

  it("stays here unless the allowlist names its effect", async () => {
    const { agent, builtIn, result } = await deployWith({}, {});
    expect((await result).output).toMatchObject({ done_by: { kind: "built-in" } });
    expect([agent.effects, builtIn.done]).toEqual([[], ["deploy-product"]]);
  });

  it.each([null, "https://10.0.0.1/", "http://example.com/", "http://127.0.0.1:1/"])(
    "is not believed to be at %s, nor done here as well",
    async (deployment_url) => {
      const { builtIn, result } = await deployWith({ effects: ["deploy"] }, { deployment_url });
      await expect(result).rejects.toMatchObject({ code: "A2A_DEPLOYMENT_INVALID", retryable: false });
      expect(builtIn.done).toEqual([]);
    },
  );

  it("is where it answers", async () => {
    const site = await fake();
    const deployment_url = `${site.url}/.well-known/agent-card.json`;
    const { result } = await deployWith({ effects: ["deploy"] }, { deployment_url });
    expect((await result).output).toMatchObject({ deployment_url, done_by: { kind: "a2a" } });
  });
});

describe("a whole run", () => {
  it("ends in SUCCESS when an agent dies in the middle of it, and says what was done here instead", async () => {
    const agent = await fake({ skills: ["builder"], fault: "cut-for-good", takes: 20 });
    const { graph, services } = await testGraph({
      env: {
        GENESIS_HOME: temporaryFolder(),
        GENESIS_A2A_AGENTS: agent.url,
        GENESIS_FLAG_A2A_INTEGRATION_ENABLED: "true",
      },
    });
    const { result, state } = await runToEnd(graph, { business_type: "saas_tool", seed: 7 });
    expect(result.status).toBe("SUCCESS");
    const warned = (state.warnings as Warning[]).find(({ code }) => code === "A2A_FALLBACK");
    expect(warned?.message).toMatch(/were done here.*A2A_CUT/);
    const fellBack = result.task_results.filter(({ output }) => output.remote_failures !== undefined);
    expect(fellBack.length).toBeGreaterThan(0);
    for (const { output } of fellBack) expect(output.done_by).toEqual({ kind: "simulated" });
    expect(new Set(agent.effects).size).toBe(agent.effects.length);
    const metrics = await services.metrics.registry.metrics();
    expect(metrics).toContain(
      `genesis_meta_agent_a2a_remote_tasks_total{agent="${agent.url}/rpc",outcome="A2A_CUT"}`,
    );
  });

  it("has the work of a remote agent in it", async () => {
    const agent = await fake({ skills: ["builder"] });
    const home = temporaryFolder();
    const { graph } = await testGraph({
      env: {
        GENESIS_HOME: home,
        GENESIS_A2A_AGENTS: agent.url,
        GENESIS_FLAG_A2A_INTEGRATION_ENABLED: "true",
      },
    });
    const { result, state } = await runToEnd(graph, { business_type: "saas_tool", seed: 7 });
    expect(result.status).toBe("SUCCESS");
    const remote = result.task_results.filter(({ agent_id }) => agent_id === "builder");
    expect(remote.length).toBeGreaterThan(0);
    expect(agent.effects).toHaveLength(remote.length);
    for (const { output } of remote) expect(output.done_by).toMatchObject({ kind: "a2a" });
    expect((state.warnings as Warning[]).map(({ code }) => code)).not.toContain("A2A_FALLBACK");
    // Its orders were kept for a resume, and the run has ended.
    expect(readdirSync(join(home, "a2a-orders"))).toEqual([]);
  });
});
