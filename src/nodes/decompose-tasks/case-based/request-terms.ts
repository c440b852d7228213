/** What two requests are compared by: words and pairs of neighbours say what is asked, ordered pairs in which order. */
export interface RequestTerms {
  /** Word stems and pairs of neighbouring stems. */
  readonly words: readonly string[];
  /** `a>b` for every two different longer stems of which a comes first. */
  readonly order: readonly string[];
}

/** Of longer requests the beginning counts: what is asked stands there, and work stays bounded. */
const MAX_CHARACTERS = 20_000;
const MAX_WORDS = 400;
/** Ordered pairs grow with the square of the words they are made of. */
const MAX_ORDERED = 80;
/** Shorter stems are articles and prepositions, whose order says nothing. */
const MIN_ORDERED_LENGTH = 3;

/** The terms of a request; a text without letters and digits has none. */
export function requestTerms(request: string): RequestTerms {
  const stems = wordStems(request);
  const neighbours = stems.slice(1).map((stem, index) => `${stems[index]} ${stem}`);
  return { words: [...stems, ...neighbours], order: orderedPairs(stems) };
}

function wordStems(text: string): string[] {
  const words =
    text
      .slice(0, MAX_CHARACTERS)
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .match(/\p{L}+|\p{N}+/gu) ?? [];
  return words.slice(0, MAX_WORDS).map((word) => (/^\p{N}/u.test(word) ? numberClass(word) : stem(word)));
}

/** Numbers are names of things, so only their length counts: an hour, a year, an account. */
function numberClass(digits: string): string {
  return `#${Math.min(digits.length, 5)}`;
}

/** Takes off the commonest English endings; enough to bring "booked", "booking" and "books" together. */
function stem(word: string): string {
  if (word.length <= 3) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/sses$/, "ss")
    .replace(/([^s])s$/, "$1")
    .replace(/^(.{3,})(?:ing|ed)$/, "$1")
    .replace(/e$/, "");
}

function orderedPairs(stems: readonly string[]): string[] {
  const telling = stems.filter((stem) => stem.length >= MIN_ORDERED_LENGTH && !stem.startsWith("#"));
  const distinct = [...new Set(telling)].slice(0, MAX_ORDERED);
  return distinct.flatMap((first, index) => distinct.slice(index + 1).map((second) => `${first}>${second}`));
}
