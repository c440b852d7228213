import type { ApprovalRequest, RecordedDecision } from "../state/approval.ts";
import { amountText, type BudgetBreach, type BudgetRaise, describeBreach } from "../state/budget.ts";
import { digest } from "../state/digest.ts";
import type { BusinessCreationStatus } from "../state/status.ts";

interface Asked {
  readonly approval_requests: readonly ApprovalRequest[];
  readonly approval_decisions: readonly RecordedDecision[];
}

/** What a person has allowed a run beyond its limits, each in exactly the amount that was asked for. */
export function approvedRaises({ approval_requests, approval_decisions }: Asked): BudgetRaise[] {
  return approval_requests.flatMap(({ request_id, digest: content, budget }) => {
    const approved = approval_decisions.some(
      (one) => one.request_id === request_id && one.decision === "approve" && one.digest === content,
    );
    return budget && approved ? [budget] : [];
  });
}

/** Of the limit, so that a person is not asked for every single step. */
const SHARE = 0.5;
/** Whole steps of each dimension, for people. */
const STEP = { usd: 0.01, tokens: 1_000, calls: 1, seconds: 60 } as const;

/** By how much a limit must rise for the next step, and some more. */
export function raiseAmount({ dimension, limit, used, needed }: BudgetBreach): number {
  const step = STEP[dimension];
  const wanted = Math.max(used + needed - limit, limit * SHARE, step);
  const steps = Math.ceil(Number((wanted / step).toFixed(6)));
  return Number((steps * step).toFixed(2));
}

export interface RaiseSubject {
  readonly businessId: string;
  readonly breach: BudgetBreach;
  /** Where the run goes on. */
  readonly returnTo: BusinessCreationStatus;
  /** When an unanswered request counts as rejected, ISO 8601. */
  readonly deadline: string;
}

/** "Raise the budget by so much, or stop", as a request to a person. */
export function raiseRequest({ businessId, breach, returnTo, deadline }: RaiseSubject): ApprovalRequest {
  const budget: BudgetRaise = { ...breach, amount: raiseAmount(breach), return_to: returnTo };
  const content = digest({ businessId, budget });
  const { scope, dimension, limit, amount, day } = budget;
  const by = amountText(dimension, amount);
  const to = amountText(dimension, limit + amount);
  return {
    request_id: `budget-${scope}-${dimension}:${content.slice(0, 12)}`,
    task_id: null,
    title: `Raise the budget by ${by} or stop`,
    reason: describeBreach(breach),
    change: `Approved: this run may go on to ${to}${day === undefined ? "" : ` on ${day} (UTC)`}. Rejected: it stops, and what is done is kept.`,
    effect: "money",
    categories: ["budget"],
    policy_references: [],
    digest: content,
    deadline,
    budget,
  };
}
