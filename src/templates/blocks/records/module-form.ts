import { z } from "zod";
import { field, type ModuleField, type RecordKind, type Values } from "../../kit/index.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Ids of the records that a link may name. */
export type LinkOptions = Readonly<
  Record<string, readonly { readonly value: string; readonly label: string }[]>
>;

/** The schema of a form: every field as text, checked by its kind. */
export function formSchema(kind: RecordKind, links: LinkOptions): z.ZodType<Values> {
  return z.object(Object.fromEntries(kind.fields.map((one) => [one.name, fieldSchema(one, links)])));
}

function fieldSchema(one: ModuleField, links: LinkOptions): z.ZodType<string> {
  const filled = filledSchema(one, links);
  if (one.kind === "yes_no") return field.ticked().transform((ticked) => (ticked ? "yes" : "no"));
  if (one.required) return filled;
  return z
    .string()
    .trim()
    .default("")
    .pipe(z.union([z.literal(""), filled], { error: (issue) => firstMessage(filled, issue.input) }));
}

/** A union says only that nothing fitted; people want to know what was wrong. */
function firstMessage(schema: z.ZodType<string, string>, input: unknown): string {
  return schema.safeParse(input).error?.issues[0]?.message ?? "Please check this.";
}

function filledSchema(one: ModuleField, links: LinkOptions): z.ZodType<string, string> {
  switch (one.kind) {
    case "prose":
      return field.prose(5_000);
    case "email":
      return field.email();
    case "url":
      return field.url();
    case "number":
      return numberSchema(one, /^-?\d{1,12}([.,]\d{1,6})?$/, "A number like 12 or 12.5, please.");
    case "money":
      return numberSchema(one, /^-?\d{1,9}([.,]\d{1,2})?$/, "An amount like 12.50, please.");
    case "date":
      return z
        .string("Please choose a date.")
        .trim()
        .regex(DATE, "A date like 2026-01-31, please.")
        .refine((text) => isDay(text), "There is no such day.");
    case "choice":
      return oneOf(one.choices);
    case "link":
      return oneOf((links[one.name] ?? []).map(({ value }) => value));
    case "text":
    case "yes_no":
      return field.line(300);
  }
}

function numberSchema({ min, max }: ModuleField, form: RegExp, message: string): z.ZodType<string, string> {
  return z
    .string("Please enter a number.")
    .trim()
    .regex(form, message)
    .transform((text) => text.replace(",", "."))
    .refine((text) => min === undefined || Number(text) >= min, `At least ${min}, please.`)
    .refine((text) => max === undefined || Number(text) <= max, `At most ${max}, please.`);
}

function oneOf(choices: readonly string[]): z.ZodType<string, string> {
  return z
    .string("Please choose one of the list.")
    .refine((text) => choices.includes(text), "Please choose one of the list.");
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
