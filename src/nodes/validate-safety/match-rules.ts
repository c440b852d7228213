import type { PolicyRule } from "../../state/policy.ts";
import type { SafetyContext } from "../../state/safety.ts";

/** The rules that hold for a text; `versions` are its readings (as written, unmasked, decoded), as passages. */
export function matchingRules(
  rules: readonly PolicyRule[],
  versions: readonly (readonly string[])[],
  context: SafetyContext,
): PolicyRule[] {
  return rules.filter(
    (rule) =>
      contextHolds(rule, context) &&
      (!rule.when.text || versions.some((passages) => passages.some((passage) => textHolds(rule, passage)))),
  );
}

/** Whoever sends a text chooses its addresses: what excuses it must be said, not spelled in one of them. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+|[^\s@]{1,64}@[^\s@]{1,255}/g;

function textHolds({ when }: PolicyRule, passage: string): boolean {
  if (!(when.text ?? []).every((pattern) => pattern.test(passage))) return false;
  const said = passage.replace(ADDRESS, " ");
  return !when.unless.some((pattern) => pattern.test(said));
}

function contextHolds({ when }: PolicyRule, context: SafetyContext): boolean {
  return (
    (!when.effect || when.effect.includes(context.effect)) &&
    (!when.origin || when.origin.includes(context.origin)) &&
    (!when.environment ||
      (context.environment !== undefined && when.environment.includes(context.environment))) &&
    (!when.data || (context.data ?? []).some((kind) => when.data?.includes(kind))) &&
    (when.spend_above === undefined || (context.spend ?? 0) > when.spend_above) &&
    (!when.recipients || context.recipients === when.recipients)
  );
}
