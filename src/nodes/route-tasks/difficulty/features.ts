import { SlotList } from "./hashing.ts";
import { collectStructure } from "./structure.ts";
import { collectTokens } from "./tokens.ts";

/** Characters that are read for words; length and structure look at the whole text. */
export const MAX_READ = 20_000;

/** Three lists of at most two features a character, and the structure. */
const MOST_FEATURES = 6 * MAX_READ + 64;

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

const readers = new Map<number, FeatureReader>();

/**
 * Reads texts into hashed features. It keeps its tables and gives them out: what `read` returns is valid until the
 * next call.
 */
export class FeatureReader {
  readonly #words: SlotList;
  readonly #prefixes: SlotList;
  readonly #grams: SlotList;
  readonly #structure: SlotList;
  /** By slot: #before + its position + 1, when it was met in the present text. */
  readonly #positions: Int32Array;
  /** Above every position of earlier texts, so that the table needs no clearing between texts. */
  #before = 0;
  readonly #slots = new Int32Array(MOST_FEATURES);
  readonly #counts = new Int32Array(MOST_FEATURES);
  readonly #kinds = Object.values(SHARES).map((share): Kind => ({ end: 0, share }));

  private constructor(bits: number) {
    this.#words = new SlotList(2 * MAX_READ, bits);
    this.#prefixes = new SlotList(2 * MAX_READ, bits);
    this.#grams = new SlotList(2 * MAX_READ, bits);
    this.#structure = new SlotList(64, bits);
    this.#positions = new Int32Array(2 ** bits);
  }

  /** The reader for a table of 2^bits slots; all models of a size share it, for nothing of it outlives a call. */
  static of(bits: number): FeatureReader {
    const reader = readers.get(bits) ?? new FeatureReader(bits);
    readers.set(bits, reader);
    return reader;
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
    this.#before += size;
    if (this.#before > 2 ** 30) {
      this.#positions.fill(0);
      this.#before = 0;
    }
    return { slots: this.#slots, counts: this.#counts, size, kinds: this.#kinds };
  }

  /** Appends the different slots of a list from `start` on, and returns where they end. */
  #count(list: SlotList, start: number): number {
    const positions = this.#positions;
    const slots = this.#slots;
    const counts = this.#counts;
    const before = this.#before;
    const { length, slots: found } = list;
    let end = start;
    for (let index = 0; index < length; index += 1) {
      const slot = found[index] as number;
      const position = (positions[slot] as number) - before;
      if (position > start) counts[position - 1] = (counts[position - 1] as number) + 1;
      else {
        slots[end] = slot;
        counts[end] = 1;
        end += 1;
        positions[slot] = before + end;
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

/** Numbers of a slot in a scoring table: its rarity and its weight for each tier, side by side for the cache. */
export const STRIDE = 4;

/** The products of the weighed features with the three weight vectors of a scoring table, without building the vector. */
export function productsOf(
  { slots, counts, kinds }: SlotCounts,
  table: Float32Array,
): readonly [number, number, number] {
  let one = 0;
  let two = 0;
  let three = 0;
  let start = 0;
  for (const { end, share } of kinds) {
    let squares = 0;
    let a = 0;
    let b = 0;
    let c = 0;
    for (let index = start; index < end; index += 1) {
      const at = STRIDE * (slots[index] as number);
      const weight = rawWeight(counts[index] as number, table[at] as number);
      squares += weight * weight;
      a += weight * (table[at + 1] as number);
      b += weight * (table[at + 2] as number);
      c += weight * (table[at + 3] as number);
    }
    const scale = squares > 0 ? Math.sqrt(share / squares) : 0;
    one += scale * a;
    two += scale * b;
    three += scale * c;
    start = end;
  }
  return [one, two, three];
}
