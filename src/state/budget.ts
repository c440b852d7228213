import { z } from "zod";
import { GenesisError } from "./errors.ts";
import { BusinessCreationStatusSchema } from "./status.ts";

/** What a budget limits. */
export const BUDGET_DIMENSIONS = ["usd", "tokens", "calls", "seconds"] as const;
export type BudgetDimension = (typeof BUDGET_DIMENSIONS)[number];

/** Larger limits are mistakes, and sums must stay exact: USD, tokens, calls, seconds (a year). */
export const BUDGET_MAXIMA: Readonly<Record<BudgetDimension, number>> = {
  usd: 1_000_000,
  tokens: 1_000_000_000_000,
  calls: 1_000_000_000,
  seconds: 31_536_000,
};

/** Limits on what may be spent; what is left out is not limited, and 0 allows nothing. */
export const BudgetLimitsSchema = z.strictObject({
  usd: z.number().min(0).max(BUDGET_MAXIMA.usd).optional().describe("USD"),
  tokens: z.int().min(0).max(BUDGET_MAXIMA.tokens).optional().describe("Tokens of models, in and out"),
  calls: z.int().min(0).max(BUDGET_MAXIMA.calls).optional().describe("Calls of models and remote agents"),
  seconds: z
    .number()
    .min(0)
    .max(BUDGET_MAXIMA.seconds)
    .optional()
    .describe("Wall time, without the time a person takes to answer"),
});
export type BudgetLimits = z.infer<typeof BudgetLimitsSchema>;

/** Per run, or per day (UTC) over all runs of a database. */
export const BUDGET_SCOPES = ["run", "day"] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** Where and how a budget does not suffice. Amounts are in the unit of the dimension. */
export const BudgetBreachSchema = z.strictObject({
  scope: z.enum(BUDGET_SCOPES),
  dimension: z.enum(BUDGET_DIMENSIONS),
  limit: z.number().min(0),
  used: z.number().min(0).describe("Spent, and reserved for what is in flight"),
  needed: z.number().min(0).describe("What the next step may cost at most; 0 for time"),
  day: z.iso.date().optional().describe("Of a day's budget: which day, UTC"),
});
export type BudgetBreach = z.infer<typeof BudgetBreachSchema>;

/** What an approval request for more budget is about. */
export const BudgetRaiseSchema = BudgetBreachSchema.extend({
  amount: z
    .number()
    .positive()
    .describe("By which the limit is raised for this run when approved; that of a day for that day alone"),
  return_to: BusinessCreationStatusSchema.describe("Where the run goes on when approved"),
});
export type BudgetRaise = z.infer<typeof BudgetRaiseSchema>;

/** The stricter of two limits in each dimension: a request can tighten a budget, never widen it. */
export function tighten(a: BudgetLimits, b: BudgetLimits): BudgetLimits {
  return limitsOf((dimension) => {
    const given = [a[dimension], b[dimension]].filter((limit) => limit !== undefined);
    return given.length > 0 ? Math.min(...given) : undefined;
  });
}

/** Limits raised by what a person has approved; what is not limited stays so. */
export function raised(
  limits: BudgetLimits,
  scope: BudgetScope,
  raises: readonly Pick<BudgetRaise, "scope" | "dimension" | "amount">[],
): BudgetLimits {
  return limitsOf((dimension) => {
    const limit = limits[dimension];
    if (limit === undefined) return undefined;
    const own = raises.filter((raise) => raise.scope === scope && raise.dimension === dimension);
    return own.reduce((sum, { amount }) => sum + amount, limit);
  });
}

function limitsOf(of: (dimension: BudgetDimension) => number | undefined): BudgetLimits {
  const entries = BUDGET_DIMENSIONS.map((dimension) => [dimension, of(dimension)] as const);
  return Object.fromEntries(entries.filter(([, limit]) => limit !== undefined));
}

export const BUDGET_EXCEEDED = "BUDGET_EXCEEDED";

/** A step that was not taken, because the budget does not suffice for it. */
export class BudgetExceeded extends GenesisError {
  readonly breach: BudgetBreach;

  constructor(breach: BudgetBreach, hint: string = RAISE_HINT) {
    super(BUDGET_EXCEEDED, describeBreach(breach), { category: "budget", hint });
    this.breach = breach;
  }
}

const RAISE_HINT =
  "Raise the limit (GENESIS_BUDGET_* or budget in config.json), then: genesis replay <id>, with --budget-* when the request set it.";

/** True for what must stop or ask, and never be answered by another way of doing it. */
export function isBudgetStop(error: unknown): error is GenesisError {
  return GenesisError.isInstance(error) && error.code === BUDGET_EXCEEDED;
}

/** The breach that an error is about; undefined for errors of other kinds. */
export function breachOf(error: unknown): BudgetBreach | undefined {
  if (!isBudgetStop(error) || !("breach" in error)) return undefined;
  return BudgetBreachSchema.safeParse(error.breach).data;
}

/** One sentence for people. */
export function describeBreach({ scope, dimension, limit, used, needed, day }: BudgetBreach): string {
  const whose = scope === "run" ? "of this run" : `of ${day ?? "the day"} (UTC)`;
  const next = needed > 0 ? `, and the next step may need ${amountText(dimension, needed)}` : "";
  return `The budget ${whose} is ${amountText(dimension, limit)}: ${amountText(dimension, used)} spent or reserved${next}.`;
}

/** An amount with its unit. */
export function amountText(dimension: BudgetDimension, amount: number): string {
  if (dimension === "usd") return usdText(amount);
  const rounded = Math.round(amount * 10) / 10;
  const unit = rounded === 1 ? dimension.slice(0, -1) : dimension;
  return `${rounded.toLocaleString("en")} ${unit}`;
}

/** USD with as many digits as small sums need. */
export function usdText(usd: number): string {
  const digits = usd === 0 || usd >= 1 ? 2 : usd >= 0.01 ? 4 : 6;
  return `$${usd.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

/** What one step may cost at most, before it is taken. */
export interface BudgetCharge {
  readonly kind: "model" | "effect" | "remote";
  /** Node of the graph that spends. */
  readonly node: string;
  /** Model of a call, or provider of an effect. */
  readonly target: string;
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
  /** The same step again, also after a kill, is paid for once. Absent: every charge is one of its own. */
  readonly id?: string;
}

/** What a step did cost. */
export interface BudgetSpend {
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
  /** false: nobody measured it, and the ceiling stands for it. */
  readonly measured: boolean;
}

/** A reservation. One that is never settled counts at its ceiling for good. */
export interface BudgetBooking {
  /** Puts what was spent in the place of the ceiling; undefined: nobody knows, and the ceiling is spent. */
  settle(spend: BudgetSpend | undefined): Promise<void>;
  /** Nothing was spent. */
  release(): Promise<void>;
}

/** The budget of a run, as those see it who spend from it. */
export interface BudgetMeter {
  /** Reserves the ceiling of a step. Throws BUDGET_EXCEEDED when it does not fit; then nothing is reserved. */
  reserve(charge: BudgetCharge): Promise<BudgetBooking>;
  /** What is left of the wall time, milliseconds; Infinity without a limit. */
  timeLeftMs(): number;
  /** The error to stop with once the time is up. */
  timeUp(): BudgetExceeded;
  /** What is left for somebody else to spend, for orders to others. */
  remaining(): Promise<BudgetLimits>;
}
