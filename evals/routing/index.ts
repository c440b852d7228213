/**
 * `npm run eval -- routing --train F --test F`: does the difficulty model know which prompts need the stronger model?
 * RouteLLM's metrics on lines `{prompt, weak, strong}`, beside random scores, prompt length and the oracle.
 */
import { DifficultyModel } from "../../src/nodes/route-tasks/difficulty/model.ts";
import { createRandom } from "../../src/state/random.ts";
import { type Claim, type EvalOptions, type EvalReport, EvalUsageError, type Figures } from "../report.ts";
import { type RoutedPrompt, routingFigures } from "./metrics.ts";
import { readPrompts } from "./prompts.ts";

const RANDOM_RUNS = 20;

export async function run({ train, test }: EvalOptions): Promise<EvalReport> {
  if (train.length === 0 || test.length === 0) {
    throw new EvalUsageError("routing needs --train FILE and --test FILE");
  }
  const known = await readPrompts(train);
  const asked = await readPrompts(test);
  const learning = performance.now();
  const model = learn(known);
  const seconds = (performance.now() - learning) / 1_000;
  const online = DifficultyModel.cold();
  for (const prompt of known) online.update(exampleOf(prompt));
  const scored = (score: (prompt: RoutedPrompt) => number) => figures(asked.map(score), asked);
  const metrics = scored(({ prompt }) => model.gain(prompt));
  const length = scored(({ prompt }) => prompt.length);
  return {
    suite: "routing",
    data: { train, test, items: asked.length },
    metrics,
    baselines: {
      random: randomFigures(asked),
      length,
      oracle: oracleFigures(asked),
    },
    details: {
      "learnt one example at a time": scored(({ prompt }) => online.gain(prompt)),
      "nothing learnt": cold(asked),
      training: { examples: known.length, seconds },
    },
    claims: claims(known.length, metrics, length, seconds),
  };
}

function learn(prompts: readonly RoutedPrompt[]): DifficultyModel {
  return DifficultyModel.train(prompts.map(exampleOf));
}

function exampleOf({ prompt, weak, strong }: RoutedPrompt) {
  return { text: prompt, outcomes: { economy: weak, premium: strong } };
}

function cold(prompts: readonly RoutedPrompt[]): Figures {
  const model = DifficultyModel.cold();
  return figures(
    prompts.map(({ prompt }) => model.gain(prompt)),
    prompts,
  );
}

function figures(scores: readonly number[], prompts: readonly RoutedPrompt[]): Figures {
  return { ...routingFigures(scores, prompts) };
}

/** Gains known beforehand. Equal gains come in random order: most prompts gain nothing, and bins need an order. */
function oracleFigures(prompts: readonly RoutedPrompt[]): Figures {
  const random = createRandom(0);
  return figures(
    prompts.map(({ weak, strong }) => strong - weak + 1e-6 * random.next()),
    prompts,
  );
}

/** The mean of many runs: one is off by several hundredths. */
function randomFigures(prompts: readonly RoutedPrompt[]): Figures {
  const random = createRandom(0);
  const runs = Array.from({ length: RANDOM_RUNS }, () =>
    routingFigures(
      prompts.map(() => random.next()),
      prompts,
    ),
  );
  const mean = (name: "apgr" | "cpt50" | "cpt80") =>
    runs.reduce((sum, run) => sum + run[name], 0) / RANDOM_RUNS;
  return { apgr: mean("apgr"), cpt50: mean("cpt50"), cpt80: mean("cpt80") };
}

/** The floors go by the number of labels, for that is what a user knows of a workload. */
function claims(labels: number, metrics: Figures, length: Figures, seconds: number): Claim[] {
  const apgr = metrics.apgr ?? Number.NaN;
  const floor = labels >= 1_000 ? 0.63 : 0.59;
  return [
    { claim: `APGR after ${labels} labels`, value: apgr, bound: "at least", limit: floor },
    {
      claim: "APGR above that of length alone",
      value: apgr - (length.apgr ?? Number.NaN),
      bound: "at least",
      limit: 0,
    },
    { claim: "seconds of training", value: seconds, bound: "at most", limit: 10 },
  ];
}
