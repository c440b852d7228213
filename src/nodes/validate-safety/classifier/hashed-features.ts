import type { Lexicon } from "./lexicon.ts";
import { stemOf } from "./stem.ts";

/** Buckets of the hashed linear model, a power of two. */
export const BUCKETS = 2 ** 18;

/** Buckets of the smaller linear model of purpose; the same features, folded. */
export const PURPOSE_BUCKETS = 2 ** 16;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Kinds of features hash apart. */
const UNIGRAM = 1;
const BIGRAM = 2;
const SKIP = 3;
const CHARACTERS = 4;
const STEM = 5;
const CLASS = 6;
const CLASS_PAIR = 7;
const CLASS_WORD = 8;
const SHORTEST = 3;
const LONGEST = 5;
/** Pairs of words with up to this many others between them. */
const MAX_GAP = 2;
/** How much words with their pairs, character n-grams, and classes count. */
const GROUP_WEIGHTS = [1, 0.5, 1] as const;
/** Classes pair up within this many words. */
const CLASS_REACH = 8;

/** Sparse features: bucket and value side by side. */
export interface Features {
  readonly buckets: Uint32Array;
  readonly values: Float32Array;
}

function hashText(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  return hash;
}

function bucketOf(hash: number): number {
  // FNV's low bits alone are uneven for short strings.
  return ((hash ^ (hash >>> 15)) >>> 0) & (BUCKETS - 1);
}

/** The same features in fewer buckets. */
export function folded({ buckets, values }: Features): Features {
  return { buckets: buckets.map((bucket) => bucket & (PURPOSE_BUCKETS - 1)), values };
}

/** Words and word pairs, character n-grams, and classes of words; each of the three groups has length 1. */
export function hashedFeatures(words: readonly string[], lexicon: Lexicon): Features {
  const stems = words.map(stemOf);
  const pairs: number[] = [];
  const characters: number[] = [];
  for (const [index, word] of words.entries()) {
    pairs.push(
      bucketOf(hashText(word, FNV_OFFSET ^ UNIGRAM)),
      bucketOf(hashText(stems[index] as string, FNV_OFFSET ^ STEM)),
    );
    for (let gap = 0; gap <= MAX_GAP; gap += 1) {
      const other = stems[index + gap + 1];
      if (other === undefined) break;
      const start = hashText(stems[index] as string, FNV_OFFSET ^ (gap === 0 ? BIGRAM : SKIP));
      pairs.push(bucketOf(hashText(` ${other}`, start)));
    }
    addCharacters(word, characters);
  }
  return join([pairs, characters, classFeatures(words, stems, lexicon)].map((group) => [...new Set(group)]));
}

/** Classes, pairs of classes in order, and a class with a near word: what is done, and to what. */
function classFeatures(words: readonly string[], stems: readonly string[], lexicon: Lexicon): number[] {
  const found = words.flatMap((word, place) => lexicon.classesOf(word).map((kind) => ({ kind, place })));
  const buckets = found.map(({ kind }) => bucketOf(hashText(String(kind), FNV_OFFSET ^ CLASS)));
  for (const [index, { kind, place }] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      const distance = other.place - place;
      if (distance > CLASS_REACH) break;
      if (distance > 0) buckets.push(bucketOf(hashText(`${kind} ${other.kind}`, FNV_OFFSET ^ CLASS_PAIR)));
    }
    for (let near = Math.max(0, place - 2); near <= place + 3; near += 1) {
      const stem = near === place ? undefined : stems[near];
      if (stem !== undefined) buckets.push(bucketOf(hashText(`${kind} ${stem}`, FNV_OFFSET ^ CLASS_WORD)));
    }
  }
  return buckets;
}

function addCharacters(word: string, into: number[]): void {
  if (word.length < SHORTEST) return;
  const padded = ` ${word} `;
  for (let start = 0; start < padded.length - SHORTEST + 1; start += 1) {
    let hash = FNV_OFFSET ^ CHARACTERS;
    const last = Math.min(padded.length, start + LONGEST);
    for (let end = start; end < last; end += 1) {
      hash = Math.imul(hash ^ padded.charCodeAt(end), FNV_PRIME);
      if (end - start + 1 >= SHORTEST) into.push(bucketOf(hash));
    }
  }
}

function join(groups: readonly (readonly number[])[]): Features {
  const buckets = Uint32Array.from(groups.flat());
  const values = new Float32Array(buckets.length);
  let start = 0;
  for (const [index, { length }] of groups.entries()) {
    values.fill((GROUP_WEIGHTS[index] ?? 1) / Math.sqrt(Math.max(1, length)), start, start + length);
    start += length;
  }
  return { buckets, values };
}
