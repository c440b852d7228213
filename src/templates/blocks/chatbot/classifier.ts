import { type Word, wordsOf } from "./words.ts";

/** A text with what it means. */
export interface Example {
  readonly text: string;
  /** Id of its intent. */
  readonly intent: number;
}

export interface Guess {
  readonly intent: number;
  /** 0 to 1: how probable it is, less the less of the text the examples know and the less like it the nearest is. */
  readonly confidence: number;
}

/** Passes over the examples, and the first step of the descent. */
const [PASSES, RATE, DECAY] = [40, 1.5, 0.0005];
/** What the parts of a question weigh. */
const WEIGHTS = { stem: 1.5, filler: 0.3, concept: 1.4, pair: 0.8, fillerPair: 0.6, letters: 0.35 } as const;
/** What a word that any question may have counts beside a telling one, when it is asked how much is known. */
const FILLER_KNOWN = 0.2;
/** How far a word is known by what it stands for, when the examples don't have the word itself. */
const BY_CONCEPT = 0.95;
/** How much of the probability counts even when no example is like the text. */
const SHARE = 0.5;

type Vector = readonly (readonly [feature: number, weight: number])[];

/**
 * Multinomial logistic regression over the stems of words, what they stand for, pairs of words and three-letter pieces,
 * weighted by rarity and trained by stochastic gradient descent. The same examples in the same order give the same model.
 */
export class Classifier {
  readonly #features = new Map<string, number>();
  readonly #rarity: number[] = [];
  readonly #intents: readonly number[];
  /** By example: what it is made of, and the place of its intent. */
  readonly #vectors: readonly Vector[];
  readonly #truths: readonly number[];
  /** By intent, by feature. */
  readonly #weights: Float64Array[];
  readonly #bias: Float64Array;

  constructor(examples: readonly Example[]) {
    this.#intents = [...new Set(examples.map(({ intent }) => intent))];
    const pieces = examples.map(({ text }) => partsOf(wordsOf(text)));
    this.#learnFeatures(pieces);
    this.#weights = this.#intents.map(() => new Float64Array(this.#features.size));
    this.#bias = new Float64Array(this.#intents.length);
    this.#vectors = pieces.map((parts) => this.#vector(parts));
    this.#truths = examples.map(({ intent }) => this.#intents.indexOf(intent));
    for (let pass = 0; pass < PASSES; pass += 1) {
      const rate = RATE / (1 + pass * 0.1);
      for (let step = 0; step < examples.length; step += 1) {
        // A fixed stride visits intents by turns although examples of one stand together.
        const at = (step * stride(examples.length)) % examples.length;
        this.#learn(this.#vectors[at] ?? [], this.#truths[at] ?? 0, rate);
      }
    }
  }

  /** The likeliest intents, the likeliest first; empty when nothing of the text is known. */
  guess(text: string): Guess[] {
    const words = wordsOf(text);
    const vector = this.#vector(partsOf(words));
    if (vector.length === 0) return [];
    const known = this.#known(words);
    const near = this.#nearest(vector);
    return this.#probabilities(vector)
      .map((probability, at) => ({
        intent: this.#intents[at] ?? 0,
        confidence: known * probability * (SHARE + (1 - SHARE) * (near[at] ?? 0)),
      }))
      .sort((one, other) => other.confidence - one.confidence);
  }

