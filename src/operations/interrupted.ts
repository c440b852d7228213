import { BUSINESS_CREATION_STATUSES, isTerminal } from "../state/status.ts";
import type { Stores } from "../stores/open.ts";
import type { RunRecord } from "../stores/runs.ts";

/** Waiting for a person is no interruption. */
const UNDER_WAY = BUSINESS_CREATION_STATUSES.filter(
  (status) => !isTerminal(status) && status !== "AWAITING_APPROVAL",
);
const MAX_LISTED = 10_000;

/** Runs that have not ended and that no living process drives, oldest first: `genesis resume` continues them. */
export async function interruptedRuns({
  runs,
  leases,
}: Pick<Stores, "runs" | "leases">): Promise<RunRecord[]> {
  const open = await runs.list({ statuses: UNDER_WAY, limit: MAX_LISTED });
  const holders = await Promise.all(open.map((run) => leases.current(run.business_id)));
  return open.filter((_run, at) => holders[at] === undefined).toReversed();
}
