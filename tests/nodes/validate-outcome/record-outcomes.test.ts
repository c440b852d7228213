import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { readLearnt } from "../../../src/nodes/route-tasks/learnt.ts";
import { taskText } from "../../../src/nodes/route-tasks/task-difficulty.ts";
import { outcomesOf, recordOutcomes } from "../../../src/nodes/validate-outcome/record-outcomes.ts";
import type { TaskResult } from "../../../src/state/task.ts";
import { OutcomeLog } from "../../../src/stores/outcome-log.ts";
import { aResult, aTask } from "../../support/tasks.ts";

const task = aTask({ task_id: "a" });
const route = {
  tier: "economy" as const,
  expected_quality: 0.9,
  cost_usd: 2,
  baseline_cost_usd: 4,
  start_hours: 0,
  finish_hours: 1,
};

function ended(results: TaskResult[], avoid: Record<string, string[]>[] = [], business_id = "run-1") {
  return {
    business_id,
    started_at: "2026-01-01T00:00:00.000Z",
    task_graph: {
      tasks: [task, aTask({ task_id: "b" })],
      source: "blueprint" as const,
      revision: 0,
      groups: [],
      chunks: [],
    },
    task_results: results,
    routing_plan: {
      assignments: {},
      explanations: {},
      unassigned_tasks: [],
      metadata: { difficulties: { a: "Hard" as const }, routes: { a: route } },
    } as never,
    evolutions: avoid.map((entry, index) => ({
      round: index + 1,
      operator: "revision" as const,
      diagnosis: "",
      avoid: entry,
      dropped_tasks: [],
      refined_tasks: [],
      re_enter_at: "compose-team" as const,
    })),
  };
}

describe("outcomesOf", () => {
  it("takes what was completed or failed by somebody, with difficulty, tier and cost", () => {
    const { outcomes, simulated } = outcomesOf(
      ended([
        aResult({ task_id: "a", agent_id: "qa", output: { cost_usd: 1.5 }, duration_seconds: 3 }),
        aResult({ task_id: "b", status: "skipped" }),
      ]),
    );
    expect(simulated).toBe(false);
    expect(outcomes).toMatchObject([
      {
        task_id: "a",
        agent_id: "qa",
        difficulty: "Hard",
        tier: "economy",
        success: true,
        cost_usd: 1.5,
        estimated_cost_usd: 2,
        duration_seconds: 3,
      },
    ]);
  });

  it.each([Number.NaN, -1, "3", undefined])("takes a cost of %s for unknown", (cost_usd) => {
    expect(
      outcomesOf(ended([aResult({ task_id: "a", output: { cost_usd } })])).outcomes[0]?.cost_usd,
    ).toBeNull();
  });

  it("counts the agents that failed in earlier rounds once each", () => {
    const { outcomes } = outcomesOf(
      ended([aResult({ task_id: "a", agent_id: "ux" })], [{ a: ["qa"] }, { a: ["qa", "builder"] }]),
    );
    expect(outcomes.map(({ agent_id, success }) => [agent_id, success])).toEqual([
      ["qa", false],
      ["builder", false],
      ["ux", true],
    ]);
  });
});

describe("recordOutcomes", () => {
  it("teaches routing: posteriors and the difficulty model", async () => {
    const store = new InMemoryStore();
    const before = (await readLearnt(store)).beliefs.quality("builder", "economy", "Hard");
    await recordOutcomes(store, ended([aResult({ task_id: "a", status: "failed" })]));
    const { beliefs, difficultyModel, problem } = await readLearnt(store);
    expect(problem).toBeUndefined();
    expect(beliefs.quality("builder", "economy", "Hard")).toBeLessThan(before);
    expect(difficultyModel.evidence("economy")).toBe(1);
    expect(difficultyModel.surprise(taskText(task))).not.toBe(0);
  });

  it("changes nothing when the node is repeated, also after another run", async () => {
    const store = new InMemoryStore();
    const state = ended([aResult({ task_id: "a" })]);
    await recordOutcomes(store, state);
    await recordOutcomes(store, ended([aResult({ task_id: "b" })], [], "run-2"));
    const once = JSON.stringify(await new OutcomeLog(store).model());
    await recordOutcomes(store, state);
    expect(JSON.stringify(await new OutcomeLog(store).model())).toBe(once);
    expect((await readLearnt(store)).beliefs.outcomes).toBe(2);
  });

  it("lets simulated outcomes count a fifth, and teach nothing of difficulty", async () => {
    const store = new InMemoryStore();
    await recordOutcomes(store, ended([aResult({ task_id: "a", simulated: true })]));
    const { difficultyModel, beliefs } = await readLearnt(store);
    expect(difficultyModel.evidence("economy")).toBe(0);
    expect(beliefs.evidence("builder", "economy", "Hard")).toBeCloseTo(0.2, 10);
  });

  it("writes nothing for a run without outcomes", async () => {
    const store = new InMemoryStore();
    await recordOutcomes(store, ended([aResult({ task_id: "a", status: "blocked" })]));
    expect(await new OutcomeLog(store).model()).toBeUndefined();
  });
});

describe("readLearnt", () => {
  it("begins anew, and says so, when the stored model can't be read", async () => {
    const store = new InMemoryStore();
    await store.put(["outcomes", "models"], "difficulty", { version: 1, model: { kind: "odd" }, learnt: [] });
    const { difficultyModel, problem } = await readLearnt(store);
    expect(problem).toContain("difficulty model can't be read");
    expect(difficultyModel.evidence("economy")).toBe(0);
  });

  it("goes on without a store, and with one that fails", async () => {
    expect((await readLearnt(undefined)).problem).toBeUndefined();
    const broken = new InMemoryStore();
    broken.search = () => Promise.reject(new Error("disk full"));
    expect((await readLearnt(broken)).problem).toBe("Outcomes of earlier runs can't be read: disk full");
  });
});
