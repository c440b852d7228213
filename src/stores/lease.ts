import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/**
 * The right to drive a thread, held by one owner at a time. The token rises with every new holder, so whoever
 * keeps one can tell that it was overtaken (fencing). LangGraph has no such lock: two drivers on one thread
 * would do every effect twice.
 */
export interface Leases {
  /**
   * Takes the lease, or says who has it. It is free when it was released, when it expired, or when its owner was
   * a process on this host that is gone. An owner that has it already gets it again, with the same token.
   */
  acquire(threadId: string, owner: string, ttlMs: number): Promise<LeaseGrant>;
  /** Extends the lease to `ttlMs` from now; false when another owner has taken it. */
  renew(threadId: string, owner: string, token: number, ttlMs: number): Promise<boolean>;
  /** Gives the lease back; false when it was no longer held. */
  release(threadId: string, owner: string, token: number): Promise<boolean>;
  /** True while nobody else has taken the lease, even when it has expired meanwhile. */
  holds(threadId: string, owner: string, token: number): Promise<boolean>;
  /** Who holds the lease now; undefined when it is free in the sense of `acquire`. */
  current(threadId: string): Promise<LeaseHolder | undefined>;
}

export interface LeaseHolder {
  readonly owner: string;
  readonly token: number;
}

export type LeaseGrant = { readonly token: number } | { readonly heldBy: string };

/** A name no other holder has, from which others can see whether this process is still alive. */
export function leaseOwner(): string {
  return `${hostname()}:${process.pid}:${randomUUID()}`;
}

/** True only when the owner surely is gone: it ran on this host and its process does not exist. */
export function isDeadOwner(owner: string): boolean {
  const [, host, pid] = /^(.+):([1-9]\d{0,9}):[^:]+$/.exec(owner) ?? [];
  return host === hostname() && pid !== undefined && !processExists(Number(pid));
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
