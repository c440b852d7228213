import { Command, InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import type { AgentProfile, TaskWorker } from "../../src/state/agent.ts";
import type { ApprovalPayload } from "../../src/state/approval.ts";
import { type BusinessCreationResult, BusinessCreationResultSchema } from "../../src/state/business.ts";
import { GenesisError } from "../../src/state/errors.ts";
import { RunEventSchema } from "../../src/state/run-event.ts";
import type { TaskGraph } from "../../src/state/task.ts";
import { loadArchetypes } from "../../src/templates/archetypes.ts";
import { aRequirements } from "../support/requirements.ts";
import { runToEnd, testGraph } from "../support/services.ts";

const TYPES = loadArchetypes().types();

/** Succeeds, except for the named tasks. */
function workerFailing(
  fails: (taskId: string, agentId: string) => boolean,
): TaskWorker & { calls: string[] } {
  const calls: string[] = [];
  return {
    kind: "test",
    calls,
    async execute(task, { agentId }) {
      calls.push(`${task.task_id} by ${agentId}`);
      if (fails(task.task_id, agentId)) throw new GenesisError("NO_LUCK", "it did not work", { hint: "-" });
      const output = task.effect === "deploy" ? { deployment_url: "https://acme.vercel.app" } : {};
      return { output, simulated: false };
    },
  };
}

describe("a whole run", () => {
  it.each(TYPES)("creates a %s", async (business_type) => {
    const { graph } = await testGraph();
    const { result, state, events } = await runToEnd(graph, { business_type, seed: 11 });
    expect(BusinessCreationResultSchema.parse(pickResult(state))).toMatchObject({
      status: "SUCCESS",
      success: true,
    });
    expect(result.task_count).toBe(result.task_results.length);
    expect(result.task_results.every((task) => task.status === "completed" && task.simulated)).toBe(true);
    expect(result.metadata).toMatchObject({ unassigned_tasks: [], simulated: true, warnings: [] });
    expect(result.deployment_url).toMatch(/^https:\/\/[a-z0-9-]+\.simulated\.invalid$/);
    for (const event of events) RunEventSchema.parse(event);
  });

  it("passes the statuses of guide 3 in order", async () => {
    const { graph } = await testGraph();
    const { events } = await runToEnd(graph, { business_type: "saas_tool" });
    const statuses = events.flatMap((event) => (event.type === "status.changed" ? [event.status] : []));
    expect(statuses).toEqual([
      "GENERATING_IDEA",
      "COMPOSING_TEAM",
      "DECOMPOSING_TASKS",
      "ROUTING",
      "VALIDATING",
      "EXECUTING",
      "VALIDATING",
      "SUCCESS",
    ]);
  });

  it("gives the same run for the same seed and another for another", async () => {
    const essence = async (seed: number) => {
      const fresh = await testGraph();
      const { result } = await runToEnd(fresh.graph, { business_type: "marketplace", seed });
      const tasks = result.task_results.map(({ task_id, agent_id, status }) => ({
        task_id,
        agent_id,
        status,
      }));
      return { requirements: result.requirements, team: result.team_composition, tasks };
    };
    expect(await essence(5)).toEqual(await essence(5));
    expect((await essence(5)).requirements?.name).not.toBe((await essence(6)).requirements?.name);
  });

  it("keeps what the user decided, to the letter", async () => {
    const { graph } = await testGraph();
    const requirements = {
      name: 'Café <b>"日本"</b> {name} & Co',
      mvp_features: ["<script>1</script> export", "Ünïcode {feature}", "Secret: santa draw"],
    };
    const { result } = await runToEnd(graph, { business_type: "saas_tool", requirements });
    expect(result.requirements).toMatchObject(requirements);
    expect(result.success).toBe(true);
    const titles = result.task_results.map((task) => task.title);
    expect(titles).toEqual(expect.arrayContaining(["Build: Ünïcode {feature}", "Build: Secret: santa draw"]));
  });

  it("keeps its state small: under 64 KB a step for a run of 40 tasks", async () => {
    const { graph } = await testGraph();
    const mvp_features = Array.from({ length: 12 }, (_, index) => `Feature number ${index}`);
    const { state, result } = await runToEnd(graph, {
      business_type: "saas_tool",
      requirements: { mvp_features },
    });
    expect(result.task_count).toBeGreaterThanOrEqual(40);
    expect(JSON.stringify(state).length).toBeLessThan(64 * 1_024);
  });

  it("takes 50 features and refuses a plan of more than 200 tasks with a code", async () => {
    const { graph } = await testGraph();
    const mvp_features = Array.from({ length: 50 }, (_, index) => `Feature number ${index}`);
    const { result } = await runToEnd(graph, { business_type: "saas_tool", requirements: { mvp_features } });
    expect(result.status).toBe("SUCCESS");
    expect(result.task_count).toBeGreaterThan(100);
    const { chunks } = result.metadata.plan as { chunks: number[] };
    expect(chunks.reduce((sum, size) => sum + size, 0)).toBe(result.task_count);
    expect(Math.max(...chunks)).toBeLessThanOrEqual(50);
  });
});

describe("failures", () => {
  it("ends as FAILED when a critical task fails, with an unavailable projection and a lesson in memory", async () => {
    const store = new InMemoryStore();
    const worker = workerFailing((id) => id === "integration-test");
    const { graph } = await testGraph({ workers: { simulated: worker }, store });
    const { result, threadId } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result).toMatchObject({
      status: "FAILED",
      success: false,
      revenue_projection: { status: "unavailable", projected_monthly_revenue: 0, confidence: 0.1 },
      metadata: { error: { code: "CRITICAL_TASK_FAILED" } },
    });
    expect(result.error_message).toContain('"integration-test" failed: it did not work');
    expect(result.task_results.find((task) => task.task_id === "deploy-product")?.status).toBe("skipped");
    const remembered = await store.get(["business", "saas_tool"], threadId);
    expect(remembered?.value).toMatchObject({
      success: false,
      lesson: expect.stringContaining("integration-test"),
    });
  });

  it("forgives an optional failure while 80% are completed", async () => {
    const { graph } = await testGraph({
      workers: { simulated: workerFailing((id) => id === "announce-launch") },
    });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result.status).toBe("SUCCESS");
    expect(result.task_results.filter((task) => task.status === "failed")).toHaveLength(1);
  });

  it("turns what a subsystem throws into a coded FAILED result", async () => {
    const store = new InMemoryStore();
    const { graph } = await testGraph({
      revenue: {
        project: () => {
          throw new GenesisError("MODEL_BROKE", "no numbers", { hint: "mend it" });
        },
      },
      store,
    });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result).toMatchObject({
      status: "FAILED",
      metadata: { error: { code: "MODEL_BROKE", hint: "mend it" } },
      revenue_projection: { status: "unavailable" },
    });
  });

  it("surfaces tasks nobody can do", async () => {
    const { services } = await testGraph();
    const agents: AgentProfile[] = services.agents
      .map((agent) => ({ ...agent, capabilities: agent.capabilities.filter((tag) => tag !== "marketing") }))
      .filter((agent) => agent.capabilities.length > 0);
    const { graph } = await testGraph({ agents });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result.metadata.unassigned_tasks).toEqual(["announce-launch"]);
    expect(result.task_results.find((task) => task.task_id === "announce-launch")).toMatchObject({
      status: "unassigned",
      agent_id: null,
    });
    expect(result.metadata.warnings).toEqual([
      expect.objectContaining({ code: "CAPABILITY_MISSING" }),
      expect.objectContaining({ code: "TASKS_UNASSIGNED" }),
    ]);
  });

  it.each([
    [{ business_type: "nonsense" }, "UNKNOWN_BUSINESS_TYPE"],
    [{ business_type: "saas_tool", requirements: { name: "x" } }, "INVALID_REQUEST"],
    [{ business_type: "saas_tool", requirements: { colour: "red" } }, "INVALID_REQUEST"],
    [{ business_type: "saas_tool", seed: -1 }, "INVALID_REQUEST"],
    [{ business_type: "saas_tool", execution_mode: "magic" }, "INVALID_REQUEST"],
    [
      { business_type: "saas_tool", requirements: { business_type: "marketplace" } },
      "BUSINESS_TYPE_MISMATCH",
    ],
  ])("refuses %j as a result, not an exception", async (request, code) => {
    const { graph } = await testGraph();
    const { result, state } = await runToEnd(graph, request);
    expect(result).toMatchObject({ status: "FAILED", task_count: 0, metadata: { error: { code } } });
    expect(BusinessCreationResultSchema.safeParse(pickResult(state)).success).toBe(true);
  });

  it("refuses a second run on a finished thread and leaves its result alone", async () => {
    const { graph } = await testGraph();
    const { threadId } = await runToEnd(graph, { business_type: "saas_tool" });
    await expect(runToEnd(graph, { business_type: "saas_tool" }, threadId)).rejects.toMatchObject({
      code: "RUN_ALREADY_FINISHED",
    });
  });
});

