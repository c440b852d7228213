/** Characters that are invisible or only steer direction; used to hide words from a reader or a filter. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single invisible characters are what is meant.
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]/g;
/** Invisible copies of ASCII in the plane of tags. */
const TAG_CHARACTERS = /[\u{e0000}-\u{e007f}]/gu;
const ACCENTS = /\p{M}/gu;
/** Letters of other scripts that look like Latin ones. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ..."аa еe оo рp сc уy хx іi ѕs јj ԁd һh ԛq ԝw кk мm тt вb нh".split(" "),
    ..."οo αa νv ρp τt υu χx ιi κk εe ηn βb".split(" "),
    ..."ɑa ɡg ıi ꞓc ʀr ɴn ʟl ᴀa ᴇe ᴏo".split(" "),
  ].map((pair) => [...pair] as [string, string]),
);
const FOREIGN = new RegExp(`[${Object.keys(LOOKALIKES).join("")}]`);
const FOREIGN_ALL = new RegExp(FOREIGN, "g");
const WORD = /[\p{L}\p{N}]+/gu;
const LATIN = /\p{Script=Latin}/u;

const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
/** A word in which letters and look-alike digits or signs alternate. */
const LEET_WORD =
  /(?<![\w.@/-])(?![^\s@]*@[^\s@]*\.)(?=[^\s]*[a-z])(?=[^\s]*[013457@$!][a-z])[a-z013457@$!]{3,}/g;
/** Nobody reads leetspeak in longer ones, and looking for it in them takes the square of their length. */
const SHORT_WORD = /(?<!\S)\S{3,100}(?!\S)/g;
/** Four or more single letters kept apart by the same kind of sign: "b o m b", "h-a-c-k". */
const SPACED =
  /(?<![\p{L}\p{N}])(?:\p{L}[ \t]){3,}\p{L}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?:\p{L}[-._*|·]){3,}\p{L}(?![\p{L}\p{N}])/gu;

/** Text as detectors and classifier read it: one Unicode form, nothing invisible, lower case, single spaces. */
export function normalise(text: string): string {
  const plain = isAscii(text) ? text : latinised(text);
  return plain.toLowerCase().replace(/\s+/g, " ").trim();
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is what is meant.
  return /^[\x00-\x7f]*$/.test(text);
}

function latinised(text: string): string {
  return text
    .normalize("NFKD")
    .replace(INVISIBLE, "")
    .replace(TAG_CHARACTERS, "")
    .replace(ACCENTS, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(WORD, withoutLookalikes);
}

/** Only in words that mix scripts or hold nothing but look-alikes, so that Russian or Greek stays what it is. */
function withoutLookalikes(word: string): string {
  if (!FOREIGN.test(word)) return word;
  const plain = word.replace(FOREIGN_ALL, (letter) => LOOKALIKES[letter] ?? letter);
  return LATIN.test(word) || /^[a-z0-9]+$/.test(plain) ? plain : word;
}

/** What the text says to a reader who sees through leetspeak and letters kept apart; itself when it has neither. */
export function unmasked(normalised: string): string {
  return normalised
    .replace(SPACED, (letters) => joined(letters))
    .replace(SHORT_WORD, (word) =>
      word.replace(LEET_WORD, (masked) => masked.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign)),
    );
}

function joined(letters: string): string {
  const word = letters.replace(/[^\p{L}]/gu, "");
  // "a b o m b": the article is no part of the word.
  return word.length > 4 && /^[ai] /.test(letters) ? `${word.charAt(0)} ${word.slice(1)}` : word;
}

/** A run of single letters, one space apart: a word, when wider gaps stand for the spaces between words. */
const LETTERS = /(?<![\p{L}\p{N}])(?:\p{L}[ \t])+\p{L}(?![\p{L}\p{N}])/gu;
const WIDE_GAP = /\p{L}[ \t]{2,}\p{L}/u;

/** The words of a text as written whose letters are kept apart and whose words are kept further apart; else itself. */
export function closedUp(text: string): string {
  if (!WIDE_GAP.test(text)) return text;
  return text.replace(LETTERS, (letters) => letters.replace(/[ \t]/g, ""));
}

/** ASCII hidden in invisible tag characters, or "" when there is none. */
export function hiddenTags(text: string): string {
  const tags = text.match(TAG_CHARACTERS) ?? [];
  return tags.map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)).join("");
}
