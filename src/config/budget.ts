import { z } from "zod";
import { BUDGET_MAXIMA, type BudgetLimits, BudgetLimitsSchema } from "../state/budget.ts";
import { count } from "./values.ts";

/** Limits on what is spent (design 7). Without any, nothing is limited. */
export interface BudgetConfig {
  readonly run: BudgetLimits;
  /** Per day (UTC), over all runs of the database. */
  readonly day: BudgetLimits;
  /** What one effect counts for when nobody says what it costs, USD. */
  readonly ceilings: EffectCeilings;
  /** No reply of a model may be longer; undefined: as long as its kind of task needs. */
  readonly maxOutputTokens: number | undefined;
}

export interface EffectCeilings {
  /** A deployment on a provider; on this machine it costs nothing. */
  readonly deploy: number;
  readonly money: number;
  /** A task that a remote agent does. */
  readonly remote: number;
}

const CEILINGS: EffectCeilings = { deploy: 0.5, money: 0.5, remote: 1 };

const amount = (max: number) => {
  const error = `must be a number from 0 to ${max.toLocaleString("en")}`;
  return z.coerce.number({ error }).min(0, error).max(max, error);
};
const usd = amount(BUDGET_MAXIMA.usd);

/** The environment variables of it. */
export const BUDGET_ENV = {
  GENESIS_BUDGET_RUN_USD: usd.optional(),
  GENESIS_BUDGET_RUN_TOKENS: count(0, BUDGET_MAXIMA.tokens).optional(),
  GENESIS_BUDGET_RUN_CALLS: count(0, BUDGET_MAXIMA.calls).optional(),
  GENESIS_BUDGET_RUN_SECONDS: amount(BUDGET_MAXIMA.seconds).optional(),
  GENESIS_BUDGET_DAY_USD: usd.optional(),
  GENESIS_BUDGET_DAY_TOKENS: count(0, BUDGET_MAXIMA.tokens).optional(),
  GENESIS_BUDGET_DAY_CALLS: count(0, BUDGET_MAXIMA.calls).optional(),
  GENESIS_BUDGET_DAY_SECONDS: amount(BUDGET_MAXIMA.seconds).optional(),
  GENESIS_BUDGET_CEILING_DEPLOY_USD: usd.optional(),
  GENESIS_BUDGET_CEILING_MONEY_USD: usd.optional(),
  GENESIS_BUDGET_CEILING_REMOTE_TASK_USD: usd.optional(),
  GENESIS_LLM_MAX_OUTPUT_TOKENS: count(1, 1_000_000).optional(),
};

type BudgetEnv = z.infer<z.ZodObject<typeof BUDGET_ENV>>;

const ceiling = z.number().min(0).max(BUDGET_MAXIMA.usd).optional();

/** `budget` in the config file. */
export const BudgetFileSchema = z.strictObject({
  run: BudgetLimitsSchema.default({}),
  day: BudgetLimitsSchema.default({}),
  ceilings: z.strictObject({ deploy_usd: ceiling, money_usd: ceiling, remote_task_usd: ceiling }).default({}),
});
type BudgetFile = z.infer<typeof BudgetFileSchema>;

export function budgetConfig(values: BudgetEnv, file: BudgetFile): BudgetConfig {
  const fromEnv = (scope: "RUN" | "DAY"): BudgetLimits =>
    given({
      usd: values[`GENESIS_BUDGET_${scope}_USD`],
      tokens: values[`GENESIS_BUDGET_${scope}_TOKENS`],
      calls: values[`GENESIS_BUDGET_${scope}_CALLS`],
      seconds: values[`GENESIS_BUDGET_${scope}_SECONDS`],
    });
  return {
    run: { ...file.run, ...fromEnv("RUN") },
    day: { ...file.day, ...fromEnv("DAY") },
    ceilings: {
      deploy: values.GENESIS_BUDGET_CEILING_DEPLOY_USD ?? file.ceilings.deploy_usd ?? CEILINGS.deploy,
      money: values.GENESIS_BUDGET_CEILING_MONEY_USD ?? file.ceilings.money_usd ?? CEILINGS.money,
      remote:
        values.GENESIS_BUDGET_CEILING_REMOTE_TASK_USD ?? file.ceilings.remote_task_usd ?? CEILINGS.remote,
    },
    maxOutputTokens: values.GENESIS_LLM_MAX_OUTPUT_TOKENS,
  };
}

function given(limits: { readonly [K in keyof BudgetLimits]: BudgetLimits[K] | undefined }): BudgetLimits {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
}
