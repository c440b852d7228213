import { stemOf } from "./stem.ts";

/** The classes of a word: what it is about. */
export interface Lexicon {
  classesOf(word: string): readonly number[];
}

const NONE: readonly number[] = [];

/** Builds the lexicon from class names with their words, separated by spaces. */
export function createLexicon(classes: Readonly<Record<string, string>>): Lexicon {
  const byStem = new Map<string, number[]>();
  for (const [index, words] of Object.values(classes).entries()) {
    for (const word of new Set(words.split(/\s+/).filter(Boolean).flatMap(parts))) {
      const stem = stemOf(word);
      const known = byStem.get(stem) ?? [];
      if (!known.includes(index)) byStem.set(stem, [...known, index]);
    }
  }
  return { classesOf: (word) => byStem.get(stemOf(word)) ?? NONE };
}

/** A hyphenated entry counts when it is written together. */
function parts(word: string): string[] {
  return word.includes("-") ? [word.replaceAll("-", "")] : [word];
}
