import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EvalUsageError, holds } from "../../../evals/report.ts";
import { composeGreedily, composeWithSwarm, maskOf } from "../../../evals/team/compose.ts";
import { run } from "../../../evals/team/index.ts";
import { TeamInstanceSchema, teamInstance } from "../../../evals/team/instances.ts";
import { coverageOf, type Objective, objectiveOf, rosterValue } from "../../../evals/team/objective.ts";
import { exactOptimum } from "../../../evals/team/optimum.ts";

const instances = Array.from({ length: 60 }, (_, seed) => teamInstance(seed));

async function fileWith(lines: string[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "genesis-test-")), "instances.jsonl");
  await writeFile(file, lines.join("\n"));
  return file;
}

/** Tries every roster. */
function bruteForce(objective: Objective): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let mask = 0; mask < 2 ** objective.size; mask += 1) {
    const members = mask.toString(2).replaceAll("0", "").length;
    const valid = members >= 3 && (mask & objective.required) === objective.required;
    if (valid && coverageOf(objective, mask) === 1) best = Math.max(best, rosterValue(objective, mask));
  }
  return best;
}

describe("instances", () => {
  it("are valid, seeded, up to 24 agents and 12 required capabilities, and all can be covered", () => {
    for (const [seed, instance] of instances.entries()) {
      expect(TeamInstanceSchema.parse(instance)).toEqual(teamInstance(seed));
      expect(instance.agents.length).toBeLessThanOrEqual(24);
      expect(new Set(instance.needs.flat().filter((name) => name.startsWith("c"))).size).toBeLessThanOrEqual(
        12,
      );
      expect(objectiveOf(instance).fillers).toHaveLength(instance.needs.length);
    }
    expect(new Set(instances.map((instance) => instance.family)).size).toBe(4);
    expect(Math.max(...instances.map((instance) => instance.agents.length))).toBe(24);
  });
});

describe("exactOptimum", () => {
  it("is what trying every roster finds", () => {
    const small = instances.filter((instance) => instance.agents.length <= 14);
    expect(small.length).toBeGreaterThan(10);
    for (const instance of small) {
      const objective = objectiveOf(instance);
      expect(exactOptimum(objective).value).toBeCloseTo(bruteForce(objective), 9);
    }
  });

  it("throws when nobody can make a team", () => {
    const objective = { ...objectiveOf(teamInstance(0)), minimum: 99 };
    expect(() => exactOptimum(objective)).toThrow("no roster is feasible");
  });
});

describe("the objective", () => {
  it("agrees with the fitness that the product states", () => {
    for (const [seed, instance] of instances.entries()) {
      const roster = composeWithSwarm(instance, seed, { generations: 1 });
      const mask = maskOf(
        instance,
        roster.members.map((member) => member.agent_id),
      );
      expect(roster.search.method).toBe("genetic");
      expect(1 + rosterValue(objectiveOf(instance), mask)).toBeCloseTo(roster.fitness, 5);
    }
  });

  it("sees greed cover everything, yet miss the optimum", () => {
    const gaps = instances.map((instance) => {
      const objective = objectiveOf(instance);
      const mask = maskOf(instance, composeGreedily(instance));
      expect(coverageOf(objective, mask)).toBe(1);
      return exactOptimum(objective).value - rosterValue(objective, mask);
    });
    expect(gaps.every((gap) => gap > -1e-9)).toBe(true);
    expect(gaps.filter((gap) => gap > 1e-9).length).toBeGreaterThan(30);
  });
});

describe("the suite", () => {
  it("reports the swarm beside greed and climbing, and its claims hold", async () => {
    const file = await fileWith([...instances.slice(0, 40).map((instance) => JSON.stringify(instance)), ""]);
    const report = await run({ train: [], test: [file] });
    expect(report).toMatchObject({ suite: "team", data: { items: 40 }, metrics: { covered: 1 } });
    expect(report.claims.every(holds)).toBe(true);
    expect(report.metrics.optimal).toBeGreaterThan(report.baselines.greedy?.optimal ?? 1);
    expect(Object.keys(report.details ?? {}).sort()).toEqual(["balanced", "cover", "kin", "rivals"]);
  });

  it("names file and line of what it can't read", async () => {
    const file = await fileWith([JSON.stringify(teamInstance(1)), "{"]);
    await expect(run({ train: [], test: [file] })).rejects.toThrowError(new RegExp(`${file}:2: `));
    await expect(run({ train: [], test: ["/nowhere.jsonl"] })).rejects.toThrowError(EvalUsageError);
    await expect(run({ train: [file], test: [] })).rejects.toThrowError(EvalUsageError);
    await expect(run({ train: [], test: [await fileWith([""])] })).rejects.toThrowError("no instance");
  });
});
