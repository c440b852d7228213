import { extendHash, type SlotList, startHash } from "./hashing.ts";

/** Salts of the kinds of features. */
const WORD = 1;
const PREFIX = 2;
const GRAM = 3;

const BLANK = 32;
/** A word's beginning stands for its family: "integr" for integral, integrate, integration. */
const PREFIX_LENGTH = 4;

/** Where the hashed features of a text are collected. */
export interface TokenFeatures {
  /** Words and numbers, and pairs of neighbours. */
  readonly words: SlotList;
  /** Word beginnings, number lengths and signs, and pairs of neighbours. */
  readonly prefixes: SlotList;
  /** Four characters in a row, within a word and its borders. */
  readonly grams: SlotList;
}

/** Splits lower-case text into runs of letters, runs of digits and single signs, and collects their features. */
export function collectTokens(text: string, into: TokenFeatures): void {
  const pairs = new PairCollector(into);
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isLetter(code)) at = letters(text, at, into, pairs);
    else if (isDigit(code)) at = digits(text, at, into, pairs);
    else {
      if (code > BLANK) pairs.prefix(extendHash(startHash(PREFIX), code));
      at += 1;
    }
  }
}

/** Everything beyond ASCII counts as a letter: no language is split into signs. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || code >= 128;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

class PairCollector {
  readonly #into: TokenFeatures;
  #word = 0;
  #prefix = 0;

  constructor(into: TokenFeatures) {
    this.#into = into;
  }

  word(hash: number): void {
    this.#into.words.add(hash);
    if (this.#word !== 0) this.#into.words.add(extendHash(this.#word, hash));
    this.#word = hash;
  }

  prefix(hash: number): void {
    this.#into.prefixes.add(hash);
    if (this.#prefix !== 0) this.#into.prefixes.add(extendHash(this.#prefix, hash));
    this.#prefix = hash;
  }
}

/** Reads a run of letters from `start` and returns where it ends. */
function letters(text: string, start: number, into: TokenFeatures, pairs: PairCollector): number {
  let word = startHash(WORD);
  let prefix = startHash(PREFIX);
  let at = start;
  // The three characters before the present one; a word's border counts as a blank.
  let a = 0;
  let b = 0;
  let c = BLANK;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!isLetter(code)) break;
    word = extendHash(word, code);
    if (at - start < PREFIX_LENGTH) prefix = extendHash(prefix, code);
    if (a !== 0) into.grams.add(gram(a, b, c, code));
    a = b;
    b = c;
    c = code;
  }
  if (a !== 0) into.grams.add(gram(a, b, c, BLANK));
  pairs.word(word);
  pairs.prefix(prefix);
  return at;
}

/** Reads a run of digits: as a word by its value, as a prefix by its length alone. */
function digits(text: string, start: number, into: TokenFeatures, pairs: PairCollector): number {
  let word = startHash(WORD);
  let at = start;
  for (; at < text.length && isDigit(text.charCodeAt(at)); at += 1) {
    word = extendHash(word, text.charCodeAt(at));
  }
  if (at - start >= 2) into.grams.add(extendHash(startHash(GRAM), Math.min(at - start, 8)));
  pairs.word(word);
  pairs.prefix(extendHash(startHash(PREFIX), Math.min(at - start, PREFIX_LENGTH)));
  return at;
}

function gram(a: number, b: number, c: number, d: number): number {
  return extendHash(extendHash(extendHash(extendHash(startHash(GRAM), a), b), c), d);
}
