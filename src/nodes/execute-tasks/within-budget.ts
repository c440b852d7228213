import { z } from "zod";
import type { EffectCeilings } from "../../config/budget.ts";
import type { TaskWorker, WorkContext, WorkResult } from "../../state/agent.ts";
import {
  BUDGET_EXCEEDED,
  type BudgetBreach,
  BudgetBreachSchema,
  type BudgetCharge,
  type BudgetSpend,
} from "../../state/budget.ts";
import type { Task, TaskResult } from "../../state/task.ts";

export interface WithinBudgetOptions {
  /** Who says what effects cost: the worker itself, when the one that is wrapped is not. */
  readonly payee: TaskWorker;
  /** Every task goes to an agent elsewhere, whatever its effect. */
  readonly remote: boolean;
  readonly ceilings: EffectCeilings;
}

const NODE = "execute-tasks";

/**
 * A worker whose effects and remote tasks are paid for before they happen, once for each idempotency key: what fails or
 * is cut off stays paid for at its ceiling, and doing it again costs nothing more. It comes around `onceOnly`, so that an
 * effect that is not paid for is not even intended. What touches nothing costs nothing.
 */
export function withinBudget(worker: TaskWorker, options: WithinBudgetOptions): TaskWorker {
  if (options.payee.touchesNothing) return worker;
  return {
    ...worker,
    async execute(task, context) {
      const charge = chargeOf(task, context, options);
      const booking = charge && (await context.budget?.reserve(charge));
      const result = await worker.execute(task, context);
      if (charge) await booking?.settle(spendOf(task, result, charge, options));
      return result;
    },
  };
}

function chargeOf(
  task: Task,
  { idempotencyKey }: WorkContext,
  { payee, remote, ceilings }: WithinBudgetOptions,
): BudgetCharge | undefined {
  const base = { node: NODE, id: idempotencyKey, tokens: 0 };
  if (remote) return { ...base, kind: "remote", target: payee.kind, usd: ceilings.remote, calls: 1 };
  if (task.effect !== "money" && task.effect !== "deploy") return undefined;
  const cost = payee.effectCost ? payee.effectCost(task) : { provider: payee.kind };
  if (!cost) return undefined;
  const usd = cost.usd ?? ceilings[task.effect];
  return { ...base, kind: "effect", target: cost.provider, usd, calls: 0 };
}

/**
 * What the worker says it cost. A remote agent's own word is no measurement: there the ceiling counts, unless the task was
 * done here without anybody having been asked.
 */
function spendOf(
  task: Task,
  { output, simulated }: WorkResult,
  { kind, target, calls }: BudgetCharge,
  { payee, ceilings }: WithinBudgetOptions,
): BudgetSpend | undefined {
  if (kind === "remote") {
    if (wasRemote(output, target)) return undefined;
    if (simulated || (task.effect !== "deploy" && task.effect !== "money")) return NOTHING_SPENT;
    // Done here after all: the effect costs what it costs here.
    const cost = payee.effectCost ? payee.effectCost(task) : { provider: payee.kind };
    if (!cost) return NOTHING_SPENT;
    return { ...NOTHING_SPENT, usd: cost.usd ?? ceilings[task.effect], measured: false };
  }
  const { cost_usd: usd } = output;
  if (typeof usd !== "number" || !Number.isFinite(usd) || usd < 0) return undefined;
  return { usd, tokens: 0, calls, measured: true };
}

const NOTHING_SPENT = { usd: 0, tokens: 0, calls: 0, measured: true } as const;
const DoneBySchema = z.object({
  done_by: z.object({ kind: z.string() }),
  remote_failures: z.undefined().optional(),
});

function wasRemote(output: Readonly<Record<string, unknown>>, remoteKind: string): boolean {
  const done = DoneBySchema.safeParse(output);
  return !done.success || done.data.done_by.kind === remoteKind;
}

/** The output of a task that the budget did not suffice for; it says by what, also after a restart. */
export function breachOutput(breach: BudgetBreach): Record<string, unknown> {
  return { budget: breach };
}

/** Why execution stopped, if it was for want of budget: what goes furthest beyond its limit. */
export function breachIn(results: readonly TaskResult[]): BudgetBreach | undefined {
  const breaches = results
    .filter(({ error_code }) => error_code === BUDGET_EXCEEDED)
    .flatMap(({ output }) => BudgetBreachSchema.safeParse(output.budget).data ?? []);
  return breaches.toSorted((a, b) => beyond(b) - beyond(a))[0];
}

/** As a share of the limit, for dollars and tokens can't be compared. */
function beyond({ used, needed, limit }: BudgetBreach): number {
  return (used + needed) / Math.max(limit, Number.MIN_VALUE);
}
