import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { routeTasks } from "../../../src/nodes/route-tasks/route.ts";
import { caseSupport, casesLike, type SimilarCase } from "../../../src/nodes/route-tasks/similar-cases.ts";
import { caseText } from "../../../src/nodes/task-case.ts";
import type { AgentProfile } from "../../../src/state/agent.ts";
import type { Case } from "../../../src/state/memory-record.ts";
import { CaseIndex } from "../../../src/stores/memory/case-index.ts";
import { aCase } from "../../support/memory.ts";
import { aTask } from "../../support/tasks.ts";

const one = (similarity: number, reward: number, agent_id = "a"): SimilarCase => ({
  agent_id,
  similarity,
  reward,
});

describe("caseSupport", () => {
  it("is nothing without a case of one's own", () => {
    const nothing = { support: 0, count: 0, good: 0, closest: 0 };
    expect(caseSupport([], "a")).toEqual(nothing);
    expect(caseSupport([one(1, 1, "b"), one(0, 1)], "a")).toEqual(nothing);
  });

  it("of a single case is its reward, as far as it is similar", () => {
    expect(caseSupport([one(0.8, 1)], "a")).toEqual({ support: 0.8, count: 1, good: 1, closest: 0.8 });
    expect(caseSupport([one(0.5, 0)], "a")).toEqual({ support: -0.5, count: 1, good: 0, closest: 0.5 });
    expect(caseSupport([one(1, 0.5)], "a").support).toBe(0);
  });

  it("lets several that are half alike not outvote the one that is the same", () => {
    const { support, count, good } = caseSupport([one(1, 0), one(0.5, 1), one(0.5, 1), one(0.5, 1)], "a");
    expect(support).toBeLessThan(0);
    expect({ count, good }).toEqual({ count: 4, good: 3 });
  });

  it("stays between -1 and 1, within the closest, and rises with every reward", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const rows = fc.array(fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), share), { minLength: 1 });
    fc.assert(
      fc.property(rows, (list) => {
        const cases = list.map(([similarity, reward]) => one(similarity, reward));
        const { support, closest } = caseSupport(cases, "a");
        expect(Math.abs(support)).toBeLessThanOrEqual(closest + 1e-9);
        const better = cases.map((found) => ({ ...found, reward: Math.min(1, found.reward + 0.1) }));
        expect(caseSupport(better, "a").support).toBeGreaterThanOrEqual(support - 1e-9);
      }),
    );
  });
});

describe("casesLike", () => {
  it("finds a task's own case again, and the same step of another feature as half alike", () => {
    const login = aTask({ task_id: "build-feature-1", feature: "Login" });
    const exporting = aTask({ task_id: "build-feature-7", feature: "CSV export" });
    const index = new CaseIndex(
      [
        aCase(caseText("saas_tool", login)),
        aCase(caseText("saas_tool", exporting), { agent_id: "ux", reward: 0 }),
        aCase(caseText("saas_tool", aTask({ task_id: "announce", phase: "launch", capabilities: ["x"] }))),
      ],
      { count: 4, minSimilarity: 0.1 },
    );
    // The number of the feature is another one in every plan.
    const again = { ...login, task_id: "build-feature-3" };
    const found = casesLike(index, "saas_tool").find(again);
    expect(found[0]).toMatchObject({ agent_id: "builder", reward: 1 });
    expect(found[0]?.similarity).toBeCloseTo(1);
    expect(found[1]).toMatchObject({ agent_id: "ux", reward: 0 });
    expect(found[1]?.similarity).toBeGreaterThan(0.2);
    expect(found[1]?.similarity).toBeLessThan(0.9);
  });
});

describe("routing over several runs", () => {
  const features = ["CSV export", "Login with a link", "Audit history", "Team invitations"];
  const tasks = features.map((feature, index) =>
    aTask({ task_id: `build-feature-${index + 1}`, feature, effort_hours: 2 }),
  );
  /** Equal in everything that the posterior knows of, but each fails at other features. */
  const weakAt: Readonly<Record<string, readonly string[]>> = {
    one: ["CSV export", "Audit history"],
    two: ["Login with a link", "Team invitations"],
  };
  const team = Object.keys(weakAt).map(
    (agent_id): AgentProfile => ({
      agent_id,
      name: agent_id,
      aliases: [],
      role: "Builds.",
      capabilities: ["frontend"],
      tier: "standard",
      price_usd_per_hour: 5,
      max_concurrency: 8,
    }),
  );

  /** Failed tasks of each run. */
  function failures({ withCases }: { withCases: boolean }): number[] {
    const cases: Case[] = [];
    return Array.from({ length: 6 }, () => {
      const index = new CaseIndex(cases, { count: 4, minSimilarity: 0.1 });
      const similarCases = withCases ? casesLike(index, "saas_tool") : undefined;
      const { assignments } = routeTasks({ tasks, team, costAware: true, similarCases });
      const done = tasks.map((task) => {
        const agent_id = assignments[task.task_id] as string;
        const reward = weakAt[agent_id]?.includes(task.feature ?? "") ? 0 : 1;
        return aCase(caseText("saas_tool", task), { agent_id, reward });
      });
      cases.unshift(...done);
      return done.filter(({ reward }) => reward === 0).length;
    });
  }

  it("finds out who is weak at what, which nothing else could tell", () => {
    expect(failures({ withCases: false })).toEqual([2, 2, 2, 2, 2, 2]);
    expect(failures({ withCases: true })).toEqual([2, 0, 0, 0, 0, 0]);
  });
});
