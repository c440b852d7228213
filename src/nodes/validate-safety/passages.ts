/** The longest passage that is looked at as one, in words. */
export const PASSAGE_WORDS = 64;
const STRIDE = 32;

/**
 * Overlapping passages of a normalised text, so that words far apart don't add up to a sign and harm can't hide in
 * a long text. A short text is one passage.
 */
export function passagesOf(normalised: string): string[] {
  const words = normalised.split(" ");
  if (words.length <= PASSAGE_WORDS) return [normalised];
  const passages: string[] = [];
  for (let start = 0; start + STRIDE < words.length; start += STRIDE)
    passages.push(words.slice(start, start + PASSAGE_WORDS).join(" "));
  return passages;
}
