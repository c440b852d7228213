import { MAX_WORDS, type Network } from "./convolution.ts";
import { type Features, folded, hashedFeatures } from "./hashed-features.ts";
import type { Lexicon } from "./lexicon.ts";
import { wordsOf } from "./tokens.ts";
import { WordTaps } from "./word-taps.ts";
import type { WordVectors } from "./word-vectors.ts";

/** A linear model: a weight for each bucket, eight bits each. */
export interface LinearWeights {
  readonly weights: Int8Array;
  readonly scale: number;
  readonly bias: number;
}

/** Log-odds that a text is a task of a business and no question or wish that anybody might have. */
export interface PurposeModel extends LinearWeights {
  /** Added to the log-odds of harm of a text that is surely no such task: it is likelier there. */
  readonly margin: number;
}

/** Logits from which a text is flagged and blocked; calibrated once on text not trained on and frozen. */
export interface Thresholds {
  readonly flag: number;
  readonly block: number;
}

export interface ClassifierParts {
  readonly linear: LinearWeights;
  readonly purpose: PurposeModel;
  /** Trained alike from different starts; their mean errs less than each. */
  readonly networks: readonly Network[];
  readonly vectors: WordVectors;
  readonly lexicon: Lexicon;
  readonly thresholds: Thresholds;
}

export interface Classifier {
  readonly thresholds: Thresholds;
  /** Log-odds of harm of a normalised text; of a long one, those of its worst passage. */
  logit(normalised: string): number;
}

/** Words of a short window of a long text: harm in it is not watered down by what surrounds it. */
const WINDOW = 24;
const STRIDE = 12;
/** Windows whose single words are worst, which the linear half reads whole. */
const SUSPECTS = 100;
/** The worst of them, which are read by both halves, alone and with their surroundings. */
const WORST = 5;

export function createClassifier(parts: ClassifierParts): Classifier {
  const readers = parts.networks.map((network) => new WordTaps(network, parts.vectors));
  const score = (words: readonly string[]) => {
    const features = hashedFeatures(words, parts.lexicon);
    const convolved = readers.reduce((sum, taps) => sum + taps.logit(words), 0) / readers.length;
    const harm = (linearScore(parts.linear, features) + convolved) / 2;
    const task = 1 / (1 + Math.exp(-linearScore(parts.purpose, folded(features))));
    return harm + parts.purpose.margin * (1 - task);
  };
  return {
    thresholds: parts.thresholds,
    logit(normalised) {
      const words = wordsOf(normalised);
      if (words.length === 0) return Number.NEGATIVE_INFINITY;
      return Math.max(...worstPassages(words, parts).map(score));
    },
  };
}

function linearScore({ weights, scale, bias }: LinearWeights, { buckets, values }: Features): number {
  let sum = 0;
  for (let index = 0; index < buckets.length; index += 1)
    sum += (weights[buckets[index] as number] as number) * (values[index] as number);
  return sum * scale + bias;
}

/** What is read of a long text: its begin, its end, and where the linear half finds it worst. */
function worstPassages(words: readonly string[], parts: ClassifierParts): (readonly string[])[] {
  if (words.length <= MAX_WORDS) return [words];
  const worst = suspects(words, parts)
    .map((start) => {
      const features = hashedFeatures(words.slice(start, start + WINDOW), parts.lexicon);
      return { start, risk: linearScore(parts.linear, features) };
    })
    .sort((a, b) => b.risk - a.risk || a.start - b.start)
    .slice(0, WORST);
  const around = (MAX_WORDS - WINDOW) / 2;
  return [
    words.slice(0, MAX_WORDS),
    words.slice(-MAX_WORDS),
    ...worst.flatMap(({ start }) => {
      const from = Math.max(0, start - around);
      return [words.slice(start, start + WINDOW), words.slice(from, from + MAX_WORDS)];
    }),
  ];
}

/** Starts of the windows with the most risk by their words alone: each different word is looked up once. */
function suspects(words: readonly string[], { linear, lexicon }: ClassifierParts): number[] {
  const known = new Map<string, number>();
  const sums = new Float64Array(words.length + 1);
  for (const [index, word] of words.entries()) {
    const risk =
      known.get(word) ?? Math.max(0, linearScore(linear, hashedFeatures([word], lexicon)) - linear.bias);
    known.set(word, risk);
    sums[index + 1] = (sums[index] as number) + risk;
  }
  const sumTo = (end: number) => sums[Math.min(end, words.length)] as number;
  return Array.from({ length: Math.ceil(words.length / STRIDE) }, (_, index) => index * STRIDE)
    .map((start) => ({ start, risk: sumTo(start + WINDOW) - sumTo(start) }))
    .sort((a, b) => b.risk - a.risk || a.start - b.start)
    .slice(0, SUSPECTS)
    .map(({ start }) => start);
}
