import { z } from "zod";
import { field, type RecordsModule } from "../../kit/index.ts";
import type { Fields } from "./store.ts";

type ModuleField = RecordsModule["fields"][number];

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The schema of a module's form: every field as text, checked by its kind. */
export function formSchema(module: RecordsModule): z.ZodType<Fields> {
  return z.object(Object.fromEntries(module.fields.map((one) => [one.name, fieldSchema(one)])));
}

function fieldSchema(one: ModuleField): z.ZodType<string> {
  const filled = filledSchema(one);
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

function filledSchema({ kind, choices }: ModuleField): z.ZodType<string, string> {
  switch (kind) {
    case "prose":
      return field.prose(5_000);
    case "email":
      return field.email();
    case "url":
      return field.url();
    case "number":
      return z
        .string("Please enter a number.")
        .trim()
        .regex(/^-?\d{1,12}([.,]\d{1,6})?$/, "A number like 12 or 12.5, please.")
        .transform((text) => text.replace(",", "."));
    case "date":
      return z
        .string("Please choose a date.")
        .trim()
        .regex(DATE, "A date like 2026-01-31, please.")
        .refine((text) => isDay(text), "There is no such day.");
    case "choice":
      return z
        .string("Please choose one of the list.")
        .refine((text) => choices.includes(text), "Please choose one of the list.");
    case "text":
    case "yes_no":
      return field.line(300);
  }
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
