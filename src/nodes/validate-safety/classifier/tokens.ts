const WORD = /[\p{L}\p{N}]+/gu;
const DIGITS = /^\p{N}+$/u;
/** Stands for every number, so that amounts and ids are no features of their own. */
const NUMBER = "0";

/** The words of a normalised text: letters and digits; contractions lose their apostrophe. */
export function wordsOf(text: string): string[] {
  const words = text.replace(/['’]/g, "").match(WORD) ?? [];
  return words.map((word) => (DIGITS.test(word) ? NUMBER : word));
}
