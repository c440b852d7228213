import type { BaseStore } from "@langchain/langgraph";
import type { BudgetConfig } from "../config/budget.ts";
import type { ApprovalRequest, RecordedDecision } from "../state/approval.ts";
import {
  type BudgetBooking,
  type BudgetBreach,
  type BudgetCharge,
  BudgetExceeded,
  type BudgetLimits,
  type BudgetMeter,
  type BudgetRaise,
  type BudgetSpend,
  raised,
  tighten,
} from "../state/budget.ts";
import { type Account, amountOf, exhausted, remainderOf, scoped } from "../state/budget-account.ts";
import type { Clock } from "../state/clock.ts";
import { type BookedIn, BudgetLedger, type ScopedLimits, utcDay } from "../stores/budget-ledger.ts";
import type { Logger } from "../telemetry/logger.ts";
import { approvedRaises } from "./raises.ts";

export interface RunBudgetOptions {
  readonly businessId: string;
  /** What the request allows itself. */
  readonly request: BudgetLimits | null;
  readonly approval_requests: readonly ApprovalRequest[];
  readonly approval_decisions: readonly RecordedDecision[];
  readonly config: BudgetConfig;
  /** Where accounts are kept; without a store for as long as `fallback` lives. */
  readonly store: BaseStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Logger;
  /** Told of every step that was not taken. */
  readonly onDenied: (breach: BudgetBreach) => void;
}

/** Who is paid for when nobody in particular asked: the subsystems themselves. */
const SYSTEM_AGENT = "system";

/**
 * The budget of one run while one of its nodes works: reserves before, settles after, and watches the time. The accounts
 * are touched only when something is spent, or when time is limited.
 */
export class RunBudget {
  readonly #options: RunBudgetOptions;
  readonly #ledger: BudgetLedger;
  readonly #raises: readonly BudgetRaise[];
  /** Until when time is booked, milliseconds since the epoch. */
  #bookedUntil: number;
  /** Milliseconds that were left at `#bookedUntil`. */
  #leftMs = Number.POSITIVE_INFINITY;
  #timeBreach: BudgetBreach | undefined;

  constructor(options: RunBudgetOptions) {
    const { clock, store } = options;
    this.#options = options;
    this.#raises = approvedRaises(options);
    this.#ledger = new BudgetLedger(store);
    this.#bookedUntil = clock.now();
  }

  /** What holds on a day, YYYY-MM-DD (UTC): what a person has added to another day is no part of it. */
  limitsOn(day: string): ScopedLimits {
    const { config, request } = this.#options;
    const today = this.#raises.filter((raise) => raise.day === day);
    return {
      run: raised(tighten(config.run, request ?? {}), "run", this.#raises),
      day: raised(config.day, "day", today),
    };
  }

  /** To be called before the node works. Throws BUDGET_EXCEEDED when the time is up and `mayStop`. */
  async begin(mayStop: boolean): Promise<void> {
    if (!this.timed) return;
    await this.bookTime();
    if (mayStop && this.timeLeftMs() <= 0) throw this.timeUp();
  }

  /** Books the time that has passed. Does nothing where time is not limited. */
  async bookTime(): Promise<void> {
    if (!this.timed) return;
    const now = this.#options.clock.now();
    const passed = now - this.#bookedUntil;
    this.#bookedUntil = now;
    const here = this.#here();
    const { run, day } = await this.#ledger.addSeconds(here, passed / 1_000);
    const limits = this.limitsOn(here.day);
    const left = [
      { scope: "run" as const, account: run, seconds: limits.run.seconds },
      { scope: "day" as const, account: day, seconds: limits.day.seconds },
    ].flatMap(({ scope, account, seconds }) =>
      seconds === undefined ? [] : [{ scope, limit: seconds, used: account.seconds }],
    );
    const [first] = left.sort((a, b) => a.limit - a.used - (b.limit - b.used));
    if (!first) return;
    const { scope, limit, used } = first;
    this.#leftMs = Math.max(0, (limit - used) * 1_000);
    const breach = { dimension: "seconds", limit, used, needed: 0 } as const;
    this.#timeBreach = scoped(breach, scope, scope === "day" ? here.day : undefined);
  }

  timeLeftMs(): number {
    return this.#leftMs - (this.#options.clock.now() - this.#bookedUntil);
  }

  timeUp(): BudgetExceeded {
    const breach = this.#timeBreach ?? {
      ...{ scope: "run", dimension: "seconds", limit: 0, used: 0, needed: 0 },
    };
    const used = Math.max(breach.used, breach.limit);
    return this.#denied({ ...breach, used } as BudgetBreach);
  }

