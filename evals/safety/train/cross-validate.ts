/**
 * `node --import tsx evals/safety/train/cross-validate.ts <folder of training data> [flag block margin]...`: what the
 * classifier alone and the whole gate do with sources and lines it has not seen, for choosing the thresholds. Public
 * sources leave as a whole; of our own lines a fifth at a time, every sentence of a phrase together. Each fold learns one
 * network in place of four, for time: the model that ships errs less.
 */

import {
  createClassifier,
  type Thresholds,
} from "../../../src/nodes/validate-safety/classifier/classifier.ts";
import { createGate } from "../../../src/nodes/validate-safety/gate.ts";
import { normalise } from "../../../src/nodes/validate-safety/normalise.ts";
import { createRandom, hashSeed } from "../../../src/state/random.ts";
import type { SafetyAction } from "../../../src/state/safety.ts";
import { loadPolicies } from "../../../src/templates/policies.ts";
import { corpus, type Example } from "./corpus.ts";
import { learn } from "./learn.ts";
import { lexicon, prepare, vectors } from "./prepare.ts";
import { GENERAL_MARGIN, THRESHOLDS } from "./thresholds.ts";

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

/** What is tried out: the thresholds and the margin of purpose. */
interface Setting extends Thresholds {
  readonly margin: number;
}

interface Scored {
  readonly example: Example;
  /** One for each setting. */
  readonly results: readonly { readonly logit: number; readonly action: SafetyAction }[];
}

function foldOf({ source, group }: Example): number {
  return source.startsWith("own:")
    ? hashSeed(group) % FOLDS.length
    : FOLDS.findIndex((sources) => sources.includes(source));
}

function outOfFold(folder: string, settings: readonly Setting[]): Scored[] {
  const examples = corpus(folder, createRandom(SEED)).map(prepare);
  const rules = loadPolicies();
  return FOLDS.flatMap((_sources, fold) => {
    const model = learn(
      examples.filter((example) => foldOf(example) !== fold),
      THRESHOLDS,
      1,
    );
    const tried = settings.map(({ margin, ...thresholds }) => {
      const purpose = { ...model.purpose, margin };
      const classifier = createClassifier({ ...model, purpose, thresholds, vectors, lexicon });
      return { classifier, gate: createGate({ rules, classifier }) };
    });
    return examples
      .filter((example) => foldOf(example) === fold)
      .map((example) => ({
        example,
        results: tried.map(({ classifier, gate }) => ({
          logit: classifier.logit(normalise(example.text)),
          action: gate.assess(example.text).action,
        })),
      }));
  });
}

function report(scored: readonly Scored[], { flag, block, margin }: Setting, index: number): void {
  const groups = new Map<string, Scored["results"][number][]>();
  for (const { example, results } of scored) {
    const name = `${example.source.split(":").slice(0, 2).join(":")} ${example.label}`;
    const result = results[index];
    if (result) groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  console.log(`flag ${flag}, block ${block}, margin ${margin}`);
  console.table(
    Object.fromEntries(
      [...groups].map(([name, members]) => {
        const share = (holds: (result: (typeof members)[number]) => boolean) =>
          Number((members.filter(holds).length / members.length).toFixed(3));
        return [
          name,
          {
            items: members.length,
            flagged: share(({ logit }) => logit >= flag),
            blocked: share(({ logit }) => logit >= block),
            "gate allows": share(({ action }) => action === "allow"),
            "gate blocks": share(({ action }) => action === "block"),
          },
        ];
      }),
    ),
  );
}

const [folder, ...numbers] = process.argv.slice(2);
if (!folder) throw new Error("usage: cross-validate.ts <folder of training data> [flag block margin]...");
const settings: Setting[] = [{ ...THRESHOLDS, margin: GENERAL_MARGIN }];
for (let index = 0; index + 2 < numbers.length; index += 3) {
  const [flag, block, margin] = numbers.slice(index, index + 3).map(Number) as [number, number, number];
  settings.push({ flag, block, margin });
}
const scored = outOfFold(folder, settings);
for (const [index, setting] of settings.entries()) report(scored, setting, index);
