/** What kind of personal data a text holds. */
export type PiiKind = "email" | "phone" | "card" | "iban" | "ssn" | "ip";

export interface PiiMatch {
  readonly kind: PiiKind;
  readonly start: number;
  readonly end: number;
}

interface Detector {
  readonly kind: PiiKind;
  /** Nothing is found in a text without it. Most texts have neither, and are looked at once. */
  readonly sign: "@" | "digit";
  readonly pattern: RegExp;
  /** Tells the real thing from a number that only looks like it. */
  readonly confirm?: (text: string) => boolean;
}

/** In the order in which they win: a card number is no phone number. */
const DETECTORS: readonly Detector[] = [
  // Bounded, and begun only where a word begins: an unbounded one is quadratic in "a.a.a.a.".
  {
    kind: "email",
    sign: "@",
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}-])/gu,
  },
  {
    kind: "iban",
    sign: "digit",
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    confirm: isIban,
  },
  {
    kind: "card",
    sign: "digit",
    pattern: /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])/g,
    confirm: isCardNumber,
  },
  {
    kind: "ssn",
    sign: "digit",
    pattern: /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g,
  },
  {
    kind: "ip",
    sign: "digit",
    pattern: /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g,
    confirm: isPublicIpv4,
  },
  // Only what is written as a phone number: with + and country, or with the area code in parentheses or separated.
  {
    kind: "phone",
    sign: "digit",
    pattern:
      /(?<![\w+])\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?!\d)|(?<![\w+])\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)|(?<![\w+.-])\d{3}[.-]\d{3}[.-]\d{4}(?!\d|[.-]\d)/g,
  },
];

/**
 * Finds personal data that can be told by its form. Names and addresses can't, so this is a net with known holes: it
 * keeps what is plainly an identifier out of logs and memory. Matches don't overlap and come in order.
 */
export function findPii(text: string): PiiMatch[] {
  const signs = { "@": text.includes("@"), digit: /\d/.test(text) };
  const found: PiiMatch[] = [];
  for (const { kind, sign, pattern, confirm } of DETECTORS) {
    if (!signs[sign]) continue;
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (confirm && !confirm(match[0])) continue;
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The text with each find replaced by its kind, such as `[email]`. */
export function redactPii(text: string): string {
  let clean = "";
  let at = 0;
  for (const { kind, start, end } of findPii(text)) {
    clean += `${text.slice(at, start)}[${kind}]`;
    at = end;
  }
  return clean + text.slice(at);
}

/** A copy of a JSON value whose texts hold no personal data that can be found; keys are left alone. */
export function withoutPii<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return redactPii(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
}

/** Luhn's check of ISO/IEC 7812. */
function isCardNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number).reverse();
  if (digits.length < 13 || new Set(digits).size === 1) return false;
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** The check of ISO 13616: the rearranged number is 1 modulo 97. */
function isIban(text: string): boolean {
  const compact = text.replace(/ /g, "");
  if (compact.length < 15 || compact.length > 34) return false;
  const moved = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Private, loopback and version-like addresses name no person. */
function isPublicIpv4(text: string): boolean {
  const parts = text.split(".").map(Number);
  const [a = 0, b = 0] = parts;
  if (parts.some((part) => part > 255)) return false;
  const isPrivate =
    a === 10 || a === 127 || a === 0 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b < 32);
  return !isPrivate && a >= 20;
}
