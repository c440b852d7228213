/**
 * A light English stemmer: enough that inflected forms meet, no more. Of our own, because the weights are bound to
 * it: a library that changes an ending would change what was learned.
 */
export function stemOf(word: string): string {
  // Twice, so that "murdered" and "murder" meet: the second loses an ending that the first keeps inside.
  return stripped(stripped(word));
}

function stripped(word: string): string {
  if (word.length < 4) return word;
  for (const [suffix, least] of SUFFIXES) {
    if (word.endsWith(suffix) && word.length - suffix.length >= least) {
      return undoubled(word.slice(0, -suffix.length));
    }
  }
  return word.endsWith("e") ? word.slice(0, -1) : word;
}

/** Longest first, with the least number of letters that must remain. */
const SUFFIXES: readonly (readonly [string, number])[] = [
  ["ingly", 3],
  ["edly", 3],
  ["ings", 3],
  ["ing", 3],
  ["ers", 3],
  ["ies", 3],
  ["ied", 3],
  ["ed", 3],
  ["er", 4],
  ["es", 3],
  ["ly", 4],
  ["s", 3],
  ["y", 3],
];

/** "stopp" from "stopping" becomes "stop"; "kill" and "pass" stay. */
function undoubled(stem: string): string {
  return /([bdgmnprt])\1$/.test(stem) ? stem.slice(0, -1) : stem.endsWith("e") ? stem.slice(0, -1) : stem;
}
