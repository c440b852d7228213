import { type BudgetBreach, BudgetExceeded } from "../state/budget.ts";
import type { GenesisState, GenesisUpdate } from "../state/genesis-state.ts";
import { raiseRequest } from "./raises.ts";

type Stopped = Pick<GenesisState, "business_id" | "autonomous" | "status" | "approval_requests">;

export interface StopOptions {
  /** When an unanswered request counts as rejected, ISO 8601. */
  readonly deadline: string;
  /** What there is already, for the message. */
  readonly kept?: string;
}

/**
 * What becomes of a run whose budget does not suffice (design 7): a supervised one asks a person for more and goes on
 * with the node that stopped; an autonomous one ends, and keeps what is done.
 */
export function budgetStop(
  { business_id, autonomous, status, approval_requests }: Stopped,
  breach: BudgetBreach,
  { deadline, kept }: StopOptions,
): GenesisUpdate {
  if (autonomous) {
    return { outcome: { status: "FAILED", error: stopError(business_id, breach, kept).toJSON() } };
  }
  const request = raiseRequest({ businessId: business_id, breach, returnTo: status, deadline });
  const known = approval_requests.some(({ request_id }) => request_id === request.request_id);
  return {
    approval_requests: known ? approval_requests : [...approval_requests, request],
    status: "AWAITING_APPROVAL",
  };
}

/** The error a run ends with: what was spent, what is kept, and how it goes on. */
export function stopError(businessId: string, breach: BudgetBreach, ...notes: (string | undefined)[]) {
  const { scope, dimension } = breach;
  const setting = `GENESIS_BUDGET_${scope.toUpperCase()}_${dimension.toUpperCase()}`;
  const hint =
    scope === "run"
      ? `Give it more: genesis replay ${businessId} --budget-${dimension} <amount>; ${setting}, where it is set, must allow it.`
      : `Raise ${setting} or wait for tomorrow (UTC); then: genesis replay ${businessId}`;
  const error = new BudgetExceeded(breach, hint);
  const more = notes.filter((note) => note !== undefined && note !== "");
  error.message = [error.message, ...more].join(" ");
  return error;
}
