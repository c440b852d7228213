import { createHash } from "node:crypto";
import { REFUSALS } from "../nodes/intake/admission.ts";
import { BUDGET_EXCEEDED } from "../state/budget.ts";
import { uuidOf } from "../state/uuid.ts";
import type { RequestRecord } from "../stores/request-log.ts";

/** A request that failed this often is run again only when it is named. */
export const MAX_REPLAY_ATTEMPTS = 3;

/**
 * The waiting requests that a replay without a name runs, and those it leaves to a person: what failed too often, and
 * what ran out of budget, since it would only spend the same again.
 */
export function replayable(waiting: readonly RequestRecord[]) {
  const forPerson = ({ attempts, code }: RequestRecord) =>
    attempts >= MAX_REPLAY_ATTEMPTS || code === BUDGET_EXCEEDED;
  return { due: waiting.filter((one) => !forPerson(one)), givenUp: waiting.filter(forPerson) };
}

/** Throws when new runs are refused now: a replay would only use up attempts. */
export async function assertAdmitting(flags: {
  isEnabled(name: (typeof REFUSALS)[number]["flag"]): Promise<boolean>;
}): Promise<void> {
  for (const { flag, refusesWhen, error } of REFUSALS) {
    if ((await flags.isEnabled(flag)) === refusesWhen) throw error;
  }
}

/**
 * The id of the run that serves a waiting request: derived from the request's, so that a replay that is interrupted and
 * started again finds its run instead of making a second one.
 */
export function replayId({ business_id, attempts }: RequestRecord): string {
  return uuidOf(createHash("sha256").update(`${business_id}:${attempts}`).digest("hex"));
}
