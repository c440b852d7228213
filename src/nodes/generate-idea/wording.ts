/** Names that keep their capital in the middle of a sentence. */
const PROPER = new Set(
  "Stripe Google Slack React Vercel Shopify Zapier Discord Notion Python Postgres Redis Twilio Figma".split(
    " ",
  ),
);
const SENTENCE_END = /[.!?…]$/;

/** A title or list item as it stands in the middle of a sentence: "Usage dashboard" -> "usage dashboard". */
export function midSentence(phrase: string): string {
  const text = phrase.trim().replace(/[.;,]+$/, "");
  const first = /^[\p{L}\p{N}]+/u.exec(text)?.[0] ?? "";
  return PROPER.has(first) || !/^[A-Z](?:$|[a-z-])/.test(text) || /[A-Z]/.test(first.slice(1))
    ? text
    : text.charAt(0).toLowerCase() + text.slice(1);
}

/** Like `midSentence` for every word, for titles: "SaaS Tool" -> "SaaS tool". */
export function commonNoun(title: string): string {
  return title.split(" ").map(midSentence).join(" ");
}

/** With its article, by sound: "an API service", "a SaaS tool". */
export function withArticle(noun: string): string {
  const first = noun.split(/[\s-]/)[0] ?? "";
  const spelled = first.length > 1 && first === first.toUpperCase();
  return `${(spelled ? /^[AEFHILMNORSX]/ : /^[aeio]/i).test(noun) ? "an" : "a"} ${noun}`;
}

/** "a", "a and b", "a, b and c". */
export function joinList(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** A full sentence: capital at the front, full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return SENTENCE_END.test(capital) ? capital : `${capital}.`;
}
