import { describe, expect, it } from "vitest";
import {
  BudgetExceeded,
  BudgetLimitsSchema,
  breachOf,
  isBudgetStop,
  raised,
  tighten,
  usdText,
} from "../../src/state/budget.ts";
import { GenesisError } from "../../src/state/errors.ts";

const breach = { scope: "run", dimension: "usd", limit: 1, used: 0.9, needed: 0.25 } as const;

describe("budget limits", () => {
  it("are tightened by a request, never widened", () => {
    expect(tighten({ usd: 1, calls: 5 }, { usd: 2, calls: 3, tokens: 9 })).toEqual({
      usd: 1,
      calls: 3,
      tokens: 9,
    });
    expect(tighten({ usd: 1 }, { usd: 0 })).toEqual({ usd: 0 });
    expect(tighten({}, {})).toEqual({});
  });

  it("are raised by what was approved for their scope; what is not limited stays so", () => {
    const raises = [
      { scope: "run", dimension: "usd", amount: 1 },
      { scope: "run", dimension: "usd", amount: 0.5 },
      { scope: "day", dimension: "usd", amount: 9 },
      { scope: "run", dimension: "calls", amount: 9 },
    ] as const;
    expect(raised({ usd: 2, tokens: 5 }, "run", raises)).toEqual({ usd: 3.5, tokens: 5 });
    expect(raised({ usd: 2 }, "day", raises)).toEqual({ usd: 11 });
  });

  it("are refused when they are no sound amounts", () => {
    for (const usd of [Number.NaN, -1, -0.01, Number.POSITIVE_INFINITY, 1e12, "1"]) {
      expect(BudgetLimitsSchema.safeParse({ usd }).success, String(usd)).toBe(false);
    }
    for (const limits of [{ tokens: 1.5 }, { calls: 1e10 }, { seconds: 1e9 }, { eur: 1 }]) {
      expect(BudgetLimitsSchema.safeParse(limits).success).toBe(false);
    }
    expect(BudgetLimitsSchema.parse({ usd: 0, seconds: 0.5 })).toEqual({ usd: 0, seconds: 0.5 });
  });
});

describe("a breach", () => {
  it("says what was spent, of what, and what the next step needs", () => {
    const error = new BudgetExceeded(breach);
    expect(error).toMatchObject({ code: "BUDGET_EXCEEDED", category: "budget", retryable: false });
    expect(error.message).toBe(
      "The budget of this run is $1.00: $0.90 spent or reserved, and the next step may need $0.25.",
    );
    const ofDay = { ...breach, scope: "day", day: "2026-01-31", dimension: "seconds", needed: 0 } as const;
    expect(new BudgetExceeded(ofDay).message).toBe(
      "The budget of 2026-01-31 (UTC) is 1 second: 0.9 seconds spent or reserved.",
    );
  });

  it("is told from other errors", () => {
    const other = new GenesisError("LLM_QUOTA", "no", { hint: "" });
    expect([isBudgetStop(new BudgetExceeded(breach)), isBudgetStop(other), isBudgetStop("x")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(breachOf(new BudgetExceeded(breach))).toEqual(breach);
    expect(breachOf(other)).toBeUndefined();
    expect(breachOf(new GenesisError("BUDGET_EXCEEDED", "from elsewhere", { hint: "" }))).toBeUndefined();
  });

  it("shows small sums", () => {
    expect([0, 0.0000042, 0.0123, 12.5].map(usdText)).toEqual(["$0.00", "$0.000004", "$0.0123", "$12.50"]);
  });
});
