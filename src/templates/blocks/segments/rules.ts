import { z } from "zod";
import type { Subscriber } from "../newsletter/index.ts";

const DAY_MS = 86_400_000;

export const RULE_KINDS = [
  "has_tag",
  "has_no_tag",
  "source",
  "joined_after",
  "joined_before",
  "joined_within",
  "active_within",
  "quiet_for",
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const RuleSchema = z.object({ kind: z.enum(RULE_KINDS), value: z.string().min(1).max(100) });
export type Rule = z.infer<typeof RuleSchema>;
export const RulesSchema = z.array(RuleSchema).min(1);

/** How a rule reads, with … for its value, and what belongs in its field. */
export const RULES: Readonly<Record<RuleKind, { text: string; value: "tag" | "page" | "date" | "days" }>> = {
  has_tag: { text: "has the tag …", value: "tag" },
  has_no_tag: { text: "doesn't have the tag …", value: "tag" },
  source: { text: "signed up on the page …", value: "page" },
  joined_after: { text: "confirmed on or after …", value: "date" },
  joined_before: { text: "confirmed before …", value: "date" },
  joined_within: { text: "confirmed within the last … days", value: "days" },
  active_within: { text: "opened or clicked within the last … days", value: "days" },
  quiet_for: { text: "has neither opened nor clicked for … days", value: "days" },
};

/** What is wrong with the value of a rule, for people; undefined when nothing is. */
export function valueProblem({ kind, value }: Rule): string | undefined {
  switch (RULES[kind].value) {
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : "A date like 2026-01-31, please.";
    case "days":
      return /^\d{1,4}$/.test(value) && Number(value) > 0 ? undefined : "A number of days, please.";
    case "page":
      return value.startsWith("/") ? undefined : "A path like /newsletter, please.";
    case "tag":
      return undefined;
  }
}

export interface Rules {
  readonly match: "all" | "any";
  readonly rules: readonly Rule[];
}

/** Whether somebody belongs to a segment just now. Pure. */
export function matchesSegment({ match, rules }: Rules, subscriber: Subscriber, now: number): boolean {
  const fits = (rule: Rule) => matchesRule(rule, subscriber, now);
  return match === "all" ? rules.every(fits) : rules.some(fits);
}

function matchesRule({ kind, value }: Rule, subscriber: Subscriber, now: number): boolean {
  const { tags, source, confirmed_at, active_at } = subscriber;
  const joined = confirmed_at ?? Number.POSITIVE_INFINITY;
  const since = now - Number(value) * DAY_MS;
  switch (kind) {
    case "has_tag":
      return tags.includes(value.toLowerCase());
    case "has_no_tag":
      return !tags.includes(value.toLowerCase());
    case "source":
      return source === value;
    case "joined_after":
      return confirmed_at !== null && joined >= Date.parse(value);
    case "joined_before":
      return joined < Date.parse(value);
    case "joined_within":
      return confirmed_at !== null && joined >= since;
    case "active_within":
      return active_at !== null && active_at >= since;
    // Somebody who joined since then had no time to be quiet for so long.
    case "quiet_for":
      return joined < since && (active_at ?? 0) < since;
  }
}
