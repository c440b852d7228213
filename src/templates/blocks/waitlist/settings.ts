import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";

const SettingsSchema = z.object({
  button: z.string().min(2).max(60).default("Join the waitlist"),
  /** How many places somebody moves up for each person who joined through their link and confirmed. */
  places_per_invitation: z.int().min(1).max(100).default(3),
  invitation: z
    .string()
    .min(1)
    .max(2_000)
    .default("It is your turn: you are invited to {name}. Reply to this message, and we set you up."),
});

export function waitlistSettings(product: Product) {
  const settings = settingsOf(product, "waitlist", SettingsSchema);
  return { ...settings, invitation: settings.invitation.replaceAll("{name}", product.business.name) };
}
