import { describe, expect, it } from "vitest";
import { runRecords } from "../../../src/nodes/update-memory/record.ts";
import type { GenesisState } from "../../../src/state/genesis-state.ts";
import { MEMORY_RECORD_SCHEMAS, type MemoryRecord } from "../../../src/state/memory-record.ts";
import { onDay } from "../../support/memory.ts";
import { aRequirements } from "../../support/requirements.ts";
import { aResult, aTask } from "../../support/tasks.ts";

const TASKS = [
  aTask({ task_id: "scaffold", capabilities: ["backend", "database"] }),
  aTask({ task_id: "build-feature-1", feature: "CSV export" }),
  aTask({ task_id: "build-feature-2", feature: "Audit history" }),
  aTask({ task_id: "announce", capabilities: ["marketing"] }),
];

function aState(differences: Partial<GenesisState> = {}): GenesisState {
  return {
    business_id: "b1",
    business_type: "saas_tool",
    execution_mode: "simulated",
    outcome: { status: "SUCCESS", error: null },
    team_composition: ["builder", "qa"],
    task_graph: { tasks: TASKS, source: "blueprint", revision: 0 },
    routing_plan: {
      assignments: {},
      explanations: {},
      unassigned_tasks: [],
      metadata: {
        difficulties: { scaffold: "Hard", "build-feature-1": "Standard", "build-feature-2": "Standard" },
        estimated_cost_usd: 0,
        baseline_cost_usd: 0,
        cost_aware: true,
      },
    },
    task_results: [
      aResult({ task_id: "scaffold" }),
      aResult({ task_id: "build-feature-1", feature: "CSV export", attempts: 3 }),
      aResult({
        task_id: "build-feature-2",
        feature: "Audit history",
        agent_id: "qa",
        status: "failed",
        error: "no",
        error_code: "NO_LUCK",
      }),
      aResult({ task_id: "announce", agent_id: null, status: "unassigned", error_code: "TASK_UNASSIGNED" }),
    ],
    task_count: 4,
    evolutions: [],
    deployment_url: "https://acme.vercel.app",
    ...differences,
  } as GenesisState;
}

const records = (state = aState()) => runRecords(state, aRequirements(), onDay(3));
const kind = <K extends MemoryRecord["kind"]>(name: K, all = records()) =>
  all.filter((one): one is Extract<MemoryRecord, { kind: K }> => one.kind === name);

describe("runRecords", () => {
  it("are valid, and say which run wrote them, when and how", () => {
    for (const record of records()) {
      MEMORY_RECORD_SCHEMAS[record.kind].parse(record);
      expect(record.provenance).toEqual({ run: "b1", written_at: onDay(3), execution_mode: "simulated" });
    }
    expect(records()).toEqual(records());
  });

  it("hold the success pattern with what failed in it", () => {
    const [business] = kind("business");
    expect(business).toMatchObject({
      success: true,
      outcome: "SUCCESS",
      completion_rate: 0.5,
      deployment_url: "https://acme.vercel.app",
      team: ["builder", "qa"],
      failures: [
        { step: "build-feature", feature: "Audit history", agent_id: "qa", error_code: "NO_LUCK" },
        { step: "announce", feature: null, agent_id: null, error_code: "TASK_UNASSIGNED" },
      ],
    });
    expect(business?.task_summaries).toHaveLength(4);
  });

  it("hold the failure lesson with its cause", () => {
    const error = {
      code: "X",
      category: "system",
      message: "it broke",
      hint: "-",
      retryable: false,
    } as const;
    const [business] = kind("business", records(aState({ outcome: { status: "FAILED", error } })));
    expect(business).toMatchObject({ success: false, outcome: "X" });
    expect(business?.lesson).toBe("Failed: it broke Failing tasks: build-feature-2.");
  });

  it("tell of each agent what it did, by difficulty and capability", () => {
    expect(kind("agent")).toEqual([
      expect.objectContaining({
        agent_id: "builder",
        by_difficulty: { Hard: { done: 1, failed: 0 }, Standard: { done: 1, failed: 0 } },
        by_capability: {
          backend: { done: 1, failed: 0 },
          database: { done: 1, failed: 0 },
          frontend: { done: 1, failed: 0 },
        },
        failures: [],
      }),
      expect.objectContaining({
        agent_id: "qa",
        by_difficulty: { Standard: { done: 0, failed: 1 } },
        failures: [expect.objectContaining({ step: "build-feature" })],
      }),
    ]);
  });

  it("hold a case for the run and for each task that somebody did, rewarded by how it went", () => {
    const cases = kind("case").map(({ scope, state, agent_id, reward }) => ({
      scope,
      state,
      agent_id,
      reward,
    }));
    expect(cases).toEqual([
      { scope: "run", state: expect.stringContaining("Ledger Loop"), agent_id: null, reward: 0.5 },
      {
        scope: "task",
        state: "saas_tool scaffold build backend database",
        agent_id: "builder",
        reward: 1,
      },
      {
        scope: "task",
        state: "saas_tool build-feature CSV export build frontend",
        agent_id: "builder",
        reward: 0.8,
      },
      {
        scope: "task",
        state: "saas_tool build-feature Audit history build frontend",
        agent_id: "qa",
        reward: 0,
      },
    ]);
  });

  it("reward a failed run less than any success", () => {
    const error = { code: "X", category: "system", message: "-", hint: "-", retryable: false } as const;
    const failed = kind("case", records(aState({ outcome: { status: "FAILED", error } })));
    expect(failed[0]?.reward).toBeCloseTo(0.2);
  });

  it("hold how the plan evolved, when it did", () => {
    expect(kind("evolution")).toEqual([]);
    const round = {
      round: 1,
      operator: "revision",
      diagnosis: "x: NO_LUCK",
      avoid: { x: ["qa"] },
      dropped_tasks: [],
      re_enter_at: "compose-team",
    } as const;
    const [evolution] = kind("evolution", records(aState({ evolutions: [round] as never })));
    expect(evolution).toMatchObject({
      success: true,
      rounds: [{ operator: "revision", avoid: { x: ["qa"] } }],
    });
  });
});
