/** A text with what it means. */
export interface Example {
  readonly text: string;
  /** Id of its intent. */
  readonly intent: number;
}

export interface Guess {
  readonly intent: number;
  /** 0 to 1: how probable it is, times how much of the text the examples know. */
  readonly confidence: number;
}

/** Passes over the examples, and the first step of the descent. */
const [PASSES, RATE, DECAY] = [40, 1.5, 0.0005];
const MAX_TEXT = 500;
/** How much a word counts that any question may have, and how much a piece of a word does. */
const [FILLER, WHOLE, PART] = [0.3, 1.5, 0.5];
/** Words that say little of what a question is about. */
export const FILLERS: ReadonlySet<string> = new Set(
  "a an and are as at be by can could do does for from have how i if in is it me my of on or so that the there this to until was we what when where which who why will with would you your".split(
    " ",
  ),
);

type Vector = readonly (readonly [feature: number, weight: number])[];

/**
 * Multinomial logistic regression over words and the three-letter pieces of words, weighted by tf-idf and trained by
 * stochastic gradient descent. The same examples in the same order give the same model.
 */
export class Classifier {
  readonly #features = new Map<string, number>();
  readonly #rarity: number[] = [];
  readonly #intents: readonly number[];
  /** By intent, by feature. */
  readonly #weights: Float64Array[];
  readonly #bias: Float64Array;

  constructor(examples: readonly Example[]) {
    this.#intents = [...new Set(examples.map(({ intent }) => intent))];
    const pieces = examples.map(({ text }) => countPieces(text));
    this.#learnFeatures(pieces);
    this.#weights = this.#intents.map(() => new Float64Array(this.#features.size));
    this.#bias = new Float64Array(this.#intents.length);
    const vectors = pieces.map((counts) => this.#vector(counts));
    for (let pass = 0; pass < PASSES; pass += 1) {
      const rate = RATE / (1 + pass * 0.1);
      for (let step = 0; step < examples.length; step += 1) {
        // A fixed stride visits intents by turns although examples of one stand together.
        const at = (step * stride(examples.length)) % examples.length;
        this.#learn(vectors[at] ?? [], this.#intents.indexOf(examples[at]?.intent ?? -1), rate);
      }
    }
  }

  /** The likeliest intents, the likeliest first; empty when nothing of the text is known. */
  guess(text: string): Guess[] {
    const vector = this.#vector(countPieces(text));
    if (vector.length === 0) return [];
    const known = this.#known(text);
    return this.#probabilities(vector)
      .map((probability, at) => ({ intent: this.#intents[at] ?? 0, confidence: probability * known }))
      .sort((one, other) => other.confidence - one.confidence);
  }

  #learnFeatures(pieces: readonly ReadonlyMap<string, number>[]): void {
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
  #vector(counts: ReadonlyMap<string, number>): Vector {
    const entries: [number, number][] = [];
    for (const [piece, count] of counts) {
      const id = this.#features.get(piece);
      if (id === undefined) continue;
      const weight = (1 + Math.log(count)) * (this.#rarity[id] ?? 1) * weightOf(piece);
      entries.push([id, weight]);
    }
    const length = Math.sqrt(entries.reduce((sum, [, weight]) => sum + weight ** 2, 0)) || 1;
    return entries.map(([id, weight]) => [id, weight / length] as const);
  }

  /**
   * The share of a text that the examples know, 0 to 1. Telling words count more than common ones; a word that no
   * example has counts as most telling, and is known as far as its pieces are.
   */
  #known(text: string): number {
    const strange = Math.max(1, ...this.#rarity);
    let [all, known] = [0, 0];
    for (const word of wordsOf(text)) {
      const [whole = "", ...parts] = piecesOf(word);
      const id = this.#features.get(whole);
      const weight = FILLERS.has(word) ? FILLER : id === undefined ? strange : (this.#rarity[id] ?? 1);
      const familiar = parts.filter((part) => this.#features.has(part)).length / Math.max(1, parts.length);
      all += weight;
      known += weight * (id === undefined ? familiar ** 2 : 1);
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

function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, MAX_TEXT)
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The word, with a blank before it, and, if it tells something, its three-letter pieces. */
function piecesOf(word: string): string[] {
  if (FILLERS.has(word)) return [` ${word}`];
  const edged = `^${word}$`;
  return [` ${word}`, ...Array.from({ length: edged.length - 2 }, (_, at) => edged.slice(at, at + 3))];
}

function weightOf(piece: string): number {
  if (!piece.startsWith(" ")) return PART;
  return FILLERS.has(piece.slice(1)) ? FILLER : WHOLE;
}

/** How often each piece occurs. */
function countPieces(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const piece of wordsOf(text).flatMap(piecesOf)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return counts;
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
