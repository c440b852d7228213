import type { BaseStore } from "@langchain/langgraph";
import type { BudgetBreach, BudgetLimits } from "../state/budget.ts";
import {
  type Account,
  AccountSchema,
  type Amount,
  addSeconds,
  EMPTY_ACCOUNT,
  type Reservation,
  release,
  reserve,
  scoped,
  settle,
} from "../state/budget-account.ts";
import { GenesisError } from "../state/errors.ts";
import { updateItem } from "./atomic-update.ts";
import { deleteAll } from "./delete-all.ts";

const RUN_ACCOUNT = "account";
const runOf = (businessId: string): string[] => ["budget", businessId];
/** Kept as long as retention says for its root. */
const DAYS = ["budget-day"];

export interface ScopedLimits {
  readonly run: BudgetLimits;
  readonly day: BudgetLimits;
}

/** The accounts a booking is in: it is settled where it was made, also after midnight. */
export interface BookedIn {
  readonly businessId: string;
  readonly day: string;
}

/**
 * What runs and days have spent, durable and shared by every process on the database. A reservation is one step in each
 * account, so that calls that go on at once can't overshoot together; it is in the day's account first and last, so that
 * a process that is killed in between leaves too much there, never too little.
 * Errors: those of the store; BUDGET_ACCOUNT_UNREADABLE.
 */
export class BudgetLedger {
  readonly #store: BaseStore;

  constructor(store: BaseStore) {
    this.#store = store;
  }

  /** Sets an amount aside in both accounts, or in none and says which limit stands against it. */
  async reserve(
    { businessId, day }: BookedIn,
    reservation: Reservation,
    limits: ScopedLimits,
  ): Promise<BudgetBreach | undefined> {
    const byDay = await this.#reserve(DAYS, day, reservation, limits.day);
    if (byDay) return scoped(byDay, "day", day);
    const inRun = { ...reservation, day };
    const byRun = await this.#reserve(runOf(businessId), RUN_ACCOUNT, inRun, limits.run);
    if (!byRun) return undefined;
    await this.#change(DAYS, day, (account) => release(account, reservation.id));
    return scoped(byRun, "run");
  }

  /**
   * Where a step with an id of its own was booked before, perhaps on another day, so that it is not paid for again; the
   * given day when it is settled. undefined when it is not booked.
   */
  async bookedIn({ businessId, day }: BookedIn, id: string): Promise<BookedIn | undefined> {
    const { open, settled } = await this.run(businessId);
    const booked = open[id];
    if (booked) return { businessId, day: booked.day ?? day };
    return settled.includes(id) ? { businessId, day } : undefined;
  }

  /** Puts what was spent in the place of what was set aside; undefined spends the ceiling. */
  async settle(
    { businessId, day }: BookedIn,
    id: string,
    spend: { readonly amount: Amount; readonly measured: boolean } | undefined,
    once = false,
  ): Promise<void> {
    await this.#change(runOf(businessId), RUN_ACCOUNT, (account) => settle(account, id, spend, { once }));
    await this.#change(DAYS, day, (account) => settle(account, id, spend, { once, itemised: false }));
  }

  async release({ businessId, day }: BookedIn, id: string): Promise<void> {
    await this.#change(runOf(businessId), RUN_ACCOUNT, (account) => release(account, id));
    await this.#change(DAYS, day, (account) => release(account, id));
  }

  /** Books wall time and gives both accounts as they are then. */
  async addSeconds(
    { businessId, day }: BookedIn,
    seconds: number,
  ): Promise<{ readonly run: Account; readonly day: Account }> {
    const add = (account: Account) => addSeconds(account, seconds);
    return {
      run: await this.#change(runOf(businessId), RUN_ACCOUNT, add),
      day: await this.#change(DAYS, day, add),
    };
  }

  async run(businessId: string): Promise<Account> {
    return parse((await this.#store.get(runOf(businessId), RUN_ACCOUNT))?.value);
  }

  /** `day`: as `utcDay` has it. */
  async day(day: string): Promise<Account> {
    return parse((await this.#store.get(DAYS, day))?.value);
  }

  async #reserve(namespace: string[], key: string, reservation: Reservation, limits: BudgetLimits) {
    let breach: Omit<BudgetBreach, "scope"> | undefined;
    await this.#change(namespace, key, (account) => {
      const reserved = reserve(account, reservation, limits);
      breach = reserved.breach;
      return reserved.breach ? account : reserved.account;
    });
    return breach;
  }

  async #change(namespace: string[], key: string, change: (account: Account) => Account): Promise<Account> {
    let after = EMPTY_ACCOUNT;
    await updateItem(this.#store, namespace, key, (value) => {
      const before = parse(value);
      after = change(before);
      return after === before ? undefined : after;
    });
    return after;
  }
}

/** Removes what a run has spent; what it counts for in its days stays. */
export async function deleteBudget(store: BaseStore, businessId: string): Promise<void> {
  await deleteAll(store, runOf(businessId));
}

/** The day of a moment, UTC, as YYYY-MM-DD. */
export function utcDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

function parse(value: unknown): Account {
  if (value === undefined) return EMPTY_ACCOUNT;
  const parsed = AccountSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GenesisError("BUDGET_ACCOUNT_UNREADABLE", "A stored budget account can't be read.", {
    category: "budget",
    hint: "It may be from a newer Genesis: update this one. Nothing is spent meanwhile.",
  });
}
