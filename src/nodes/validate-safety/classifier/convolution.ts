import type { WordVectors } from "./word-vectors.ts";

/** Filters by width in words. */
export const FILTERS = [
  { width: 1, count: 32 },
  { width: 2, count: 48 },
  { width: 3, count: 48 },
] as const;
export const POOLED = FILTERS.reduce((sum, { count }) => sum + count, 0);
export const HIDDEN = 32;
/** The longest piece of text that is looked at at once, in words. */
export const MAX_WORDS = 64;

/** Weights of the network: convolutions over word vectors, max-pooling, one hidden layer, one logit. */
export interface Network {
  readonly dimensions: number;
  /** Per filter, the weights of its words one after another. */
  readonly filters: Float32Array;
  readonly filterBias: Float32Array;
  /** HIDDEN rows of POOLED. */
  readonly hidden: Float32Array;
  readonly hiddenBias: Float32Array;
  readonly output: Float32Array;
  readonly outputBias: Float32Array;
}

/** What one pass leaves behind for learning. */
export interface Pass {
  readonly input: Float32Array;
  readonly words: number;
  readonly pooled: Float32Array;
  /** Where each filter was strongest, or -1 when it was never positive. */
  readonly places: Int32Array;
  readonly hidden: Float32Array;
  readonly logit: number;
}

export function filterOffsets(dimensions: number): number[] {
  const offsets: number[] = [];
  let next = 0;
  for (const { width, count } of FILTERS) {
    for (let index = 0; index < count; index += 1) {
      offsets.push(next);
      next += width * dimensions;
    }
  }
  return offsets;
}

export function filterSize(dimensions: number): number {
  return FILTERS.reduce((sum, { width, count }) => sum + width * count * dimensions, 0);
}

/** Word vectors of a text, with a row of zeros on both ends so that wide filters always fit. */
export function embed(words: readonly string[], vectors: WordVectors): Float32Array {
  const { dimensions, rows } = vectors;
  const used = words.slice(0, MAX_WORDS);
  const input = new Float32Array((used.length + 4) * dimensions);
  for (const [place, word] of used.entries()) {
    const index = vectors.indexOf(word);
    if (index >= 0)
      input.set(rows.subarray(index * dimensions, (index + 1) * dimensions), (place + 2) * dimensions);
  }
  return input;
}

/** One forward pass. `keep` is the dropout mask of the pooled layer while learning. */
export function forward(
  network: Network,
  input: Float32Array,
  offsets: readonly number[],
  keep?: Float32Array,
): Pass {
  const { dimensions, filters, filterBias } = network;
  const words = input.length / dimensions;
  const pooled = new Float32Array(POOLED);
  const places = new Int32Array(POOLED).fill(-1);
  let filter = 0;
  for (const { width, count } of FILTERS) {
    const span = width * dimensions;
    for (let index = 0; index < count; index += 1, filter += 1) {
      const offset = offsets[filter] as number;
      const bias = filterBias[filter] as number;
      let best = 0;
      for (let start = 0; start + width <= words; start += 1) {
        let sum = bias;
        const base = start * dimensions;
        for (let i = 0; i < span; i += 1)
          sum += (filters[offset + i] as number) * (input[base + i] as number);
        if (sum > best) {
          best = sum;
          places[filter] = start;
        }
      }
      pooled[filter] = keep ? best * (keep[filter] as number) : best;
    }
  }
  return { input, words, pooled, places, ...head(network, pooled) };
}

/** The layers above the pooling. */
export function head(
  { hidden, hiddenBias, output, outputBias }: Network,
  pooled: Float32Array,
): { hidden: Float32Array; logit: number } {
  const active = new Float32Array(HIDDEN);
  let logit = outputBias[0] as number;
  for (let row = 0; row < HIDDEN; row += 1) {
    let sum = hiddenBias[row] as number;
    for (let column = 0; column < POOLED; column += 1)
      sum += (hidden[row * POOLED + column] as number) * (pooled[column] as number);
    active[row] = Math.max(0, sum);
    logit += (output[row] as number) * (active[row] as number);
  }
  return { hidden: active, logit };
}
