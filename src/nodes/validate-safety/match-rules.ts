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

function textHolds({ when }: PolicyRule, passage: string): boolean {
  return (
    (when.text ?? []).every((pattern) => pattern.test(passage)) &&
    !when.unless.some((pattern) => pattern.test(passage))
  );
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
