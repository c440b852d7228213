import { z } from "zod";
import type { BudgetBreach, BudgetLimits, BudgetScope, BudgetSpend } from "./budget.ts";

// The arithmetic of budgets. Pure: accounts are values, and whoever keeps them swaps one for the next in one step.

/** USD in whole billionths, so that sums are exact in any order. */
const NANO = 1_000_000_000;

const AmountSchema = z.strictObject({
  nano_usd: z.int().min(0),
  tokens: z.int().min(0),
  calls: z.int().min(0),
});
export type Amount = z.infer<typeof AmountSchema>;

/** Who spends on what. */
export const CostKeySchema = z.strictObject({
  kind: z.enum(["model", "effect", "remote"]),
  node: z.string(),
  agent: z.string(),
  target: z.string().describe("Model of a call, or provider of an effect"),
});
export type CostKey = z.infer<typeof CostKeySchema>;

const CostLineSchema = CostKeySchema.extend({
  measured: z.boolean().describe("false: estimated, at the declared ceiling"),
  ...AmountSchema.shape,
});
export type CostLine = z.infer<typeof CostLineSchema>;

const OpenSchema = CostKeySchema.extend({
  ...AmountSchema.shape,
  day: z.string().optional().describe("In the account of a run: the day in whose account it is as well"),
});

/** What was spent in a scope, and what is reserved for steps in flight or cut off in flight. */
export const AccountSchema = z.strictObject({
  version: z.literal(1),
  spent: AmountSchema,
  seconds: z.number().min(0),
  open: z.record(z.string(), OpenSchema),
  settled: z.array(z.string()).describe("Ids of steps that are paid for once, however often they come by"),
  lines: z.array(CostLineSchema),
});
export type Account = z.infer<typeof AccountSchema>;

export const NOTHING: Amount = { nano_usd: 0, tokens: 0, calls: 0 };
export const EMPTY_ACCOUNT: Account = {
  version: 1,
  spent: NOTHING,
  seconds: 0,
  open: {},
  settled: [],
  lines: [],
};

/** Rounded up: a budget errs on the safe side. */
export function amountOf({ usd, tokens, calls }: Pick<BudgetSpend, "usd" | "tokens" | "calls">): Amount {
  // A product of decimal fractions may lie a hair above the whole number it means.
  return { nano_usd: Math.ceil(Number((usd * NANO).toFixed(3))), tokens: Math.ceil(tokens), calls };
}

export function usdOf({ nano_usd }: Pick<Amount, "nano_usd">): number {
  return nano_usd / NANO;
}

export function plus(a: Amount, b: Amount): Amount {
  return { nano_usd: a.nano_usd + b.nano_usd, tokens: a.tokens + b.tokens, calls: a.calls + b.calls };
}

/** Spent and reserved: what counts against a limit. */
export function usedOf({ spent, open }: Pick<Account, "spent" | "open">): Amount {
  return Object.values(open).reduce(plus, spent);
}

export interface Reservation {
  readonly id: string;
  readonly key: CostKey;
  readonly amount: Amount;
  /** In the account of a run: the day in whose account it is as well, YYYY-MM-DD. */
  readonly day?: string;
}

export type Reserved =
  | { readonly account: Account; readonly breach?: undefined }
  | { readonly breach: Omit<BudgetBreach, "scope"> };

/** Sets an amount aside when it fits the limits. An id that is known is set aside once. */
export function reserve(
  account: Account,
  { id, key, amount, day }: Reservation,
  limits: BudgetLimits,
): Reserved {
  if (Object.hasOwn(account.open, id) || account.settled.includes(id)) return { account };
  const breach = breachBy(account, amount, limits);
  if (breach) return { breach };
  const entry = { ...key, ...amount, ...(day !== undefined && { day }) };
  return { account: { ...account, open: { ...account.open, [id]: entry } } };
}

/**
 * Puts what was spent in the place of what was set aside; without it the ceiling is spent. `once`: the id is remembered.
 * Settling what is not open changes nothing.
 */
