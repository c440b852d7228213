import { z } from "zod";

/** Limits on what users and models may send; characters are UTF-16 code units. */
export const LIMITS = {
  name: { min: 3, max: 120 },
  description: { min: 10, max: 5_000 },
  line: { min: 1, max: 500 },
  features: 50,
  technologies: 50,
  metrics: 30,
  tasks: 200,
  /** Tasks in one part of a larger plan. */
  chunk: 50,
} as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is its purpose
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, but line breaks and tabs are part of prose
const CONTROL_IN_PROSE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

interface Bounds {
  min: number;
  max: number;
}

/** One line of text, kept verbatim; length is counted without surrounding white space. */
export function line({ min, max }: Bounds) {
  return bounded({ min, max }, CONTROL);
}

/** Text of several lines: like `line`, with line breaks and tabs allowed. */
export function prose({ min, max }: Bounds) {
  return bounded({ min, max }, CONTROL_IN_PROSE);
}

function bounded({ min, max }: Bounds, forbidden: RegExp) {
  return z
    .string()
    .max(max, `must have at most ${max.toLocaleString("en")} characters`)
    .refine((text) => text.trim().length >= min, {
      message: min === 1 ? "must not be empty" : `must have at least ${min} characters`,
    })
    .refine((text) => !forbidden.test(text), { message: "must not contain control characters" })
    .meta({ minLength: min });
}
