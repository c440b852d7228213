import { SlotList } from "./hashing.ts";
import { structureHashes } from "./structure.ts";
import { collectTokens } from "./tokens.ts";

/** Characters that are read for words; length and structure look at the whole text. */
export const MAX_READ = 20_000;

/** The squared length that each kind of feature has in a text's vector. Measured: docs/decisions/030-routing.md. */
const SHARES = { words: 0.3, prefixes: 0.3, grams: 0.3, structure: 0.1 } as const;

/** The features of one text, kind by kind: slots, how often each occurs, and where each kind ends. */
export interface SlotCounts {
  readonly slots: Int32Array;
  readonly counts: Float64Array;
  readonly kinds: readonly { readonly end: number; readonly share: number }[];
}

/** Entries of a sparse vector, of unit length when every kind of feature occurs. */
export interface SparseVector {
  readonly slots: Int32Array;
  readonly values: Float64Array;
}

/** Reads texts into hashed features. It keeps its tables, so one reader serves many texts, one after another. */
export class FeatureReader {
  readonly #words: SlotList;
  readonly #prefixes: SlotList;
  readonly #grams: SlotList;
  readonly #structure: SlotList;
  readonly #seen: Int32Array;

  /** `bits`: the table has 2^bits slots. */
  constructor(bits: number) {
    this.#words = new SlotList(2 * MAX_READ, bits);
    this.#prefixes = new SlotList(2 * MAX_READ, bits);
    this.#grams = new SlotList(2 * MAX_READ, bits);
    this.#structure = new SlotList(64, bits);
    this.#seen = new Int32Array(2 ** bits);
  }

  read(text: string): SlotCounts {
    const lists = [this.#words, this.#prefixes, this.#grams, this.#structure];
    for (const list of lists) list.length = 0;
    const readable = text.length > MAX_READ ? text.slice(0, MAX_READ) : text;
    const into = { words: this.#words, prefixes: this.#prefixes, grams: this.#grams };
    collectTokens(readable.toLowerCase(), into);
    for (const hash of structureHashes(text)) this.#structure.add(hash);
    return this.#count([
      [this.#words, SHARES.words],
      [this.#prefixes, SHARES.prefixes],
      [this.#grams, SHARES.grams],
      [this.#structure, SHARES.structure],
    ]);
  }

  #count(lists: readonly (readonly [SlotList, number])[]): SlotCounts {
    const size = lists.reduce((sum, [list]) => sum + list.length, 0);
    const slots = new Int32Array(size);
    const counts = new Float64Array(size);
    const seen = this.#seen;
    let end = 0;
    const kinds = lists.map(([list, share]) => {
      const start = end;
      for (let index = 0; index < list.length; index += 1) {
        const slot = list.slots[index] as number;
        // Position + 1 within this text, 0 when not yet met.
        const position = seen[slot] as number;
        if (position > start) counts[position - 1] = (counts[position - 1] as number) + 1;
        else {
          slots[end] = slot;
          counts[end] = 1;
          end += 1;
          seen[slot] = end;
        }
      }
      return { end, share };
    });
    for (let index = 0; index < end; index += 1) seen[slots[index] as number] = 0;
    return { slots: slots.subarray(0, end), counts: counts.subarray(0, end), kinds };
  }
}

/** How rare the slots are: documents seen, and in how many of them each slot occurred. */
export interface DocumentFrequencies {
  readonly documents: number;
  readonly frequencies: Float32Array;
}

/**
 * Weighs counted features: 1 + ln(count) times the square root of the inverse document frequency, each kind scaled
 * to its share. The square root, because the full weight trusts rarity too much after a few hundred texts.
 */
export function weigh({ slots, counts, kinds }: SlotCounts, known: DocumentFrequencies): SparseVector {
  const values = new Float64Array(slots.length);
  const top = 1 + Math.log(1 + known.documents);
  let start = 0;
  for (const { end, share } of kinds) {
    let squares = 0;
    for (let index = start; index < end; index += 1) {
      const frequency = known.frequencies[slots[index] as number] as number;
      const times = counts[index] as number;
      const weight = (times === 1 ? 1 : 1 + Math.log(times)) * Math.sqrt(top - logOf(1 + frequency));
      values[index] = weight;
      squares += weight * weight;
    }
    const scale = squares > 0 ? Math.sqrt(share / squares) : 0;
    for (let index = start; index < end; index += 1) values[index] = (values[index] as number) * scale;
    start = end;
  }
  return { slots, values };
}

const LOGS = Float64Array.from({ length: 4_096 }, (_, value) => Math.log(value));

function logOf(count: number): number {
  return LOGS[count] ?? Math.log(count);
}
