import { createHash } from "node:crypto";
import { AGENT_CATALOGUE } from "../src/agents/catalogue.ts";
import { createGenesis } from "../src/genesis.ts";
import { planFromBlueprint } from "../src/nodes/decompose-tasks/plan.ts";
import { Beliefs } from "../src/nodes/route-tasks/beliefs.ts";
import { DifficultyModel } from "../src/nodes/route-tasks/difficulty/model.ts";
import { routeTasks } from "../src/nodes/route-tasks/route.ts";
import { casesLike } from "../src/nodes/route-tasks/similar-cases.ts";
import { taskText } from "../src/nodes/route-tasks/task-difficulty.ts";
import { caseText } from "../src/nodes/task-case.ts";
import type { BusinessRequirements } from "../src/state/business.ts";
import type { Case } from "../src/state/memory-record.ts";
import { createRandom } from "../src/state/random.ts";
import type { Task } from "../src/state/task.ts";
import { CaseIndex } from "../src/stores/memory/case-index.ts";
import { Memory } from "../src/stores/memory/memory.ts";
import { openMemoryStores } from "../src/stores/open.ts";
import { loadArchetypes } from "../src/templates/archetypes.ts";
import type { BenchReport } from "./report.ts";
import { median, round, timed } from "./statistics.ts";

const RUNS = 21;
const PROMPTS = 1_000;
const BATCH = 50;
const TASKS = 200;
const CASES = 100;
const CASE_OPTIONS = { count: 4, minSimilarity: 0.1 };
const TYPE = "saas_tool";
/** As many as a plan of this type usually has. */
const RUN_TASKS = 26;
/** Of the time a whole run takes, for planning and routing 200 tasks; or this many milliseconds, if they are more. */
const SHARE = 0.05;
const LEAST_MS = 50;
const HASHING_LIMIT = 20;

/** Planning and routing a plan of 200 tasks against a whole run, and the difficulty model against hashing. */
export async function routing(): Promise<BenchReport> {
  const whole = await wholeRun();
  const plan = await planAndRoute();
  const budget = Math.max(LEAST_MS, SHARE * whole);
  const cases = await readCases();
  const { sha256, model, characters } = await scorePrompts();
  return {
    bench: "routing",
    rows: [
      { what: `whole run of ${TYPE}`, ms: round(whole) },
      { what: `plan and route ${TASKS} tasks with ${CASES} cases`, ms: round(plan) },
      { what: `of a run: read ${CASES} cases, find those like ${RUN_TASKS} tasks`, ms: round(cases) },
      { what: `SHA-256 of ${PROMPTS} prompts of ${characters} characters`, ms: round(sha256) },
      { what: "difficulty model on the same prompts", ms: round(model) },
    ],
    claims: [
      {
        claim: `plan and route ${TASKS} tasks over ${round(budget)} ms, median of ${RUNS}`,
        ratio: round(plan / budget, 3),
        limit: 1,
      },
      {
        claim: `difficulty of ${PROMPTS} prompts over hashing them, median of ${RUNS}`,
        ratio: round(model / sha256, 2),
        limit: HASHING_LIMIT,
      },
    ],
  };
}

async function wholeRun(): Promise<number> {
  const stores = await openMemoryStores();
  const genesis = await createGenesis({ stores, sources: { env: { GENESIS_EXECUTION_MODE: "simulated" } } });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push(await timed(async () => genesis.createBusiness(TYPE, undefined, { seed: 1 })));
  }
  await genesis.close();
  await stores.close();
  return median(times);
}

async function planAndRoute(): Promise<number> {
  const model = DifficultyModel.cold({ bits: 12 });
  const plan = planner();
  for (const task of plan()) model.update({ text: taskText(task), outcomes: { economy: 1 } });
  const cases = casesOf(plan());
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push(
      await timed(async () => {
        const index = new CaseIndex(cases, CASE_OPTIONS);
        routeTasks({
          tasks: plan(),
          team: AGENT_CATALOGUE,
          costAware: true,
          difficultyModel: model,
          beliefs: new Beliefs(),
          similarCases: casesLike(index, TYPE),
        });
      }),
    );
  }
  return median(times);
}

