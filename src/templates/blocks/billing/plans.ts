import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import { subscriptionOf } from "./store.ts";

const PlanSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  name: z.string().min(1).max(60),
  price_cents: z.int().min(0).max(10_000_000).describe("A month"),
  summary: z.string().max(300).default(""),
  features: z.array(z.string().min(1).max(200)).max(20).default([]),
  limits: z.record(z.string(), z.int().min(0)).default({}).describe("What is not named has no limit"),
});
export type Plan = z.infer<typeof PlanSchema>;

const FREE: z.input<typeof PlanSchema> = {
  id: "free",
  name: "Free",
  price_cents: 0,
  summary: "To try it on real work.",
  features: ["Up to 3 projects", "200 actions a month", "2 people"],
  limits: { projects: 3, actions_per_month: 200, members: 2 },
};
const PRO: z.input<typeof PlanSchema> = {
  id: "pro",
  name: "Pro",
  price_cents: 1_900,
  summary: "For people who use it every day.",
  features: ["Up to 50 projects", "5,000 actions a month", "10 people", "Cancel at any time"],
  limits: { projects: 50, actions_per_month: 5_000, members: 10 },
};

const SettingsSchema = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("USD"),
  plans: z
    .array(PlanSchema)
    .min(1)
    .max(8)
    .refine(([first]) => first?.price_cents === 0, "The first plan is the one that costs nothing.")
    .refine(
      (plans) => new Set(plans.map(({ id }) => id)).size === plans.length,
      "Plans need ids of their own.",
    )
    .prefault([FREE, PRO]),
});
export type Catalogue = z.infer<typeof SettingsSchema>;

/** The plans there are, the free one first. */
export function plansOf(product: Pick<Product, "business">): Catalogue {
  return settingsOf(product, "billing", SettingsSchema);
}

/** A plan by its id; undefined when it is not offered (any more). */
export function planById({ plans }: Catalogue, id: string): Plan | undefined {
  return plans.find((plan) => plan.id === id);
}

/** The plan that a user has now; whoever subscribed to nothing, or to what is not offered any more, has the free one. */
export function planOf(product: Product, userId: number): Plan {
  const catalogue = plansOf(product);
  const subscription = subscriptionOf(product, userId);
  const plan = subscription && planById(catalogue, subscription.plan);
  return plan ?? (catalogue.plans[0] as Plan);
}

/** What a user's plan allows of something, such as "projects"; undefined when it sets no limit. */
export function limitOf(product: Product, userId: number, name: string): number | undefined {
  return planOf(product, userId).limits[name];
}