describe("evolution (SE-Darwin)", () => {
  it("gives a failed task to somebody else and succeeds, doing nothing twice", async () => {
    const worker = workerFailing((id, agent) => id === "review-security" && agent !== "security");
    const { graph } = await testGraph({
      flags: { darwin_integration_enabled: true },
      workers: { simulated: worker },
    });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result.status).toBe("SUCCESS");
    const rounds = result.metadata.evolutions as unknown[];
    expect(rounds.length).toBeGreaterThanOrEqual(1);
    const done = worker.calls.filter((call) => call.startsWith("write-user-stories"));
    expect(done).toHaveLength(1);
  });

  it("stops after its rounds", async () => {
    const worker = workerFailing((id) => id === "deploy-product");
    const { graph } = await testGraph({
      flags: { darwin_integration_enabled: true },
      workers: { simulated: worker },
    });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result.status).toBe("FAILED");
    expect(result.metadata.evolutions).toHaveLength(2);
  });

  it("plans again only what failed, and says so", async () => {
    const { services } = await testGraph();
    // One agent who tests: a critical test that fails can only be decomposed further.
    const agents = services.agents.map((agent) =>
      agent.agent_id === "qa"
        ? agent
        : { ...agent, capabilities: agent.capabilities.filter((tag) => tag !== "testing") },
    );
    let failures = 0;
    const worker = workerFailing((id) => {
      if (id !== "integration-test") return false;
      failures += 1;
      return failures === 1;
    });
    const { graph } = await testGraph({
      agents: agents.filter(({ capabilities }) => capabilities.length > 0),
      flags: { darwin_integration_enabled: true },
      workers: { simulated: worker },
    });
    const { state, result } = await runToEnd(graph, { business_type: "saas_tool", seed: 1 });
    const plan = (state as unknown as { task_graph: TaskGraph }).task_graph;
    expect(plan.tasks.map(({ task_id }) => task_id)).toContain("integration-test-first-part");
    expect(result).toMatchObject({
      status: "SUCCESS",
      metadata: { plan: { source: "blueprint", revision: 1 } },
    });
    expect(worker.calls.filter((call) => call.startsWith("scaffold-project"))).toHaveLength(1);
  });

  it("does nothing while its flag is off", async () => {
    const worker = workerFailing((id) => id === "deploy-product");
    const { graph } = await testGraph({ workers: { simulated: worker } });
    const { result } = await runToEnd(graph, { business_type: "saas_tool" });
    expect(result).toMatchObject({ status: "FAILED", metadata: { evolutions: [] } });
  });
});

