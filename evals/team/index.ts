import { readFile } from "node:fs/promises";
import type { Roster } from "../../src/state/agent.ts";
import { type EvalOptions, type EvalReport, EvalUsageError, type Figures } from "../report.ts";
import { composeGreedily, composeWithSwarm, maskOf } from "./compose.ts";
import { type TeamInstance, TeamInstanceSchema, teamInstance } from "./instances.ts";
import { coverageOf, objectiveOf, rosterValue } from "./objective.ts";
import { exactOptimum } from "./optimum.ts";

const INSTANCES = 1_000;
/** Rosters whose worth differs by less are equally good; a cent an hour is 1e-5. */
const TOLERANCE = 1e-9;

interface Measured {
  readonly optimal: boolean;
  readonly covered: boolean;
  /** Loss against the optimum, relative to what the optimum is worth without the constant for coverage. */
  readonly gap: number;
}

interface Row extends Record<"genesis" | "greedy" | "climb", Measured> {
  readonly family: string;
  readonly search: Roster["search"];
}

/**
 * How often the swarm finds the exact optimum of 1,000 seeded instances (or of those in `--test FILE`), beside
 * greed and hill climbing from the greedy team. What is measured is the genetic algorithm alone: the exhaustive
 * search of small problems is off. Instances, objective and optimum use nothing of the code they judge.
 */
export async function run({ train, test }: EvalOptions): Promise<EvalReport> {
  if (train.length > 0) throw new EvalUsageError("the team suite learns nothing: it takes no --train");
  const given = (await Promise.all(test.map(readInstances))).flat();
  const instances =
    test.length > 0 ? given : Array.from({ length: INSTANCES }, (_, seed) => teamInstance(seed));
  if (instances.length === 0) throw new EvalUsageError(`no instance in ${test.join(", ")}`);
  const rows = instances.map(measure);
  const metrics = figures(rows.map((row) => row.genesis));
  const families = [...new Set(rows.map((row) => row.family))];
  return {
    suite: "team",
    data: { train: [], test, items: instances.length },
    metrics,
    baselines: {
      greedy: figures(rows.map((row) => row.greedy)),
      climb: figures(rows.map((row) => row.climb)),
    },
    details: Object.fromEntries(
      families.map((family) => [family, familyFigures(rows.filter((row) => row.family === family))]),
    ),
    claims: [
      { claim: "share at the exact optimum", value: metrics.optimal, bound: "at least", limit: 0.99 },
      { claim: "share with all needs covered", value: metrics.covered, bound: "at least", limit: 1 },
      { claim: "worst relative gap", value: metrics.worst_gap, bound: "at most", limit: 0.03 },
    ],
  };
}

function measure(instance: TeamInstance, index: number): Row {
  const objective = objectiveOf(instance);
  const optimum = exactOptimum(objective).value;
  const scale = Math.max(Math.abs(optimum), instance.weights.member, Number.MIN_VALUE);
  const judge = (ids: readonly string[]): Measured => {
    const mask = maskOf(instance, ids);
    const loss = optimum - rosterValue(objective, mask);
    if (loss < -TOLERANCE) throw new Error(`instance ${index}: a roster is better than the exact optimum`);
    const covered = coverageOf(objective, mask) === 1 && (mask & objective.required) === objective.required;
    return { optimal: covered && loss <= TOLERANCE, covered, gap: loss <= TOLERANCE ? 0 : loss / scale };
  };
  const swarm = composeWithSwarm(instance, index, {});
  const climb = composeWithSwarm(instance, index, { generations: 0, population: 2 });
  return {
    family: instance.family,
    genesis: judge(swarm.members.map((member) => member.agent_id)),
    greedy: judge(composeGreedily(instance)),
    climb: judge(climb.members.map((member) => member.agent_id)),
    search: swarm.search,
  };
}

function figures(measured: readonly Measured[]) {
  return {
    optimal: mean(measured.map(({ optimal }) => Number(optimal))),
    covered: mean(measured.map(({ covered }) => Number(covered))),
    mean_gap: mean(measured.map(({ gap }) => gap)),
    worst_gap: Math.max(...measured.map(({ gap }) => gap)),
  };
}

function familyFigures(rows: readonly Row[]): Figures {
  const { optimal, worst_gap } = figures(rows.map((row) => row.genesis));
  return {
    items: rows.length,
    optimal,
    worst_gap,
    greedy_optimal: figures(rows.map((row) => row.greedy)).optimal,
    climb_optimal: figures(rows.map((row) => row.climb)).optimal,
    generations: mean(rows.map((row) => row.search.generations)),
    rosters_scored: mean(rows.map((row) => row.search.evaluations)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Instances from a file of JSON lines. */
async function readInstances(file: string): Promise<TeamInstance[]> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new EvalUsageError(`${file} can't be read: ${error.message}`);
  });
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = TeamInstanceSchema.safeParse(parseJson(line));
    if (parsed.success) return [parsed.data];
    const [issue] = parsed.error.issues;
    throw new EvalUsageError(`${file}:${index + 1}: ${issue?.path.join(".")}: ${issue?.message}`);
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not an object, so the schema says what is wrong with the line.
    return undefined;
  }
}
