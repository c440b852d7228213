import { stemmer } from "stemmer";
import { tokenize } from "../text-search.ts";
import { BASE_FORMS, QUESTION_FRAME, STOP_WORDS } from "./english.ts";
import type { RetrievalOptions } from "./options.ts";

/** The terms of a text, in order, apart for what it states and what it asks. */
export interface AnalysedText {
  readonly stated: readonly string[];
  readonly asked: readonly string[];
}

export interface Analyser {
  text(text: string): AnalysedText;
  /** The different terms of a query, in order, without `names` and without words that frame the question. */
  query(query: string, names: ReadonlySet<string>): string[];
}

/** Words whose stems are remembered: texts of one kind use the same few thousand words again and again. */
const MAX_KNOWN = 20_000;
const KNOWN = new Map<string, string>();

/** The term that a word is indexed under: its stem, of the base form when it is irregular. `word` is from `tokenize`. */
export function termOf(word: string, stemming: boolean): string {
  if (!stemming) return word;
  const known = KNOWN.get(word);
  if (known !== undefined) return known;
  const term = stemmer(BASE_FORMS.get(word) ?? word);
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(word, term);
  return term;
}

/** Scripts written without spaces: a run of them is split into overlapping pairs of characters. */
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2,}$/u;

/** Terms for `text`: folded as `tokenize` does, without stop words, each reduced to its base form and stem. */
export function createAnalyser({
  stemming,
  stopWords,
}: Pick<RetrievalOptions, "stemming" | "stopWords">): Analyser {
  const term = (word: string) => termOf(word, stemming);
  const frame = new Set([...QUESTION_FRAME].map(term));
  const content = (text: string, names?: ReadonlySet<string>): string[] =>
    tokenize(text).flatMap((word) => {
      if (names?.has(word) || (stopWords && STOP_WORDS.has(word))) return [];
      return UNSPACED.test(word) ? pairs(word) : [term(word)];
    });
  return {
    text(text) {
      const [stated, asked]: [string[], string[]] = [[], []];
      for (const sentence of sentences(text))
        (isQuestion(sentence) ? asked : stated).push(...content(sentence));
      return { stated, asked };
    },
    query(query, names) {
      const terms = content(query, names);
      const subject = stopWords ? terms.filter((each) => !frame.has(each)) : terms;
      return [...new Set(subject.length > 0 ? subject : terms)];
    },
  };
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?…。！？])\s+|(?<=[。！？])|\n+/u);
}

function isQuestion(sentence: string): boolean {
  return /[?？]["'”’)\]]*\s*$/u.test(sentence);
}

function pairs(run: string): string[] {
  const characters = [...run];
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}