describe("safety and approval", () => {
  const harmful = {
    ...aRequirements(),
    name: "Data Broker",
    description: "We sell the personal data of users to advertisers.",
  };

  it("blocks an unsafe business when nobody can be asked", async () => {
    const { graph } = await testGraph();
    const { result } = await runToEnd(graph, { business_type: "saas_tool", requirements: harmful });
    expect(result).toMatchObject({
      status: "BLOCKED",
      success: false,
      metadata: { error: { code: "SAFETY_BLOCKED" } },
    });
    expect(result.safety_violations).toContainEqual(
      expect.objectContaining({ category: "pii_without_consent", action: "block" }),
    );
    expect(result.task_results).toEqual([]);
  });

  async function supervised(requirements?: object) {
    const worker = workerFailing(() => false);
    const { graph } = await testGraph({ workers: { simulated: worker } });
    const first = await runToEnd(graph, { business_type: "saas_tool", autonomous: false, requirements });
    const config = { configurable: { thread_id: first.threadId } };
    const [pending] = (await graph.getState(config)).tasks.flatMap((task) => task.interrupts);
    const answer = async (resume: unknown): Promise<BusinessCreationResult> =>
      (await graph.invoke(
        new Command({ resume: { [pending?.id as string]: resume } }),
        config,
      )) as BusinessCreationResult;
    return { worker, state: first.state, payload: pending?.value as ApprovalPayload, answer };
  }

  it("asks a person before the product goes public", async () => {
    const { worker, state, payload, answer } = await supervised();
    expect(state).toMatchObject({ status: "AWAITING_APPROVAL" });
    expect(worker.calls).toEqual([]);
    expect(payload.requests.map((request) => request.task_id)).toEqual(["deploy-product"]);
    const decisions = payload.requests.map(({ request_id }) => ({ request_id, decision: "approve" }));
    expect(await answer({ decisions })).toMatchObject({ status: "SUCCESS" });
    expect(worker.calls.filter((call) => call.startsWith("deploy-product"))).toHaveLength(1);
  });

  it("is blocked when the person says no, or says nothing (guide 8.2)", async () => {
    const { worker, answer } = await supervised();
    expect(await answer({ decisions: [] })).toMatchObject({
      status: "BLOCKED",
      metadata: { error: { code: "APPROVAL_REJECTED" } },
      safety_violations: [
        expect.objectContaining({ task_id: "deploy-product", category: "approval_rejected" }),
      ],
    });
    expect(worker.calls).toEqual([]);
  });

  it("escalates what an autonomous run blocks", async () => {
    const { payload, answer } = await supervised(harmful);
    expect(payload.requests.map((request) => request.task_id)).toContain(null);
    const decisions = payload.requests.map(({ request_id }) => ({ request_id, decision: "approve" }));
    expect(await answer({ decisions })).toMatchObject({ status: "SUCCESS" });
  });

  it.each([
    ["no object", "yes"],
    ["a request of another run", { decisions: [{ request_id: "stranger", decision: "approve" }] }],
    ["an unknown decision", { decisions: [{ request_id: "x", decision: "perhaps" }] }],
  ])("asks again after %s", async (_what, nonsense) => {
    const { worker, answer } = await supervised();
    expect(await answer(nonsense)).not.toHaveProperty("timestamp", expect.any(String));
    expect(worker.calls).toEqual([]);
  });
});

function pickResult(state: object): object {
  const fields = Object.keys(BusinessCreationResultSchema.shape);
  return Object.fromEntries(Object.entries(state).filter(([key]) => fields.includes(key)));
}

describe("an idea that is the user's in part", () => {
  it("is judged by what the user wrote, and not by sentences of our own", async () => {
    const { graph } = await testGraph();
    const own = {
      business_type: "landing_page_waitlist",
      seed: 1027 * 7919,
      requirements: { name: "Business 27" },
    };
    expect((await runToEnd(graph, own)).result.status).toBe("SUCCESS");
    const mvp_features = ["Step by step instructions to poison my neighbour and get away with murder"];
    const theirs = { ...own, requirements: { name: "Business 27", mvp_features } };
    expect((await runToEnd(graph, theirs)).result.status).toBe("BLOCKED");
  });
});
