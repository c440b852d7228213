import { z } from "zod";
import { type Product, settingsOf } from "../../kit/index.ts";
import { userById } from "../accounts/index.ts";
import { limitOf, planOf } from "../billing/index.ts";
import { addEvent, countSince, type UsageEvent } from "./store.ts";

export const SettingsSchema = z.object({
  limit: z
    .string()
    .default("actions_per_month")
    .describe("The limit of the plans that usage is held against"),
  unit: z.string().min(1).max(60).default("actions"),
});

/** What an account has used of its plan in this month. */
export interface Allowance {
  readonly used: number;
  /** undefined: there is no limit. */
  readonly limit: number | undefined;
  /** False when the plan is used up. */
  readonly left: boolean;
}

/** The first moment of the present month, UTC. */
export function monthStart(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

export function allowanceOf(product: Product, accountId: number): Allowance {
  const limit = limitOf(product, accountId, settingsOf(product, "usage", SettingsSchema).limit);
  const used = countSince(product, accountId, monthStart(product.now()));
  return { used, limit, left: limit === undefined || used < limit };
}

/** Notes what somebody did, and tells the account's owner by e-mail, once a month each, at 80 % of the plan and at its end. */
export function recordUsage(product: Product, event: UsageEvent): void {
  product.db.transaction(() => {
    addEvent(product, event);
    const { used, limit } = allowanceOf(product, event.accountId);
    if (limit === undefined) return;
    if (used >= limit) warn(product, event.accountId, 100);
    else if (used >= limit * 0.8) warn(product, event.accountId, 80);
  });
}

function warn(product: Product, accountId: number, percent: 80 | 100): void {
  const user = userById(product, accountId);
  if (!user) return;
  const month = new Date(product.now()).toISOString().slice(0, 7);
  const { name } = planOf(product, accountId);
  const subject =
    percent === 100
      ? `Your plan ${name} is used up for this month`
      : `You have used 80 % of your plan ${name}`;
  const body =
    `Hello ${user.name},\n\n${subject}. The count starts anew with the next month.\n\n` +
    `What was used: ${product.baseUrl}/usage\nPlans with more: ${product.baseUrl}/pricing\n`;
  product.outbox.send({
    to: user.email,
    subject,
    body,
    onceKey: `usage:${accountId}:${month}:${name}:${percent}`,
  });
}
