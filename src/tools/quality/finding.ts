import { z } from "zod";

/** What is checked before a product is released. */
export const CHECKS = [
  "types",
  "tests",
  "links",
  "forms",
  "accessibility",
  "html",
  "headers",
  "weight",
  "contrast",
  "secrets",
] as const;
export type Check = (typeof CHECKS)[number];

/** One thing that a check found. An error keeps a product from being released, a warning does not. */
export const FindingSchema = z.strictObject({
  check: z.enum(CHECKS),
  severity: z.enum(["error", "warning"]),
  where: z.string().describe("A file with its line, or a request such as POST /sign-up"),
  message: z.string(),
});
export type Finding = z.infer<typeof FindingSchema>;

const MAX_MESSAGE = 600;

export function errorFinding(check: Check, where: string, message: string): Finding {
  return { check, severity: "error", where, message: message.slice(0, MAX_MESSAGE) };
}

export function warningFinding(check: Check, where: string, message: string): Finding {
  return { check, severity: "warning", where, message: message.slice(0, MAX_MESSAGE) };
}
