/**
 * `node --import tsx evals/safety/train/cross-validate.ts <folder of training data> [flag block]`: what the classifier
 * alone does with sources and lines it has not seen, for choosing the thresholds. Public sources leave as a whole; of
 * our own lines a fifth at a time, every sentence of a phrase together. Each fold learns one network in place of four, for
 * time: the model that ships errs less.
 */

import { createClassifier } from "../../../src/nodes/validate-safety/classifier/classifier.ts";
import { normalise } from "../../../src/nodes/validate-safety/normalise.ts";
import { createRandom, hashSeed } from "../../../src/state/random.ts";
import { corpus, type Example } from "./corpus.ts";
import { learn } from "./learn.ts";
import { lexicon, prepare, vectors } from "./prepare.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** Public sources that leave together because they are of one kind. */
const FOLDS: readonly (readonly string[])[] = [
  ["advbench", "tdc2023"],
  ["hb_adv_training", "gptfuzz_questions", "taskbench"],
  ["atlas_safe", "atlas_unsafe"],
  ["bfcl", "redcode_bash", "garak_sysprompt"],
  [
    "synth_contrast",
    "cse_mitre_frr",
    "bipia_code_attack",
    "selfinstruct_seed",
    "inthewild_jailbreak",
    "asb_benign_dev",
  ],
];
const SEED = 7;

interface Scored {
  readonly example: Example;
  readonly logit: number;
}

function foldOf({ source, group }: Example): number {
  return source.startsWith("own:")
    ? hashSeed(group) % FOLDS.length
    : FOLDS.findIndex((sources) => sources.includes(source));
}

function outOfFold(folder: string): Scored[] {
  const examples = corpus(folder, createRandom(SEED)).map(prepare);
  return FOLDS.flatMap((_sources, fold) => {
    const model = learn(
      examples.filter((example) => foldOf(example) !== fold),
      THRESHOLDS,
      1,
    );
    const classifier = createClassifier({ ...model, vectors, lexicon });
    return examples
      .filter((example) => foldOf(example) === fold)
      .map((example) => ({ example, logit: classifier.logit(normalise(example.text)) }));
  });
}

function report(scored: readonly Scored[], flag: number, block: number): void {
  const groups = new Map<string, number[]>();
  for (const { example, logit } of scored) {
    const name = `${example.source.split(":").slice(0, 2).join(":")} ${example.label}`;
    groups.set(name, [...(groups.get(name) ?? []), logit]);
  }
  const share = (logits: readonly number[], least: number) =>
    Number((logits.filter((logit) => logit >= least).length / logits.length).toFixed(3));
  console.log(`flag ${flag}, block ${block}`);
  console.table(
    Object.fromEntries(
      [...groups].map(([name, logits]) => [
        name,
        { items: logits.length, flagged: share(logits, flag), blocked: share(logits, block) },
      ]),
    ),
  );
}

const [folder, ...pairs] = process.argv.slice(2);
if (!folder) throw new Error("usage: cross-validate.ts <folder of training data> [flag block]...");
const scored = outOfFold(folder);
report(scored, THRESHOLDS.flag, THRESHOLDS.block);
for (let index = 0; index + 1 < pairs.length; index += 2)
  report(scored, Number(pairs[index]), Number(pairs[index + 1]));
