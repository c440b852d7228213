/** Characters that are invisible or only steer direction; used to hide words from a reader or a filter. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** Cyrillic and Greek letters that look like Latin ones. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  ѕ: "s",
  ο: "o",
  α: "a",
  ν: "v",
};
const BASE64 = /\b[A-Za-z0-9+/]{24,}={0,2}/g;

/** Text as the detectors read it: one Unicode form, nothing invisible, lower case, single spaces. */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .toLowerCase()
    .replace(/[аеорсухіѕοαν]/g, (letter) => LOOKALIKES[letter] ?? letter)
    .replace(/\s+/g, " ")
    .trim();
}

/** The text together with what its base64 parts decode to, so that encoding hides nothing. */
export function withDecodedPayloads(text: string): string[] {
  const decoded = (text.match(BASE64) ?? [])
    .map((part) => Buffer.from(part, "base64").toString("utf8"))
    .filter((plain) => /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}\s]+$/u.test(plain));
  return [text, ...decoded];
}
