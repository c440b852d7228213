import { extendHash, type SlotList, startHash } from "./hashing.ts";

/** Salt of this kind of features; those of words are in tokens.ts. */
const STRUCTURE = 4;

const LINE_BREAK = 10;
const BLANK = 32;
const QUESTION_MARK = 63;
/** By character code, whether it is a sign of mathematics or money. */
const IS_MATHS = Uint8Array.from({ length: 128 }, (_, code) =>
  Number("=+*/^<>%$".includes(String.fromCharCode(code))),
);

/**
 * What a text looks like, whatever it says: length, question, options, digits, punctuation, capitals, lines,
 * mathematical signs, word length and question marks, as magnitudes. Each measure sets two neighbouring
 * steps of a logarithmic scale, so that near values share one.
 */
export function collectStructure(text: string, into: SlotList): void {
  const { digits, punctuation, capitals, lines, maths, spaces, questions, options, firstOption } =
    measure(text);
  const { length } = text;
  const percent = 100 / Math.max(1, length);
  const measures = [
    length,
    firstOption,
    length - firstOption,
    options,
    digits,
    percent * digits,
    percent * punctuation,
    percent * capitals,
    lines,
    maths,
    (8 * length) / (1 + spaces),
    questions,
  ];
  for (let index = 0; index < measures.length; index += 1) {
    const step = Math.floor(Math.log2(1 + (measures[index] as number)));
    const base = extendHash(startHash(STRUCTURE), index);
    into.add(extendHash(base, step));
    into.add(extendHash(base, step + 1));
  }
}

interface Measures {
  digits: number;
  punctuation: number;
  capitals: number;
  lines: number;
  maths: number;
  spaces: number;
  questions: number;
  /** Lines that begin like `A. ` or `B) `: the options of a question, or the items of a list. */
  options: number;
  /** Where the first of them begins; the length of the text without any. */
  firstOption: number;
}

function measure(text: string): Measures {
  let [digits, punctuation, capitals, lines, maths] = [0, 0, 0, 0, 0];
  let [spaces, questions, options, firstOption] = [0, 0, 0, text.length];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) continue;
    if (code <= BLANK) {
      spaces += 1;
      if (code !== LINE_BREAK) continue;
      lines += 1;
      if (!startsOption(text, at + 1)) continue;
      if (options === 0) firstOption = at;
      options += 1;
    } else if (isDigit(code)) digits += 1;
    else if (isCapital(code)) capitals += 1;
    else if (code < 128) {
      punctuation += 1;
      if (code === QUESTION_MARK) questions += 1;
      else maths += IS_MATHS[code] as number;
    }
  }
  return { digits, punctuation, capitals, lines, maths, spaces, questions, options, firstOption };
}

function startsOption(text: string, at: number): boolean {
  const [label, stop] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  return (isCapital(label) || isDigit(label)) && (stop === 46 || stop === 41);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}
