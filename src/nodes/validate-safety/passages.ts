/** The longest passage that is looked at as one, in words. */
export const PASSAGE_WORDS = 64;
const STRIDE = 32;
/** Longer than any word that people write, addresses included. */
const MAX_WORD = 256;

/**
 * Overlapping passages of a normalised text, so that words far apart don't add up to a sign and harm can't hide in
 * a long text. A short text is one passage.
 */
export function passagesOf(normalised: string): string[] {
  const words = normalised.split(" ").flatMap(pieces);
  if (words.length <= PASSAGE_WORDS) return [words.join(" ")];
  const passages: string[] = [];
  for (let start = 0; start + STRIDE < words.length; start += STRIDE)
    passages.push(words.slice(start, start + PASSAGE_WORDS).join(" "));
  return passages;
}

/** A word without end, which patterns would take the square of its length for, is read in pieces. */
function pieces(word: string): string[] {
  if (word.length <= MAX_WORD) return [word];
  return Array.from({ length: Math.ceil(word.length / MAX_WORD) }, (_, index) =>
    word.slice(index * MAX_WORD, (index + 1) * MAX_WORD),
  );
}
