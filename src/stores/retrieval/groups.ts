import type { RetrievalDocument } from "./document.ts";
import type { Scores } from "./text-scorer.ts";

/** The positions of each group's documents, in their order. Documents without a group are in none. */
export function documentGroups(documents: readonly RetrievalDocument[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [at, { group }] of documents.entries()) {
    if (group === undefined) continue;
    const line = groups.get(group);
    if (line) line.push(at);
    else groups.set(group, [at]);
  }
  return [...groups.values()];
}

/** A subject is kept for a few turns; further away a match says little. */
const DISTANCE = 3;

/**
 * Adds to each document a share of what those up to DISTANCE before and after it in its group score: the turns around a
 * match speak of the same thing in other words. Finds documents that share no word with the query.
 */
export function createSpreader(
  groups: readonly (readonly number[])[],
  weight: number,
): (scores: Scores) => Scores {
  if (weight === 0) return (scores) => scores;
  const places = new Map<number, { readonly line: readonly number[]; readonly place: number }>();
  for (const line of groups) for (const [place, at] of line.entries()) places.set(at, { line, place });
  return (scores) => {
    const total = new Map(scores);
    for (const [at, score] of scores) {
      const found = places.get(at);
      if (found === undefined) continue;
      for (let step = 1, share = weight * score; step <= DISTANCE; step += 1, share /= 2) {
        for (const other of [found.line[found.place - step], found.line[found.place + step]]) {
          if (other !== undefined) total.set(other, (total.get(other) ?? 0) + share);
        }
      }
    }
    return total;
  };
}