  /** By intent: how like the text is to the example that is most like it, 0 to 1. */
  #nearest(vector: Vector): number[] {
    const of = new Map(vector);
    const best = this.#intents.map(() => 0);
    for (const [at, example] of this.#vectors.entries()) {
      const likeness = example.reduce((sum, [id, weight]) => sum + weight * (of.get(id) ?? 0), 0);
      const intent = this.#truths[at] ?? 0;
      best[intent] = Math.max(best[intent] ?? 0, likeness);
    }
    return best;
  }

  #learnFeatures(pieces: readonly Parts[]): void {
    const having: number[] = [];
    for (const counts of pieces) {
      for (const piece of counts.keys()) {
        const id = this.#features.get(piece) ?? this.#features.size;
        this.#features.set(piece, id);
        having[id] = (having[id] ?? 0) + 1;
      }
    }
    this.#rarity.push(...having.map((count) => 1 + Math.log((1 + pieces.length) / (1 + count))));
  }

  /** Of length one. */
  #vector(parts: Parts): Vector {
    const entries: [number, number][] = [];
    for (const [part, weight] of parts) {
      const id = this.#features.get(part);
      if (id !== undefined) entries.push([id, weight * (this.#rarity[id] ?? 1)]);
    }
    const length = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight ** 2, 0)) || 1;
    return entries.map(([id, weight]) => [id, weight / length] as const);
  }

  /** The share of a text that the examples know, 0 to 1; words that any question may have count little. */
  #known(words: readonly Word[]): number {
    let [all, known] = [0, 0];
    for (const { stem, concepts, filler } of words) {
      const weight = filler ? FILLER_KNOWN : 1;
      all += weight;
      if (this.#features.has(` ${stem}`)) known += weight;
      else if (!filler) {
        const letters = lettersOf(stem);
        const familiar =
          letters.filter((one) => this.#features.has(one)).length / Math.max(1, letters.length);
        const meant = concepts.some((concept) => this.#features.has(concept)) ? BY_CONCEPT : 0;
        known += weight * Math.max(meant, familiar ** 2);
      }
    }
    return all === 0 ? 0 : known / all;
  }

  #probabilities(vector: Vector): number[] {
    const scores = this.#weights.map((weights, at) =>
      vector.reduce((sum, [id, weight]) => sum + (weights[id] ?? 0) * weight, this.#bias[at] ?? 0),
    );
    const top = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - top));
    const whole = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / whole);
  }

  #learn(vector: Vector, truth: number, rate: number): void {
    const probabilities = this.#probabilities(vector);
    for (const [at, weights] of this.#weights.entries()) {
      const error = (at === truth ? 1 : 0) - (probabilities[at] ?? 0);
      for (const [id, weight] of vector) {
        const before = weights[id] ?? 0;
        weights[id] = before + rate * (error * weight - DECAY * before);
      }
      this.#bias[at] = (this.#bias[at] ?? 0) + rate * 0.1 * error;
    }
  }
}

/** What a text is compared by, and what each part weighs. */
type Parts = ReadonlyMap<string, number>;

function partsOf(words: readonly Word[]): Parts {
  const parts = new Map<string, number>();
  const add = (part: string, weight: number) => parts.set(part, Math.max(parts.get(part) ?? 0, weight));
  for (const [at, { stem, concepts, filler }] of words.entries()) {
    add(` ${stem}`, filler ? WEIGHTS.filler : WEIGHTS.stem);
    for (const concept of concepts) add(concept, WEIGHTS.concept);
    if (!filler) for (const letters of lettersOf(stem)) add(letters, WEIGHTS.letters);
    const next = words[at + 1];
    const pair = (one: string, other: string, weight: number) => add(`${one} ${other}`, weight);
    if (next) pair(stem, next.stem, filler && next.filler ? WEIGHTS.fillerPair : WEIGHTS.pair);
  }
  return parts;
}

/** The three-letter pieces of a word, with its edges. */
function lettersOf(word: string): string[] {
  const edged = `^${word}$`;
  return Array.from({ length: Math.max(0, edged.length - 2) }, (_, at) => edged.slice(at, at + 3));
}

/** A step that shares no divisor with the count, so that every example is visited once in a pass. */
function stride(count: number): number {
  const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other));
  let step = Math.max(1, Math.round(count * 0.618));
  while (divisor(step, count) !== 1) step += 1;
  return step;
}

/** What held-back examples say of a classifier: each fold is judged by a model that has not seen it. */
export interface Quality {
  readonly examples: number;
  /** Answered with the intent they belong to. */
  readonly right: number;
  /** Answered with another. */
  readonly wrong: number;
  /** Not answered, because the confidence was below the least. */
  readonly unsure: number;
}

export function crossValidate(examples: readonly Example[], leastConfidence: number, folds = 5): Quality {
  let [right, wrong, unsure] = [0, 0, 0];
  for (let fold = 0; fold < folds; fold += 1) {
    const held = examples.filter((_, at) => at % folds === fold);
    const rest = examples.filter((_, at) => at % folds !== fold);
    if (held.length === 0 || rest.length === 0) continue;
    const model = new Classifier(rest);
    for (const { text, intent } of held) {
      const [best] = model.guess(text);
      if (!best || best.confidence < leastConfidence) unsure += 1;
      else if (best.intent === intent) right += 1;
      else wrong += 1;
    }
  }
  return { examples: right + wrong + unsure, right, wrong, unsure };
}
