import { SlotList } from "./hashing.ts";
import { collectStructure } from "./structure.ts";
import { collectTokens } from "./tokens.ts";

/** Characters that are read for words; length and structure look at the whole text. */
export const MAX_READ = 20_000;

/** The squared length that each kind of feature has in a text's vector. Measured: docs/decisions/030-routing.md. */
const SHARES = { words: 0.3, prefixes: 0.3, grams: 0.3, structure: 0.1 } as const;

/** The features of one text: slots, how often each occurs, and where each kind ends. */
export interface SlotCounts {
  readonly slots: Int32Array;
  readonly counts: Int32Array;
  /** How many entries of the two lists are filled. */
  readonly size: number;
  readonly kinds: readonly Kind[];
}

interface Kind {
  end: number;
  readonly share: number;
}

/** Entries of a sparse vector, of unit length when every kind of feature occurs. */
export interface SparseVector {
  readonly slots: Int32Array;
  readonly values: Float64Array;
}

/**
 * Reads texts into hashed features. It keeps its tables and gives them out: what `read` returns is valid until the
 * next call.
 */
export class FeatureReader {
  readonly #words: SlotList;
  readonly #prefixes: SlotList;
  readonly #grams: SlotList;
  readonly #structure: SlotList;
  /** By slot: its position + 1 in the present text, 0 when not met. */
  readonly #positions: Int32Array;
  readonly #slots = new Int32Array(7 * MAX_READ);
  readonly #counts = new Int32Array(7 * MAX_READ);
  readonly #kinds = Object.values(SHARES).map((share): Kind => ({ end: 0, share }));

  /** `bits`: the table has 2^bits slots. */
  constructor(bits: number) {
    this.#words = new SlotList(2 * MAX_READ, bits);
    this.#prefixes = new SlotList(2 * MAX_READ, bits);
    this.#grams = new SlotList(2 * MAX_READ, bits);
    this.#structure = new SlotList(64, bits);
    this.#positions = new Int32Array(2 ** bits);
  }

  read(text: string): SlotCounts {
    const lists = [this.#words, this.#prefixes, this.#grams, this.#structure];
    for (const list of lists) list.length = 0;
    const readable = text.length > MAX_READ ? text.slice(0, MAX_READ) : text;
    collectTokens(readable.toLowerCase(), {
      words: this.#words,
      prefixes: this.#prefixes,
      grams: this.#grams,
    });
    collectStructure(text, this.#structure);
    let size = 0;
    for (let kind = 0; kind < lists.length; kind += 1) {
      size = this.#count(lists[kind] as SlotList, size);
      (this.#kinds[kind] as Kind).end = size;
    }
    for (let index = 0; index < size; index += 1) this.#positions[this.#slots[index] as number] = 0;
    return { slots: this.#slots, counts: this.#counts, size, kinds: this.#kinds };
  }

  /** Appends the different slots of a list from `start` on, and returns where they end. */
  #count(list: SlotList, start: number): number {
    const [positions, slots, counts] = [this.#positions, this.#slots, this.#counts];
    let end = start;
    for (let index = 0; index < list.length; index += 1) {
      const slot = list.slots[index] as number;
      const position = positions[slot] as number;
      if (position > start) counts[position - 1] = (counts[position - 1] as number) + 1;
      else {
        slots[end] = slot;
        counts[end] = 1;
        end += 1;
        positions[slot] = end;
      }
    }
    return end;
  }
}

/** 1 + ln(count), by count: a word said twice says a little more. */
const REPETITION = Float64Array.from({ length: 128 }, (_, count) => 1 + Math.log(Math.max(1, count)));

/** What counted features weigh before they are scaled to their kind's share. */
export function rawWeight(count: number, rarity: number): number {
  return count === 1 ? rarity : (REPETITION[Math.min(count, 127)] as number) * rarity;
}

/** Weighs counted features by repetition and rarity (by slot) and scales each kind to its share; owns its arrays. */
export function weigh({ slots, counts, size, kinds }: SlotCounts, rarities: Float32Array): SparseVector {
  const values = new Float64Array(size);
  let start = 0;
  for (const { end, share } of kinds) {
    let squares = 0;
    for (let index = start; index < end; index += 1) {
      const weight = rawWeight(counts[index] as number, rarities[slots[index] as number] as number);
      values[index] = weight;
      squares += weight * weight;
    }
    const scale = squares > 0 ? Math.sqrt(share / squares) : 0;
    for (let index = start; index < end; index += 1) values[index] = (values[index] as number) * scale;
    start = end;
  }
  return { slots: slots.slice(0, size), values };
}

/** The products of the weighed features with two weight vectors at once, without building the vector. */
export function productsOf(
  { slots, counts, kinds }: SlotCounts,
  rarities: Float32Array,
  first: Float32Array,
  second: Float32Array,
): readonly [number, number] {
  let [one, two, start] = [0, 0, 0];
  for (const { end, share } of kinds) {
    let [squares, a, b] = [0, 0, 0];
    for (let index = start; index < end; index += 1) {
      const slot = slots[index] as number;
      const weight = rawWeight(counts[index] as number, rarities[slot] as number);
      squares += weight * weight;
      a += weight * (first[slot] as number);
      b += weight * (second[slot] as number);
    }
    const scale = squares > 0 ? Math.sqrt(share / squares) : 0;
    one += scale * a;
    two += scale * b;
    start = end;
  }
  return [one, two];
}
