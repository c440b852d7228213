import type { Person } from "../state/erasure.ts";
import { GenesisError } from "../state/errors.ts";

/** What takes a person's place in running text, and in addresses and slugs. */
export const ERASED = "[erased]";
const ERASED_IN_SLUG = "erased";

/** Fewer characters match too much: a person is not called "a". */
const SHORTEST = 3;
const LONGEST = 200;

/** A mention doesn't begin or end within a word, nor an address within a longer one. */
const BEFORE = String.raw`(?<![\p{L}\p{M}\p{N}]|[\p{L}\p{N}][._%+-](?=[^@\s]*@))`;
const AFTER = String.raw`(?![\p{L}\p{M}\p{N}]|[.-][\p{L}\p{N}][^\s]*@)`;
const AFTER_ADDRESS = String.raw`(?![\p{L}\p{M}\p{N}-]|\.[\p{L}\p{N}])`;
/** How the words of a name may be joined: in text, in slugs and in addresses. */
const JOINT = String.raw`[\s._+-]+`;

/**
 * A person by e-mail address, name, telephone number or whatever else names them. Case, spacing and Unicode form don't
 * matter. Throws ERASURE_TARGET_INVALID for what would match nearly everything or nothing.
 */
export function personOf(text: string): Person {
  const words = text.normalize("NFC").trim().split(/\s+/);
  const plain = words.join(" ");
  if (plain.length > LONGEST || (plain.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < SHORTEST) throw invalid();
  const pattern = patternOf(words, plain.includes("@"));
  return {
    count: (value) => countIn(value, pattern),
    erase: <T>(value: T) => (countIn(value, pattern) === 0 ? value : (eraseIn(value, pattern) as T)),
  };
}

function patternOf(words: readonly string[], isAddress: boolean): RegExp {
  const spellings = ["NFC", "NFD"].map((form) =>
    words.map((word) => escaped(word.normalize(form))).join(JOINT),
  );
  const after = isAddress ? AFTER_ADDRESS : AFTER;
  return new RegExp(`${BEFORE}(?:${[...new Set(spellings)].join("|")})${after}`, "giu");
}

function countIn(value: unknown, pattern: RegExp): number {
  if (typeof value === "string") return value.match(pattern)?.length ?? 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countIn(item, pattern), 0);
  if (!isPlain(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + countIn(key, pattern) + countIn(item, pattern),
    0,
  );
}

function eraseIn(value: unknown, pattern: RegExp): unknown {
  // An address or a slug must stay one.
  if (typeof value === "string") return value.replace(pattern, /\s/.test(value) ? ERASED : ERASED_IN_SLUG);
  if (Array.isArray(value)) return value.map((item) => eraseIn(item, pattern));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [eraseIn(key, pattern), eraseIn(item, pattern)]),
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

function invalid(): GenesisError {
  return new GenesisError("ERASURE_TARGET_INVALID", "That names nobody in particular.", {
    category: "user",
    hint: `Give an e-mail address or a name of at least ${SHORTEST} letters, such as: genesis forget ada@example.com.`,
  });
}
