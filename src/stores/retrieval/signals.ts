import { tokenize } from "../text-search.ts";
import { ANSWER_KINDS, answersGiven, answerWanted } from "./answers.ts";
import { inverseFrequency } from "./bm25.ts";
import { type DayRange, dayOf, daysNamed, yearOf } from "./dates.ts";
import type { RetrievalDocument } from "./document.ts";
import { STOP_WORDS } from "./english.ts";
import type { RetrievalOptions } from "./options.ts";

/** What a query says about the documents it wants besides their words. */
export interface QuerySignals {
  /** Words of the query that are taken as names of authors. */
  readonly names: ReadonlySet<string>;
  /** What the signals add to the score of the document at a position. */
  boost(at: number): number;
  /** Documents that the query names by author or date, for queries without other words. */
  named(): number[];
}

type Weights = Pick<RetrievalOptions, "authorWeight" | "dateWeight" | "answerWeight">;

/**
 * Signals beside the text: author, date and kind of answer. Each is treated as one more term that documents have or
 * lack, so it counts by its inverse document frequency: a name that every document bears says nothing.
 */
export function createSignals(
  documents: readonly RetrievalDocument[],
  weights: Weights,
): (query: string) => QuerySignals {
  const byName = documentsByName(documents);
  const days = documents.map(({ date }) => dayOf(date));
  const years = [...new Set(days.flatMap((day) => (day === undefined ? [] : [yearOf(day)])))];
  const answers = documents.map(({ text }) => answersGiven(text));
  const givers = ANSWER_KINDS.map((kind) => answers.filter((given) => given.has(kind)).length);
  const worth = (weight: number, having: number) => weight * inverseFrequency(having, documents.length);
  return (query) => {
    const names = namesIn(query, byName);
    const authored = new Set([...names].flatMap((name) => byName.get(name) ?? []));
    const ranges = daysNamed(query, years);
    const dated = ranges.length === 0 ? [] : days.map((day) => closeness(day, ranges));
    const wanted = answerWanted(query);
    const forAuthor = worth(weights.authorWeight, authored.size);
    const forDate = worth(weights.dateWeight, dated.filter((share) => share > 0).length);
    const forAnswer = wanted === undefined ? 0 : worth(weights.answerWeight, givers[wanted] ?? 0);
    return {
      names,
      boost: (at) =>
        (authored.has(at) ? forAuthor : 0) +
        (dated[at] ?? 0) * forDate +
        (wanted !== undefined && answers[at]?.has(wanted) ? forAnswer : 0),
      named: () => [...documents.keys()].filter((at) => authored.has(at) || (dated[at] ?? 0) > 0),
    };
  };
}

/** People tell of a day for about two weeks after it. */
const TOLD_WITHIN_DAYS = 14;
const TOLD_LATER = 0.5;

/** 1 within a range, a half when told of soon after it, else 0. */
function closeness(day: number | undefined, ranges: readonly DayRange[]): number {
  if (day === undefined) return 0;
  if (ranges.some(({ from, to }) => day >= from && day <= to)) return 1;
  return ranges.some(({ to }) => day > to && day <= to + TOLD_WITHIN_DAYS) ? TOLD_LATER : 0;
}

function documentsByName(documents: readonly RetrievalDocument[]): Map<string, number[]> {
  const byName = new Map<string, number[]>();
  for (const [at, { author = "" }] of documents.entries()) {
    for (const name of new Set(tokenize(author))) {
      const authored = byName.get(name);
      if (authored) authored.push(at);
      else byName.set(name, [at]);
    }
  }
  return byName;
}

/** Names that are also common words (Will, May) are names only where they are written as such. */
function namesIn(query: string, byName: ReadonlyMap<string, unknown>): Set<string> {
  const capitalised = new Set((query.match(/\p{Lu}\p{L}*/gu) ?? []).flatMap(tokenize));
  return new Set(
    tokenize(query).filter((word) => byName.has(word) && (!STOP_WORDS.has(word) || capitalised.has(word))),
  );
}
