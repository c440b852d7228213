import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUDGET_DIMENSIONS, type BudgetLimits } from "../../src/state/budget.ts";
import {
  type Account,
  AccountSchema,
  addSeconds,
  amountOf,
  EMPTY_ACCOUNT,
  exhausted,
  NOTHING,
  plus,
  release,
  remainderOf,
  reserve,
  settle,
  usdOf,
  usedOf,
} from "../../src/state/budget-account.ts";

const key = (agent = "system") => ({ kind: "model", node: "n", agent, target: "m" }) as const;
const amount = fc.record({
  nano_usd: fc.integer({ min: 0, max: 1_000 }),
  tokens: fc.integer({ min: 0, max: 1_000 }),
  calls: fc.integer({ min: 0, max: 2 }),
});
const limits: fc.Arbitrary<BudgetLimits> = fc.record(
  {
    usd: fc.integer({ min: 0, max: 5_000 }).map((nano) => nano / 1e9),
    tokens: fc.integer({ min: 0, max: 5_000 }),
    calls: fc.integer({ min: 0, max: 10 }),
  },
  { requiredKeys: [] },
);
/** A step of somebody: `share` of the ceiling is what it costs. */
const step = fc.record({
  kind: fc.constantFrom("reserve", "settle", "unknown", "release"),
  id: fc.integer({ min: 0, max: 8 }).map(String),
  agent: fc.constantFrom("a", "b"),
  amount,
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Step = { kind: string; id: string; agent: string; amount: typeof NOTHING; share: number };

function partOf(open: typeof NOTHING, share: number): typeof NOTHING {
  const part = (whole: number) => Math.floor(whole * share);
  return { nano_usd: part(open.nano_usd), tokens: part(open.tokens), calls: part(open.calls) };
}

function take(
  account: Account,
  { kind, id, agent, amount: asked, share }: Step,
  within: BudgetLimits,
): Account {
  if (kind === "reserve") {
    const reserved = reserve(account, { id, key: key(agent), amount: asked }, within);
    return reserved.breach ? account : reserved.account;
  }
  if (kind === "release") return release(account, id);
  const open = account.open[id];
  if (kind === "unknown" || !open) return settle(account, id, undefined);
  return settle(account, id, { amount: partOf(open, share), measured: true });
}

describe("the account of a budget", () => {
  it("never has more spent and reserved than its limits, whatever the order of steps", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), limits, (steps, within) => {
        let account: Account = EMPTY_ACCOUNT;
        for (const one of steps) {
          account = take(account, one, within);
          const used = usedOf(account);
          expect(used.nano_usd).toBeLessThanOrEqual(Math.round((within.usd ?? Infinity) * 1e9));
          expect(used.tokens).toBeLessThanOrEqual(within.tokens ?? Infinity);
          expect(used.calls).toBeLessThanOrEqual(within.calls ?? Infinity);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has lines that add up to what is spent, and reads back as it was written", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), limits, (steps, within) => {
        const account = steps.reduce((before, one) => take(before, one, within), EMPTY_ACCOUNT);
        expect(account.lines.reduce((sum, line) => plus(sum, line), NOTHING)).toEqual(account.spent);
        expect(AccountSchema.parse(JSON.parse(JSON.stringify(account)))).toEqual(account);
      }),
    );
  });

  it("refuses only what does not fit: what is left may always be reserved", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), limits, (steps, within) => {
        const account = steps.reduce((before, one) => take(before, one, within), EMPTY_ACCOUNT);
        const left = remainderOf(account, within);
        const rest = amountOf({ usd: left.usd ?? 0, tokens: left.tokens ?? 0, calls: left.calls ?? 0 });
        expect(reserve(account, { id: "rest", key: key(), amount: rest }, within).breach).toBeUndefined();
        for (const dimension of ["tokens", "calls"] as const) {
          if (left[dimension] === undefined) continue;
          const more = { ...NOTHING, [dimension]: left[dimension] + 1 };
          expect(reserve(account, { id: "more", key: key(), amount: more }, within).breach).toMatchObject({
            dimension,
          });
        }
      }),
    );
  });

  it("counts a reservation that nobody settles at its ceiling, for good", () => {
    const reserved = reserve(EMPTY_ACCOUNT, { id: "1", key: key(), amount: { ...NOTHING, tokens: 8 } }, {});
    if (reserved.breach) throw new Error("it fits");
    expect(
      reserve(reserved.account, { id: "2", key: key(), amount: { ...NOTHING, tokens: 3 } }, { tokens: 10 })
        .breach,
    ).toEqual({
      ...{ dimension: "tokens", limit: 10, used: 8, needed: 3 },
    });
  });

  it("records what was really spent, also above the ceiling, and then lets nothing more in", () => {
    const first = reserve(
      EMPTY_ACCOUNT,
      { id: "1", key: key(), amount: { ...NOTHING, tokens: 8 } },
      { tokens: 10 },
    );
    if (first.breach) throw new Error("it fits");
    const after = settle(first.account, "1", { amount: { ...NOTHING, tokens: 15 }, measured: true });
    expect(after.spent.tokens).toBe(15);
    expect(exhausted(after, { tokens: 10 })).toMatchObject({ dimension: "tokens", used: 15 });
    // What needs none of it is not held up.
    expect(reserve(after, { id: "2", key: key(), amount: NOTHING }, { tokens: 10 }).breach).toBeUndefined();
  });

  it("settles and releases once: what is not open changes nothing", () => {
    const reserved = reserve(EMPTY_ACCOUNT, { id: "1", key: key(), amount: { ...NOTHING, calls: 1 } }, {});
    if (reserved.breach) throw new Error("it fits");
    const settled = settle(reserved.account, "1", undefined);
    expect(settle(settled, "1", undefined)).toBe(settled);
    expect(release(settled, "1")).toBe(settled);
    expect(settled.lines).toEqual([{ ...key(), measured: false, ...NOTHING, calls: 1 }]);
  });

  it("stops by time, whatever is asked for", () => {
    const account = addSeconds(addSeconds(EMPTY_ACCOUNT, 4), -1);
    expect(account.seconds).toBe(4);
    expect(reserve(account, { id: "1", key: key(), amount: NOTHING }, { seconds: 4 }).breach).toMatchObject({
      dimension: "seconds",
      used: 4,
    });
    expect(exhausted(account, { seconds: 5 })).toBeUndefined();
    expect(remainderOf(account, { seconds: 5 })).toEqual({ seconds: 1 });
  });

  it("holds USD exactly, and rounds up below a billionth", () => {
    expect(amountOf({ usd: 0.1 + 0.2, tokens: 0.5, calls: 1 })).toEqual({
      nano_usd: 300_000_000,
      tokens: 1,
      calls: 1,
    });
    expect(amountOf({ usd: 1e-10, tokens: 0, calls: 0 }).nano_usd).toBe(1);
    expect(usdOf({ nano_usd: 1_500_000_000 })).toBe(1.5);
    expect(BUDGET_DIMENSIONS.filter((one) => exhausted(EMPTY_ACCOUNT, { [one]: 0 }))).toHaveLength(4);
  });
});