  /** For what an agent spends; without one, what a subsystem does. */
  meter(agent: string = SYSTEM_AGENT): BudgetMeter {
    return {
      reserve: (charge) => this.#reserve(agent, charge),
      timeLeftMs: () => this.timeLeftMs(),
      timeUp: () => this.timeUp(),
      remaining: () => this.remaining(),
    };
  }

  /** What is left in each dimension that is limited, by the run or by the day. */
  async remaining(): Promise<BudgetLimits> {
    const { businessId, day } = this.#here();
    const limits = this.limitsOn(day);
    const run = remainderOf(await this.#ledger.run(businessId), limits.run);
    return tighten(run, remainderOf(await this.#ledger.day(day), limits.day));
  }

  /** What the run has spent so far. */
  async account(): Promise<Account> {
    return this.#ledger.run(this.#options.businessId);
  }

  get timed(): boolean {
    const { run, day } = this.limitsOn(this.#here().day);
    return run.seconds !== undefined || day.seconds !== undefined;
  }

  /** Throws BUDGET_EXCEEDED when something is used up already, by this run or today. */
  async #reserve(agent: string, charge: BudgetCharge): Promise<BudgetBooking> {
    if (this.timeLeftMs() <= 0) throw this.timeUp();
    const { kind, node, target } = charge;
    const today = this.#here();
    const once = charge.id !== undefined;
    const id = charge.id ?? this.#options.newId();
    const known = once ? await this.#ledger.bookedIn(today, id) : undefined;
    const where = known ?? today;
    if (!known) {
      const reservation = { id, key: { kind, node, agent, target }, amount: amountOf(charge) };
      const breach = await this.#ledger.reserve(today, reservation, this.limitsOn(today.day));
      if (breach) throw this.#denied(breach);
    }
    return {
      settle: (spend) => this.#settled(() => this.#ledger.settle(where, id, amountsOf(spend), once), charge),
      release: () => this.#settled(() => this.#ledger.release(where, id), charge),
    };
  }

  /** What can't be settled stays reserved, which is on the safe side; what was paid for is not thrown away for it. */
  async #settled(write: () => Promise<void>, { node, target }: BudgetCharge): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#options.log.error({ err: error, node, target }, "a cost was not settled; its ceiling counts");
    }
  }

  #denied(breach: BudgetBreach): BudgetExceeded {
    const error = new BudgetExceeded(breach);
    this.#options.log.warn({ code: error.code, ...breach }, error.message);
    this.#options.onDenied(breach);
    return error;
  }

  #here(): BookedIn {
    return { businessId: this.#options.businessId, day: utcDay(this.#options.clock.now()) };
  }
}

function amountsOf(spend: BudgetSpend | undefined) {
  return spend && { amount: amountOf(spend), measured: spend.measured };
}

/** What is used up of today, before a run begins. */
export async function dayExhausted(
  store: BaseStore,
  limits: BudgetLimits,
  now: number,
): Promise<BudgetBreach | undefined> {
  if (Object.keys(limits).length === 0) return undefined;
  const day = utcDay(now);
  const breach = exhausted(await new BudgetLedger(store).day(day), limits);
  return breach && scoped(breach, "day", day);
}