/** Makes a plan of as many tasks as there can be. */
function planner(): () => Task[] {
  const blueprint = loadArchetypes({ folders: [] }).blueprint(TYPE);
  const perFeature = blueprint.filter((step) => step.per_feature).length;
  const features = Math.floor((TASKS - (blueprint.length - perFeature)) / perFeature);
  return () => planFromBlueprint({ blueprint, requirements: requirementsWith(features) }).tasks;
}

async function readCases(): Promise<number> {
  const tasks = planner()();
  const stores = await openMemoryStores();
  const memory = new Memory(stores.store);
  await memory.addCases(casesOf(tasks));
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    times.push(
      await timed(async () => {
        const query = { businessType: TYPE, executionMode: "simulated" };
        const index = new CaseIndex(await memory.taskCases(query, CASES), CASE_OPTIONS);
        const cases = casesLike(index, TYPE);
        for (const task of tasks.slice(-RUN_TASKS)) cases.find(task);
      }),
    );
  }
  await stores.close();
  return median(times);
}

/** As many cases as routing looks at, of tasks like those of the plan. */
function casesOf(tasks: readonly Task[]): Case[] {
  return tasks.slice(0, CASES).map((task, index) => ({
    kind: "case",
    version: 1,
    scope: "task",
    business_type: TYPE,
    agent_id: AGENT_CATALOGUE[index % AGENT_CATALOGUE.length]?.agent_id ?? null,
    state: caseText(TYPE, task),
    action: {},
    reward: index % 3 === 0 ? 0 : 1,
    metadata: {},
    provenance: { run: `${index}`, written_at: "2026-01-01T00:00:00Z", execution_mode: "simulated" },
  }));
}

function requirementsWith(features: number): BusinessRequirements {
  return {
    name: "Bench",
    description: "A product with very many features.",
    target_audience: "benchmarks",
    monetization: "none",
    mvp_features: Array.from({ length: features }, (_, index) => `Feature number ${index}`),
    tech_stack: ["TypeScript"],
    success_metrics: {},
    business_type: TYPE,
    estimated_time: "a while",
  };
}

async function scorePrompts() {
  const prompts = syntheticPrompts();
  const model = DifficultyModel.train(
    prompts.slice(0, 200).map((text, index) => ({ text, outcomes: { economy: index % 2, premium: 1 } })),
  );
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const total = { sha256: 0, model: 0 };
  // In small batches and alternating, so that what interrupts the process hits few measurements, not one side's all.
  for (let start = 0; start < PROMPTS; start += BATCH) {
    const batch = prompts.slice(start, start + BATCH);
    const times = { sha256: [] as number[], model: [] as number[] };
    for (let run = 0; run < RUNS; run += 1) {
      times.sha256.push(await timed(async () => batch.map(hash)));
      times.model.push(await timed(async () => batch.map((text) => model.gain(text))));
    }
    total.sha256 += median(times.sha256);
    total.model += median(times.model);
  }
  const characters = Math.round(prompts.reduce((sum, text) => sum + text.length, 0) / PROMPTS);
  return { ...total, characters };
}

/** Prompts of many lengths with words as unevenly frequent as those of a language. */
function syntheticPrompts(): string[] {
  const random = createRandom(1);
  const word = () => {
    const rank = Math.floor(5_000 ** random.next());
    return (rank * 7_919)
      .toString(36)
      .replace(/\d/g, "e")
      .repeat(1 + (rank % 2));
  };
  return Array.from({ length: PROMPTS }, () =>
    Array.from({ length: 20 + random.int(120) }, () => word()).join(" "),
  );
}
