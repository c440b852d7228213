import { hiddenTags } from "./normalise.ts";

const BASE64 = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}(?![A-Za-z0-9+/_-])/g;
const HEX = /(?:(?:0x|\\x)?[0-9a-f]{2}[ ,:]?){10,}/gi;
const ESCAPES = /(?:\\u\{?[0-9a-f]{2,6}\}?|\\x[0-9a-f]{2}|&#x?[0-9a-f]{2,6};)/gi;
const PERCENT = /(?:%[0-9a-f]{2}){2,}/i;
const READABLE = /^[\p{L}\p{N}\p{P}\p{S}\p{Zs}\s]+$/u;
const COMMON_WORDS =
  /\b(?:the|and|to|of|a|in|for|how|is|you|all|with|that|from|this|me|it|your|on|delete|ignore|send|print|make|write|run)\b/gi;
/** Layers of encoding that are undone. */
const MAX_DEPTH = 3;
const MAX_PAYLOADS = 16;
/** Characters of one payload that are read. */
const MAX_LENGTH = 20_000;

/** What the encoded parts of a text say: base64, hex, escapes, percent, ROT13, invisible tags; nested ones too. */
export function decodedPayloads(text: string): string[] {
  const found = new Set<string>();
  let layer = [text];
  for (let depth = 0; depth < MAX_DEPTH && layer.length > 0; depth += 1) {
    const next = layer.flatMap(decodeOnce).filter((plain) => plain !== text && !found.has(plain));
    layer = next.slice(0, Math.max(0, MAX_PAYLOADS - found.size));
    for (const plain of layer) found.add(plain);
  }
  return [...found];
}

function decodeOnce(text: string): string[] {
  return [
    ...fromBase64(text),
    ...fromHex(text),
    fromEscapes(text),
    fromPercent(text),
    fromRot13(text),
    hiddenTags(text),
  ]
    .filter((plain) => plain.length >= 4 && READABLE.test(plain))
    .map((plain) => plain.slice(0, MAX_LENGTH));
}

function fromBase64(text: string): string[] {
  // A path or an identifier is not base64: it takes both cases, a digit or padding.
  const parts = (text.match(BASE64) ?? []).filter((part) => /[a-z]/.test(part) && /[A-Z]/.test(part));
  return parts.slice(0, MAX_PAYLOADS).map((part) => Buffer.from(part, "base64").toString("utf8"));
}

function fromHex(text: string): string[] {
  return (text.match(HEX) ?? []).slice(0, MAX_PAYLOADS).map((part) => {
    const digits = part.replace(/0x|\\x|[^0-9a-f]/gi, "");
    return Buffer.from(digits, "hex").toString("utf8");
  });
}

function fromEscapes(text: string): string {
  if (!text.match(ESCAPES)) return "";
  return text.replace(ESCAPES, (sequence) => {
    const hex = /x|u/i.test(sequence);
    const code = Number.parseInt(sequence.replace(/[\\ux{}&#;]/gi, ""), hex ? 16 : 10);
    return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
  });
}

function fromPercent(text: string): string {
  if (!PERCENT.test(text)) return "";
  return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/** Only when the turned text has more common English words than the text itself. */
function fromRot13(text: string): string {
  if (text.length > MAX_LENGTH) return "";
  const turned = text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
  const words = (value: string) => value.match(COMMON_WORDS)?.length ?? 0;
  return words(turned) >= 2 && words(turned) > words(text) ? turned : "";
}
