import { z } from "zod";

/** Kinds of environment variables; an empty one counts as absent. */
export const optionalText = z
  .string()
  .trim()
  .transform((text) => text || undefined)
  .optional();
export const switchValue = z.stringbool({ error: "must be true or false" });
export const count = (min: number, max: number) => {
  const error = `must be a whole number from ${min.toLocaleString("en")} to ${max.toLocaleString("en")}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error);
};
export const seconds = (max: number) => {
  const error = `must be a number above 0, at most ${max.toLocaleString("en")}`;
  return z.coerce.number({ error }).positive(error).max(max, error);
};

export const httpUrl = optionalText.pipe(
  z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
);
