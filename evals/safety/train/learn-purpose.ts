/** The model of purpose: is a text a task of a business or an office, or what anybody may ask? */
import type { PurposeModel } from "../../../src/nodes/validate-safety/classifier/classifier.ts";
import { folded, PURPOSE_BUCKETS } from "../../../src/nodes/validate-safety/classifier/hashed-features.ts";
import { quantise } from "../../../src/nodes/validate-safety/classifier/model-file.ts";
import { createRandom } from "../../../src/state/random.ts";
import { learnLinear, type Sparse } from "./learn-linear.ts";
import { GENERAL_MARGIN } from "./thresholds.ts";

const SETTINGS = { epochs: 4, rate: 0.2, decay: 2e-6, size: PURPOSE_BUCKETS };
/** Harmful and harmless tasks alike, so that purpose says nothing about harm. */
const TASKS =
  /^(?:bfcl|taskbench|asb_benign_dev|plans|ideas|safeguards|own:business|selfinstruct_seed|own:requests-safe:everyday_tasks)/;
/** Neither: commands, code, hidden orders, and texts put together from others. */
const NEITHER = /^(?:redcode|bipia|long|own:injection|synth_contrast)/;
/** In log-odds: in doubt a text counts as a task, so that tasks of an unknown style are not flagged for their style. */
const BENEFIT_OF_DOUBT = 2;
/** Sources of many lines that are alike, and what each of them counts. */
const ALIKE = /^(?:bfcl|taskbench|plans|ideas|inthewild_jailbreak|own:phrases)/;
const LESS = 0.4;
/** Work with texts and figures, of which there are few lines. */
const OFFICE = /^(?:selfinstruct_seed|own:requests-safe:everyday_tasks)/;
const MORE = 3;

/** Learned from the same examples as harm, by their sources. */
export function learnPurpose(examples: readonly (Sparse & { readonly source: string })[]): PurposeModel {
  const purposes = examples
    .filter(({ source }) => !NEITHER.test(source))
    .map(({ source, features }) => ({
      features: folded(features),
      target: TASKS.test(source) ? 1 : 0,
      weight: weightOf(source),
    }));
  const { weights, bias } = learnLinear(purposes, SETTINGS, createRandom(4));
  return { ...quantise(weights), bias: bias + BENEFIT_OF_DOUBT, margin: GENERAL_MARGIN };
}

function weightOf(source: string): number {
  if (OFFICE.test(source)) return MORE;
  return ALIKE.test(source) ? LESS : 1;
}
