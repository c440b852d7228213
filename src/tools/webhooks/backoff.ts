import type { Random } from "../../state/random.ts";

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;
/** A receiver that asks for more gets this much. */
const LONGEST_ASKED_MS = 3_600_000;

/**
 * How long to wait after the attempt of this number (from 1) failed, milliseconds: it doubles up to five minutes, and
 * half of it is chance, so that senders which failed together don't come back together.
 */
export function backoffMs(attempt: number, random: Random): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  return Math.round(most / 2 + random.next() * (most / 2));
}

/** What a Retry-After header asks for (RFC 9110, 10.2.3), milliseconds; undefined when it says nothing that is one. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? "";
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : dateMs(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(LONGEST_ASKED_MS, Math.max(0, ms));
}

/** Only whole dates: `Date.parse` takes nearly everything for one. */
function dateMs(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /.test(text) ? Date.parse(text) : Number.NaN;
}
