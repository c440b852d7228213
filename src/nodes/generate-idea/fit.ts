import { LIMITS } from "../../state/text.ts";

// Control characters and any white space; data files may hold what the contracts refuse.
const BLANK = /[\p{Cc}\s]+/gu;

/** One clean line of at most `max` UTF-16 code units, cut between words where that is possible. */
export function fitLine(text: string, max: number = LIMITS.line.max): string {
  const clean = text.replace(BLANK, " ").trim();
  if (clean.length <= max) return clean;
  const cut = clean.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "");
  const lastSpace = cut.lastIndexOf(" ");
  return `${(lastSpace > max / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}

/** Clean, distinct lines (regardless of case), at most `max` of them; `fallback` when nothing is left. */
export function fitList(lines: readonly string[], max: number, fallback: string): string[] {
  const distinct = new Map<string, string>();
  for (const text of lines.map((line) => fitLine(line)).filter(Boolean)) {
    if (!distinct.has(text.toLowerCase())) distinct.set(text.toLowerCase(), text);
  }
  const list = [...distinct.values()].slice(0, max);
  return list.length > 0 ? list : [fallback];
}

/** Metrics within the limits on names, values and number. */
export function fitMetrics(metrics: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(metrics)
    .map(([name, target]) => [fitLine(name, 80), fitLine(target)] as const)
    .filter(([name, target]) => name !== "" && target !== "");
  return Object.fromEntries(entries.slice(0, LIMITS.metrics));
}
