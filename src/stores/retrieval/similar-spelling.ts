/** Terms of the vocabulary that are spelled much like `term`, best first: Dice similarity of letter trigrams. */
export function similarSpellings(
  term: string,
  vocabulary: Iterable<string>,
  { least = 0.5, most = 3 } = {},
): { readonly term: string; readonly similarity: number }[] {
  if (term.length < SHORTEST) return [];
  const wanted = trigrams(term);
  const found: { term: string; similarity: number }[] = [];
  for (const other of vocabulary) {
    if (other.length < SHORTEST || Math.abs(other.length - term.length) > MAX_LENGTH_DIFFERENCE) continue;
    const similarity = dice(wanted, trigrams(other));
    if (similarity >= least) found.push({ term: other, similarity });
  }
  return found.sort((a, b) => b.similarity - a.similarity || (a.term < b.term ? -1 : 1)).slice(0, most);
}

/** Shorter words have too few trigrams to tell them apart. */
const SHORTEST = 4;
const MAX_LENGTH_DIFFERENCE = 4;

function trigrams(term: string): Set<string> {
  // The mark makes the first letters count more: endings differ more often than beginnings.
  const padded = `^${term}`;
  const grams = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at += 1) grams.add(padded.slice(at, at + 3));
  return grams;
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const gram of a) if (b.has(gram)) shared += 1;
  return (2 * shared) / (a.size + b.size);
}
