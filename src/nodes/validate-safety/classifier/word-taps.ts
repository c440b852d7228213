import { FILTERS, filterOffsets, head, MAX_WORDS, type Network, POOLED } from "./convolution.ts";
import type { WordVectors } from "./word-vectors.ts";

/** Values of a word: one for every place it can have in every filter; filters of a width by place, then filter. */
const TAPS = FILTERS.reduce((sum, { width, count }) => sum + width * count, 0);
/** A word without a vector, and the margins: they add nothing. */
const SILENCE = new Float32Array(TAPS);
/** Words whose values are kept; business texts share most of theirs. */
const MAX_KEPT = 4_096;
/** Rows of zeros before and after the words, as `embed` has them. */
const MARGIN = 2;

/**
 * The same network as `forward`, for reading only: what a word adds to each filter is worked out once a word and kept,
 * so that a text costs additions instead of products. Equal up to the rounding of sums.
 */
export class WordTaps {
  readonly #network: Network;
  readonly #vectors: WordVectors;
  readonly #offsets: readonly number[];
  readonly #kept = new Map<number, Float32Array>();

  constructor(network: Network, vectors: WordVectors) {
    this.#network = network;
    this.#vectors = vectors;
    this.#offsets = filterOffsets(network.dimensions);
  }

  logit(words: readonly string[]): number {
    const taps = words.slice(0, MAX_WORDS).map((word) => this.#tapsOf(word));
    return head(this.#network, this.#pool(taps)).logit;
  }

  #pool(taps: readonly Float32Array[]): Float32Array {
    const { filterBias } = this.#network;
    const pooled = new Float32Array(POOLED);
    const padded = [...Array<Float32Array>(MARGIN).fill(SILENCE), ...taps, ...Array(MARGIN).fill(SILENCE)];
    const sums = new Float32Array(POOLED);
    let [filter, tap] = [0, 0];
    for (const { width, count } of FILTERS) {
      const biases = filterBias.subarray(filter, filter + count);
      for (let start = 0; start + width <= padded.length; start += 1) {
        sums.set(biases);
        for (let place = 0; place < width; place += 1)
          add(sums, padded[start + place] as Float32Array, tap + place * count, count);
        keepLargest(pooled, sums, filter, count);
      }
      filter += count;
      tap += width * count;
    }
    return pooled;
  }

  #tapsOf(word: string): Float32Array {
    const index = this.#vectors.indexOf(word);
    if (index < 0) return SILENCE;
    const kept = this.#kept.get(index);
    if (kept) return kept;
    if (this.#kept.size >= MAX_KEPT) this.#kept.clear();
    const taps = this.#compute(index);
    this.#kept.set(index, taps);
    return taps;
  }

  #compute(index: number): Float32Array {
    const { dimensions, filters } = this.#network;
    const row = index * dimensions;
    const taps = new Float32Array(TAPS);
    let [filter, tap] = [0, 0];
    for (const { width, count } of FILTERS) {
      for (let one = 0; one < count; one += 1, filter += 1) {
        for (let place = 0; place < width; place += 1) {
          const offset = (this.#offsets[filter] as number) + place * dimensions;
          let sum = 0;
          for (let i = 0; i < dimensions; i += 1) {
            sum += (filters[offset + i] as number) * (this.#vectors.rows[row + i] as number);
          }
          taps[tap + place * count + one] = sum;
        }
      }
      tap += width * count;
    }
    return taps;
  }
}

/** Adds `count` values of `values`, from `start` on, to the first of `sums`. */
function add(sums: Float32Array, values: Float32Array, start: number, count: number): void {
  for (let index = 0; index < count; index += 1)
    sums[index] = (sums[index] as number) + (values[start + index] as number);
}

/** Raises `count` values of `best`, from `start` on, to the first of `sums` where those are larger. */
function keepLargest(best: Float32Array, sums: Float32Array, start: number, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const sum = sums[index] as number;
    if (sum > (best[start + index] as number)) best[start + index] = sum;
  }
}
