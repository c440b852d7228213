import { stemOf } from "../classifier/stem.ts";
import { wordsOf } from "../classifier/tokens.ts";
import { normalise } from "../normalise.ts";
import { type Draft, draftText } from "./agents.ts";

/** A draft keeps its purpose when at least this share of its telling words is still there. */
const KEPT = 0.5;
const REFUSAL =
  /\b(?:i (?:can(?:no|')?t|am unable|won'?t)|cannot (?:help|assist|comply)|as an ai|not able to help|this task (?:was|is) (?:removed|refused|not allowed))\b/;
/** Shorter words rarely say what a text is about. */
const TELLING = 4;

/** Does the draft still do what the original was for, rather than refuse it? */
export function keepsPurpose(original: Draft, draft: Draft): boolean {
  const after = normalise(draftText(draft));
  if (after === "" || REFUSAL.test(after)) return false;
  const told = tellingWords(normalise(draftText(original)));
  const kept = tellingWords(after);
  if (told.size === 0) return true;
  return [...told].filter((word) => kept.has(word)).length / told.size >= KEPT;
}

function tellingWords(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .filter((word) => word.length >= TELLING)
      .map(stemOf),
  );
}