export function settle(
  account: Account,
  id: string,
  spend: { readonly amount: Amount; readonly measured: boolean } | undefined,
  { once = false, itemised = true }: { readonly once?: boolean; readonly itemised?: boolean } = {},
): Account {
  const { [id]: booked, ...open } = account.open;
  if (!booked) return account;
  const { kind, node, agent, target, day: _day, ...ceiling } = booked;
  const amount = spend?.amount ?? ceiling;
  const line = { kind, node, agent, target, measured: spend?.measured ?? false, ...amount };
  return {
    ...account,
    open,
    spent: plus(account.spent, amount),
    settled: once ? [...account.settled, id] : account.settled,
    lines: itemised ? addLine(account.lines, line) : account.lines,
  };
}

/** Takes a reservation back: nothing was spent. */
export function release(account: Account, id: string): Account {
  if (!Object.hasOwn(account.open, id)) return account;
  const { [id]: _gone, ...open } = account.open;
  return { ...account, open };
}

export function addSeconds(account: Account, seconds: number): Account {
  return { ...account, seconds: account.seconds + Math.max(0, seconds) };
}

/** What is left in each limited dimension. */
export function remainderOf(account: Account, limits: BudgetLimits): BudgetLimits {
  const used = usedOf(account);
  const left: BudgetLimits = {};
  if (limits.usd !== undefined) left.usd = Math.max(0, Math.floor(limits.usd * NANO - used.nano_usd) / NANO);
  if (limits.tokens !== undefined) left.tokens = Math.max(0, limits.tokens - used.tokens);
  if (limits.calls !== undefined) left.calls = Math.max(0, limits.calls - used.calls);
  if (limits.seconds !== undefined) left.seconds = Math.max(0, limits.seconds - account.seconds);
  return left;
}

/** The first limit that is used up already, if one is: nothing more may begin. */
export function exhausted(account: Account, limits: BudgetLimits): Omit<BudgetBreach, "scope"> | undefined {
  const used = { ...usedOf(account), usd: usdOf(usedOf(account)), seconds: account.seconds };
  for (const dimension of ["usd", "tokens", "calls", "seconds"] as const) {
    const limit = limits[dimension];
    if (limit !== undefined && used[dimension] >= limit) {
      return { dimension, limit, used: used[dimension], needed: 0 };
    }
  }
  return undefined;
}

/** `day`: of the budget of a day, which one. */
export function scoped(breach: Omit<BudgetBreach, "scope">, scope: BudgetScope, day?: string): BudgetBreach {
  return { scope, ...breach, ...(day !== undefined && { day }) };
}

/** A dimension of which nothing is asked can't be exceeded by the asking, except time. */
function breachBy(account: Account, amount: Amount, limits: BudgetLimits) {
  const used = usedOf(account);
  const { usd, tokens, calls, seconds } = limits;
  const total = plus(used, amount);
  if (usd !== undefined && amount.nano_usd > 0 && total.nano_usd > usd * NANO) {
    return { dimension: "usd" as const, limit: usd, used: usdOf(used), needed: usdOf(amount) };
  }
  if (tokens !== undefined && amount.tokens > 0 && total.tokens > tokens) {
    return { dimension: "tokens" as const, limit: tokens, used: used.tokens, needed: amount.tokens };
  }
  if (calls !== undefined && amount.calls > 0 && total.calls > calls) {
    return { dimension: "calls" as const, limit: calls, used: used.calls, needed: amount.calls };
  }
  if (seconds !== undefined && account.seconds >= seconds) {
    return { dimension: "seconds" as const, limit: seconds, used: account.seconds, needed: 0 };
  }
  return undefined;
}

function addLine(lines: readonly CostLine[], line: CostLine): CostLine[] {
  const same = lines.findIndex(
    ({ kind, node, agent, target, measured }) =>
      kind === line.kind &&
      node === line.node &&
      agent === line.agent &&
      target === line.target &&
      measured === line.measured,
  );
  const before = lines[same];
  return before ? lines.with(same, { ...line, ...plus(before, line) }) : [...lines, line];
}
