import type { Context } from "hono";
import { z } from "zod";

/** What was typed into a form, to be shown again, and what is wrong with it, by field. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
}
export const EMPTY_FORM: FormState = { values: {}, errors: {} };

export type FormResult<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly form: FormState };

/** Reads a submitted form by its schema; every value arrives as a string. */
export async function readForm<T>(c: Context, schema: z.ZodType<T>): Promise<FormResult<T>> {
  const body = await c.req.parseBody();
  const values = Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  return checkForm(values, schema);
}

export function checkForm<T>(values: Record<string, string>, schema: z.ZodType<T>): FormResult<T> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, data: parsed.data };
  const errors: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) errors[String(path[0] ?? "form")] ??= message;
  return { ok: false, form: { values, errors } };
}

/** A form as it was typed, with one thing wrong that only the server knows. */
export function formError(values: Record<string, unknown>, field: string, message: string): FormState {
  const texts = Object.entries(values).map(([name, value]) => [name, String(value ?? "")]);
  return { values: Object.fromEntries(texts), errors: { [field]: message } };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Schemas for form fields, with messages for people. */
export const field = {
  line: (max = 200) =>
    z
      .string("Please fill this in.")
      .trim()
      .min(1, "Please fill this in.")
      .max(max, `At most ${max} characters, please.`)
      .refine((text) => !CONTROL.test(text) && !/[\r\n]/.test(text), "One line of plain text, please."),
  prose: (max = 5_000) =>
    z
      .string("Please fill this in.")
      .trim()
      .min(1, "Please fill this in.")
      .max(max, `At most ${max} characters, please.`)
      .refine((text) => !CONTROL.test(text), "Plain text, please."),
  optional: (max = 200) =>
    z
      .string()
      .trim()
      .max(max, `At most ${max} characters, please.`)
      .refine((text) => !CONTROL.test(text), "Plain text, please.")
      .default(""),
  email: () =>
    z
      .string("Please enter an e-mail address.")
      .trim()
      .toLowerCase()
      .max(254, "This address is too long.")
      .pipe(z.email("Please enter an e-mail address like name@example.com.")),
  password: () =>
    z
      .string("Please choose a password.")
      .min(10, "At least 10 characters, please.")
      .max(200, "At most 200 characters, please."),
  /** Nothing entered is no number, and not 0. */
  whole: (min: number, max: number) =>
    z
      .string("Please enter a number.")
      .trim()
      .min(1, "Please enter a number.")
      .regex(/^[+-]?\d{1,15}$/, "A whole number, please.")
      .transform(Number)
      .pipe(z.number().min(min, `At least ${min}, please.`).max(max, `At most ${max}, please.`)),
  /** A price as people write it, in cents. */
  price: (maxCents = 10_000_000) =>
    z
      .string("Please enter a price.")
      .trim()
      .regex(/^\d{1,7}([.,]\d{1,2})?$/, "A price like 12.50, please.")
      .transform((text) => Math.round(Number(text.replace(",", ".")) * 100))
      .refine((cents) => cents <= maxCents, "This is too much."),
  choice: <const Choices extends readonly [string, ...string[]]>(choices: Choices) =>
    z.enum(choices, "Please choose one of the list."),
  url: () =>
    z
      .string("Please enter an address.")
      .trim()
      .max(2_000, "This address is too long.")
      .refine(
        (text) => /^https?:\/\//.test(text) && URL.canParse(text),
        "An address like https://example.com, please.",
      ),
  /** A box that is ticked or not. */
  ticked: () =>
    z
      .string()
      .optional()
      .transform((value) => value === "on" || value === "yes"),
};
