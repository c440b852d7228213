import { z } from "zod";

const sentence = z.string().min(20).max(300);

/** A way to go about a business that is known to work, before this installation has cases of its own (guide 23.1). */
export const PlaybookSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{5,79}$/, "must be lower case, kebab-case"),
  title: z.string().min(10).max(120),
  when_to_use: sentence,
  steps: z
    .array(z.strictObject({ do: sentence, capabilities: z.array(z.string()).min(1) }))
    .min(3)
    .max(12),
  pitfalls: z.array(sentence).min(1),
});
export type Playbook = z.infer<typeof PlaybookSchema>;

/** A rule that holds for every business. */
export const PracticeSeedSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{5,79}$/, "must be lower case, kebab-case"),
  text: sentence,
});
export type PracticeSeed = z.infer<typeof PracticeSeedSchema>;
