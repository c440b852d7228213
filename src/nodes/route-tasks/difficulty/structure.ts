import { extendHash, startHash } from "./hashing.ts";

/** Salt of this kind of features; those of words are in tokens.ts. */
const STRUCTURE = 4;

const NEGATION = /\b(?:not|no|never|except|false|least|without)\b/gi;
/** `A. `, `B) `, `1. ` at the start of a line: the options of a multiple-choice question, or list items. */
const OPTION = /\n[ \t]*(?:[A-Ha-h]|\d{1,2})[.)] /;
const MATHS = new Set([..."=+*/^<>%$"].map((sign) => sign.charCodeAt(0)));

/**
 * What a text looks like, whatever it says: length, question, options, digits, punctuation, capitals, lines,
 * mathematical signs, word length, negations and question marks, as hashes of magnitudes. Each measure sets two
 * neighbouring steps of a logarithmic scale, so that near values share one.
 */
export function structureHashes(text: string): number[] {
  const counts = countCharacters(text);
  const { length } = text;
  const size = Math.max(1, length);
  const [question = "", ...options] = text.split(OPTION);
  const share = (count: number) => (100 * count) / size;
  const measures = [
    length,
    question.length,
    options.length === 0 ? 0 : length - question.length,
    options.length,
    counts.digits,
    share(counts.digits),
    share(counts.punctuation),
    share(counts.capitals),
    counts.lines,
    counts.maths,
    (8 * length) / (1 + counts.spaces),
    text.match(NEGATION)?.length ?? 0,
    counts.questions,
  ];
  return measures.flatMap((value, index) => {
    const step = Math.floor(Math.log2(1 + value));
    const base = extendHash(startHash(STRUCTURE), index);
    return [extendHash(base, step), extendHash(base, step + 1)];
  });
}

interface CharacterCounts {
  digits: number;
  punctuation: number;
  capitals: number;
  lines: number;
  maths: number;
  spaces: number;
  questions: number;
}

function countCharacters(text: string): CharacterCounts {
  const counts = { digits: 0, punctuation: 0, capitals: 0, lines: 0, maths: 0, spaces: 0, questions: 0 };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) continue;
    if (code === 10) counts.lines += 1;
    if (code <= 32) counts.spaces += 1;
    else if (code >= 48 && code <= 57) counts.digits += 1;
    else if (code >= 65 && code <= 90) counts.capitals += 1;
    else if (code < 128) {
      counts.punctuation += 1;
      if (code === 63) counts.questions += 1;
      if (MATHS.has(code)) counts.maths += 1;
    }
  }
  return counts;
}
