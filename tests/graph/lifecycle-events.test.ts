import { InMemoryStore, MemorySaver } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { compileGraph } from "../../src/graph/compile.ts";
import { lifecycleEvents, type Moment } from "../../src/graph/lifecycle-events.ts";
import type { GenesisState } from "../../src/state/genesis-state.ts";
import type { NewLifecycleEvent } from "../../src/state/lifecycle-event.ts";
import { LifecycleEventSchema } from "../../src/state/lifecycle-event.ts";
import { runToEnd, silent, testServices } from "../support/services.ts";

/** Runs a request through a graph without Genesis around it, as the LangGraph server does. */
async function told(request: Record<string, unknown>, env: Record<string, string> = {}) {
  const events: NewLifecycleEvent[] = [];
  const services = await testServices({ env });
  const lifecycle = { record: async (event: NewLifecycleEvent) => void events.push(event) };
  const persistence = { checkpointer: new MemorySaver(), store: new InMemoryStore() };
  const graph = compileGraph({ ...services, lifecycle }, silent, persistence);
  const { result, threadId, state } = await runToEnd(graph, request);
  return { events, result, threadId, state };
}

const named = ({ update_type, data }: NewLifecycleEvent) =>
  update_type === "STATUS_CHANGED" ? `${data.previous_status} > ${data.status}` : update_type;

it("a graph that is run by itself tells of its life, each step with an id of its own", async () => {
  const { events, threadId } = await told({ business_type: "saas_tool", seed: 1 });
  expect(events.map(named)).toEqual([
    "RUN_STARTED",
    "INITIALIZING > GENERATING_IDEA",
    "GENERATING_IDEA > COMPOSING_TEAM",
    "COMPOSING_TEAM > DECOMPOSING_TASKS",
    "DECOMPOSING_TASKS > ROUTING",
    "ROUTING > VALIDATING",
    "VALIDATING > EXECUTING",
    "EXECUTING > VALIDATING",
    "VALIDATING > SUCCESS",
    "RUN_FINISHED",
  ]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  for (const event of events) {
    expect(LifecycleEventSchema.safeParse({ ...event, sequence: 1 }).success).toBe(true);
    expect(event.data.business_type).toBe("saas_tool");
  }
  expect(new Set(events.map(({ business_id }) => business_id)).size).toBe(1);
  expect(threadId).not.toBe("");
});

it("text that stands where a type should does not leave the machine", async () => {
  const { events } = await told({ business_type: "Ada Lovelace", seed: 1 });
  expect(events.length).toBeGreaterThan(0);
  expect(JSON.stringify(events)).not.toContain("Lovelace");
});

describe("an improvement", () => {
  const moment: Moment = { node: "finish", businessId: "run-2", step: 14, at: "2026-01-01T00:00:00.000Z" };
  const before = { status: "VALIDATING", business_type: "saas_tool", improves: "run-1" } as GenesisState;
  const after = {
    ...before,
    status: "SUCCESS",
    success: true,
    task_results: [],
    team_composition: [],
    deployment_url: "http://127.0.0.1:20001",
    outcome: { status: "SUCCESS", error: null },
  } as unknown as GenesisState;

  it("is a step in the life of its business, and says when it is released", () => {
    const events = lifecycleEvents(before, after, moment);
    expect(events.map(named)).toEqual(["VALIDATING > SUCCESS", "IMPROVEMENT_RELEASED", "RUN_FINISHED"]);
    for (const { business_id, data } of events)
      expect([business_id, data.run_id]).toEqual(["run-1", "run-2"]);
  });

  it("that fails releases nothing", () => {
    const failed = { ...after, status: "FAILED" } as GenesisState;
    expect(lifecycleEvents(before, failed, moment).map(named)).toEqual([
      "VALIDATING > FAILED",
      "RUN_FINISHED",
    ]);
  });
});

describe("a request that is refused", () => {
  it.each([
    ["for its words", { business_type: "no_such_type" }, {}, "UNKNOWN_BUSINESS_TYPE"],
    [
      "because Genesis is closed",
      { business_type: "saas_tool" },
      { GENESIS_FLAG_MAINTENANCE_MODE: "true" },
      "MAINTENANCE_MODE",
    ],
    ["for want of budget", { business_type: "saas_tool" }, { GENESIS_BUDGET_DAY_USD: "0" }, "QUOTA_EXCEEDED"],
  ])(
    "%s has not started: its end and the code are all there is to tell",
    async (_why, request, env, code) => {
      const { events } = await told({ ...request, seed: 1 }, env);
      expect(events.map(named)).toEqual(["INITIALIZING > FAILED", "RUN_FINISHED"]);
      expect(events.at(-1)?.data).toMatchObject({ success: false, error_code: code });
    },
  );

  it("is no event of the business that it names to improve", async () => {
    const improves = "6e2a1f0c-59d4-4b8e-9a43-1f2e3d4c5b6a";
    const { events } = await told({ business_type: "no_such_type", improves, seed: 1 });
    expect(events.map(({ business_id }) => business_id)).not.toContain(improves);
  });
});

it("the same step gives the same ids, another step or run others", () => {
  const state = { status: "INITIALIZING", business_type: "saas_tool", improves: null } as GenesisState;
  const at = "2026-01-01T00:00:00.000Z";
  const started = (businessId: string, step: number) => {
    const [first] = lifecycleEvents(state, state, { node: "intake", businessId, step, at });
    expect(first?.update_type).toBe("RUN_STARTED");
    return first?.id;
  };
  expect(started("a", 1)).toBe(started("a", 1));
  expect(new Set([started("a", 1), started("a", 2), started("b", 1)]).size).toBe(3);
  expect(lifecycleEvents(state, state, { node: "recall-context", businessId: "a", step: 1, at })).toEqual([]);
});
