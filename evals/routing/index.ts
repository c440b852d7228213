/**
 * `npm run eval -- routing --train F --test F`: does the difficulty model know which prompts need the stronger model?
 * RouteLLM's metrics on lines `{prompt, weak, strong}`, beside random scores, prompt length and the oracle.
 */
import { DifficultyModel } from "../../src/nodes/route-tasks/difficulty/model.ts";
import { createRandom } from "../../src/state/random.ts";
import { type Claim, type EvalOptions, type EvalReport, EvalUsageError, type Figures } from "../report.ts";
import { type RoutedPrompt, type RoutingFigures, routingFigures } from "./metrics.ts";
import { readPrompts } from "./prompts.ts";

const RANDOM_RUNS = 20;
/** Other ways to part all lines into training and test, to show how much of a figure is chance. */
const OTHER_SPLITS = 10;

export async function run({ train, test }: EvalOptions): Promise<EvalReport> {
  if (train.length === 0 || test.length === 0) {
    throw new EvalUsageError("routing needs --train FILE and --test FILE");
  }
  const known = await readPrompts(train);
  const asked = await readPrompts(test);
  checkGap(asked, test);
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
      ...otherSplits(known, asked),
      training: { examples: known.length, seconds },
    },
    claims: claims(known.length, metrics, length, seconds),
  };
}

/** Every figure is a share of what the strong model is better by. */
function checkGap(asked: readonly RoutedPrompt[], files: readonly string[]): void {
  if (asked.reduce((sum, { weak, strong }) => sum + strong - weak, 0) > 0) return;
  const message =
    "on the whole the strong model is no better than the weak one, so there is nothing to recover";
  throw new EvalUsageError(`${files.join(", ")}: ${message}`);
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

/** Mean and standard deviation of APGR over random splits of all lines, of the same sizes. */
function otherSplits(
  known: readonly RoutedPrompt[],
  asked: readonly RoutedPrompt[],
): Record<string, Figures> {
  const random = createRandom(0);
  const runs = Array.from({ length: OTHER_SPLITS }, () => {
    const lines = random.shuffle([...known, ...asked]);
    const [train, test] = [lines.slice(0, known.length), lines.slice(known.length)];
    const model = learn(train);
    const apgr = (score: (prompt: RoutedPrompt) => number) => routingFigures(test.map(score), test).apgr;
    return { genesis: apgr(({ prompt }) => model.gain(prompt)), length: apgr(({ prompt }) => prompt.length) };
  });
  const row = (values: readonly number[]) => ({ apgr: mean(values), "apgr sd": deviation(values) });
  return {
    [`${OTHER_SPLITS} other splits`]: row(runs.map(({ genesis }) => genesis)),
    [`${OTHER_SPLITS} other splits, length`]: row(runs.map(({ length }) => length)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
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
  const average = (name: keyof RoutingFigures) => mean(runs.map((run) => run[name]));
  return { apgr: average("apgr"), cpt50: average("cpt50"), cpt80: average("cpt80") };
}

/** The floors go by the number of labels, for that is what a user knows of a workload. */
function claims(labels: number, metrics: Figures, length: Figures, seconds: number): Claim[] {
  const apgr = metrics.apgr ?? Number.NaN;
  const floor = labels >= 1_000 ? 0.63 : 0.59;
  return [
    { claim: `APGR after ${labels} labels`, value: apgr, bound: "at least", limit: floor },
    {
      // A hundredth is less than the chance in a test of a few hundred lines.
      claim: "APGR above that of length alone",
      value: apgr - (length.apgr ?? Number.NaN),
      bound: "at least",
      limit: -0.01,
    },
    { claim: "seconds of training", value: seconds, bound: "at most", limit: 10 },
  ];
}
