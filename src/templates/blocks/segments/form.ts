import { z } from "zod";
import { checkForm, type FormResult, type FormState, field } from "../../kit/index.ts";
import { RULE_KINDS, type Rule, valueProblem } from "./rules.ts";
import type { Draft, Segment } from "./store.ts";

/** A form has this many lines for rules; empty ones don't count. */
export const LINES = 5;

const Base = z.object({ name: field.line(100), match: field.choice(["all", "any"]) });
const Kind = z.enum(RULE_KINDS);

/** Reads a segment from its form, with what is wrong at the line where it is. */
export function readSegment(values: Record<string, string>): FormResult<Draft> {
  const base = checkForm(values, Base);
  const errors: Record<string, string> = base.ok ? {} : { ...base.form.errors };
  const rules: Rule[] = [];
  for (let line = 1; line <= LINES; line += 1) {
    const value = (values[`value-${line}`] ?? "").trim();
    const typed = values[`kind-${line}`] ?? "";
    if (typed === "" && value === "") continue;
    const kind = Kind.safeParse(typed);
    if (!kind.success) errors[`kind-${line}`] = "Please choose one of the list.";
    else if (value === "" || value.length > 100) errors[`value-${line}`] = "Please fill this in.";
    else {
      const rule = { kind: kind.data, value };
      const problem = valueProblem(rule);
      if (problem) errors[`value-${line}`] = problem;
      rules.push(rule);
    }
  }
  if (rules.length === 0 && Object.keys(errors).length === 0) errors["kind-1"] = "At least one rule, please.";
  if (base.ok && Object.keys(errors).length === 0) return { ok: true, data: { ...base.data, rules } };
  return { ok: false, form: { values, errors } };
}

/** A segment as its form shows it. */
export function asForm({ name, match, rules }: Segment): FormState {
  const lines = rules.flatMap(({ kind, value }, at) => [
    [`kind-${at + 1}`, kind],
    [`value-${at + 1}`, value],
  ]);
  return { values: { name, match, ...Object.fromEntries(lines) }, errors: {} };
}
