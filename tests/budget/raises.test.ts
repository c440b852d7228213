import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { raiseAmount, raiseRequest } from "../../src/budget/raises.ts";
import { budgetStop, stopError } from "../../src/budget/stop.ts";
import { ApprovalRequestSchema } from "../../src/state/approval.ts";
import { BUDGET_DIMENSIONS } from "../../src/state/budget.ts";

const ID = "00000000-0000-4000-8000-000000000001";
const deadline = "2026-01-04T00:00:00.000Z";
const breach = { scope: "run", dimension: "usd", limit: 1, used: 0.9, needed: 0.25 } as const;

describe("what is asked of a person", () => {
  it("is always enough for the next step", () => {
    const amount = fc.double({ min: 0, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...BUDGET_DIMENSIONS),
        amount,
        amount,
        amount,
        (dimension, limit, used, needed) => {
          const raise = raiseAmount({ scope: "run", dimension, limit, used, needed });
          expect(raise).toBeGreaterThan(0);
          expect(limit + raise).toBeGreaterThanOrEqual(used + needed - 1e-5);
        },
      ),
    );
  });

  it("is half as much again, in whole steps, when the next step needs less", () => {
    expect(raiseAmount(breach)).toBe(0.5);
    expect(raiseAmount({ ...breach, needed: 3 })).toBe(2.9);
    expect(raiseAmount({ ...breach, limit: 0, used: 0, needed: 0.001 })).toBe(0.01);
    expect(raiseAmount({ ...breach, dimension: "seconds", limit: 10, used: 10, needed: 0 })).toBe(60);
  });

  it("says the amount, the reason and what either answer does, bound to its digest", () => {
    const request = raiseRequest({ businessId: ID, breach, returnTo: "EXECUTING", deadline });
    expect(ApprovalRequestSchema.parse(request)).toEqual(request);
    expect(request).toMatchObject({
      task_id: null,
      title: "Raise the budget by $0.50 or stop",
      change: "Approved: this run may go on to $1.50. Rejected: it stops, and what is done is kept.",
      budget: { ...breach, amount: 0.5, return_to: "EXECUTING" },
    });
    const other = raiseRequest({
      businessId: ID,
      breach: { ...breach, needed: 5 },
      returnTo: "EXECUTING",
      deadline,
    });
    expect(other.digest).not.toBe(request.digest);
    expect(other.request_id).not.toBe(request.request_id);
  });
});

describe("a budget that does not suffice", () => {
  const state = { business_id: ID, status: "EXECUTING", approval_requests: [] } as const;

  it("has a supervised run ask once, and keep what was asked before", () => {
    const supervised = { ...state, autonomous: false, approval_requests: [] };
    const first = budgetStop(supervised, breach, { deadline });
    expect(first).toMatchObject({ status: "AWAITING_APPROVAL", approval_requests: [{ budget: breach }] });
    const asked = first.approval_requests as never;
    expect(
      budgetStop({ ...supervised, approval_requests: asked }, breach, { deadline }).approval_requests,
    ).toBe(asked);
  });

  it("ends an autonomous run with what was spent, what is kept and what to do", () => {
    const kept = "3 of 9 tasks are done and kept.";
    const { outcome } = budgetStop({ ...state, autonomous: true, approval_requests: [] }, breach, {
      deadline,
      kept,
    });
    expect(outcome).toMatchObject({
      status: "FAILED",
      error: {
        code: "BUDGET_EXCEEDED",
        category: "budget",
        message: `The budget of this run is $1.00: $0.90 spent or reserved, and the next step may need $0.25. ${kept}`,
        hint: `Give it more: genesis replay ${ID} --budget-usd <amount>; GENESIS_BUDGET_RUN_USD, where it is set, must allow it.`,
      },
    });
    expect(stopError(ID, { ...breach, scope: "day" }).hint).toContain(
      "GENESIS_BUDGET_DAY_USD or wait for tomorrow",
    );
  });
});
