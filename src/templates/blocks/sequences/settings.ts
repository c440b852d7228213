import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import { addSequence, addStep } from "./store.ts";

const SettingsSchema = z.object({
  /** Drafts to begin with; nothing is sent before the owner starts one. `{name}` and `{audience}` are filled in. */
  sequences: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        steps: z
          .array(
            z.object({
              delay_hours: z.int().min(0).max(8_760),
              subject: z.string().min(1).max(150),
              body: z.string().min(1).max(20_000),
            }),
          )
          .max(30),
      }),
    )
    .max(20)
    .default([]),
});

/** Adds each draft of the settings once for ever. */
export function seedSequences(product: Product): void {
  const { name: business, audience } = product.business;
  const fill = (text: string) => text.replaceAll("{name}", business).replaceAll("{audience}", audience);
  for (const { name, steps } of settingsOf(product, "sequences", SettingsSchema).sequences) {
    const { changes } = product.db.run("INSERT OR IGNORE INTO sequences_seeded VALUES (?)", name);
    if (changes === 0) continue;
    const id = addSequence(product, fill(name), null);
    for (const { delay_hours, subject, body } of steps) {
      addStep(product, id, { delay_hours, subject: fill(subject), body: fill(body) });
    }
  }
}
