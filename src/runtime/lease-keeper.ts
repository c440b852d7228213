import { type Clock, systemClock } from "../state/clock.ts";
import { GenesisError } from "../state/errors.ts";
import { type LeaseHolder, type Leases, leaseOwner } from "../stores/lease.ts";

const LEASE_MS = 30_000;
/** How long before its end a lease is no longer taken on trust. */
const MARGIN_MS = 5_000;

interface Held extends LeaseHolder {
  /** Until then nobody can have taken the lease: milliseconds since the epoch. */
  sureUntil: number;
}

/** Holds the leases of the threads this process drives, and says whether it still does. */
export class LeaseKeeper {
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();

  constructor(leases: Leases, clock: Clock = systemClock) {
    this.#leases = leases;
    this.#clock = clock;
  }

  /**
   * Does the work while holding the thread's lease: LangGraph has no lock of its own, and two drivers on one thread
   * would do every effect twice (design 5). The signal it hands in also aborts when the lease is lost.
   * Throws RUN_BUSY when somebody else has it.
   */
  async exclusively<T>(
    threadId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const owner = leaseOwner();
    const sureUntil = this.#sureUntil();
    const lease = await this.#leases.acquire(threadId, owner, LEASE_MS);
    if (!("token" in lease)) throw busy(threadId, lease.heldBy);
    const holder = { owner, token: lease.token, sureUntil };
    this.#held.set(threadId, holder);
    const lost = new AbortController();
    const timer = setInterval(() => this.#renew(threadId, holder, lost), LEASE_MS / 3);
    timer.unref();
    try {
      return await work(AbortSignal.any([signal, lost.signal]));
    } finally {
      clearInterval(timer);
      this.#held.delete(threadId);
      await this.#leases.release(threadId, owner, lease.token);
    }
  }

  /**
   * Throws LEASE_LOST unless this process holds the thread: what every write to a thread has to pass. While the lease
   * runs nobody can take it, so the database is asked only when a renewal is overdue, as after a long sleep.
   */
  readonly fence = async (threadId: string): Promise<void> => {
    const holder = this.#held.get(threadId);
    if (holder && this.#clock.now() < holder.sureUntil) return;
    await this.confirm(threadId);
  };

  /** The same, but always asks the database: so it throws as well when that is away, and work can't be kept. */
  readonly confirm = async (threadId: string): Promise<void> => {
    const holder = this.#held.get(threadId);
    if (holder && (await this.#leases.holds(threadId, holder.owner, holder.token))) return;
    throw leaseLost(threadId);
  };

  #sureUntil(): number {
    return this.#clock.now() + LEASE_MS - MARGIN_MS;
  }

  async #renew(threadId: string, holder: Held, lost: AbortController): Promise<void> {
    try {
      const sureUntil = this.#sureUntil();
      const renewed = await this.#leases.renew(threadId, holder.owner, holder.token, LEASE_MS);
      if (renewed) holder.sureUntil = sureUntil;
      else lost.abort(leaseLost(threadId));
    } catch (error) {
      lost.abort(error);
    }
  }
}

function busy(businessId: string, heldBy: string): GenesisError {
  return new GenesisError("RUN_BUSY", `Run ${businessId} is being worked on by ${heldBy}.`, {
    category: "system",
    retryable: true,
    hint: "Wait until it ends; a dead owner is replaced by itself after half a minute.",
  });
}

function leaseLost(businessId: string): GenesisError {
  return new GenesisError("LEASE_LOST", `Another process has taken over run ${businessId}.`, {
    category: "system",
    hint: `See where it stands with: genesis show ${businessId}`,
  });
}
