import { beforeEach, describe, expect, it } from "vitest";
import type { BudgetLimits } from "../../src/state/budget.ts";
import { amountOf, type Reservation, usdOf } from "../../src/state/budget-account.ts";
import { BudgetLedger, deleteBudget, utcDay } from "../../src/stores/budget-ledger.ts";
import type { CheckedStore } from "../../src/stores/checked-store.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

const DAY = "2026-01-01";
const key = { kind: "model", node: "generate-idea", agent: "system", target: "gpt-4o" } as const;

function costing(id: string, usd: number): Reservation {
  return { id, key, amount: amountOf({ usd, tokens: 10, calls: 1 }) };
}

/** What the ledger of budgets must do on every backend. */
export function budgetConformance(name: string, open: OpenBackend): void {
  describe(`${name}'s budget ledger`, () => {
    let store: CheckedStore;
    let mine: BudgetLedger;
    let theirs: BudgetLedger;
    const inRun = (businessId: string) => ({ businessId, day: DAY });
    const limits = (run: BudgetLimits, day: BudgetLimits = {}) => ({ run, day });

    beforeEach(async () => {
      const { stores, another, close } = await open(new TestClock());
      store = stores.store;
      mine = new BudgetLedger(store);
      theirs = new BudgetLedger((await another()).store);
      return close;
    });

    it("sets aside, settles by what was spent, and says the same to everybody", async () => {
      expect(await mine.reserve(inRun("a"), costing("1", 0.5), limits({ usd: 1 }))).toBeUndefined();
      expect(Object.keys((await theirs.run("a")).open)).toEqual(["1"]);
      const amount = amountOf({ usd: 0.2, tokens: 7, calls: 1 });
      await theirs.settle(inRun("a"), "1", { amount, measured: true });
      const account = await mine.run("a");
      expect(account).toMatchObject({ open: {}, spent: amount, lines: [{ ...key, measured: true }] });
      expect(await mine.day(DAY)).toMatchObject({ open: {}, spent: amount, lines: [] });
    });

    it("refuses for the run and leaves nothing in the day, and for the day", async () => {
      await mine.reserve(inRun("a"), costing("1", 0.9), limits({ usd: 1 }));
      expect(await mine.reserve(inRun("a"), costing("2", 0.2), limits({ usd: 1 }))).toEqual({
        ...{ scope: "run", dimension: "usd", limit: 1, used: 0.9, needed: 0.2 },
      });
      expect(Object.keys((await theirs.day(DAY)).open)).toEqual(["1"]);
      expect(await theirs.reserve(inRun("b"), costing("3", 0.2), limits({}, { usd: 1 }))).toMatchObject({
        scope: "day",
        used: 0.9,
      });
      expect(
        await theirs.reserve(
          { businessId: "b", day: "2026-01-02" },
          costing("3", 0.2),
          limits({}, { usd: 1 }),
        ),
      ).toBeUndefined();
    });

    it("lets only as many through as there is money for, whoever asks", async () => {
      const asked = Array.from({ length: 30 }, (_, at) =>
        (at % 2 === 0 ? mine : theirs).reserve(
          inRun(`run-${at % 3}`),
          costing(`c${at}`, 0.25),
          limits({}, { usd: 1.1 }),
        ),
      );
      const refused = (await Promise.all(asked)).filter((breach) => breach !== undefined);
      expect(refused).toHaveLength(26);
      expect(Object.keys((await mine.day(DAY)).open)).toHaveLength(4);
    });

    it("books in the day in which it was reserved, also after midnight", async () => {
      await mine.reserve(inRun("a"), costing("1", 0.5), limits({}));
      await mine.settle(inRun("a"), "1", undefined);
      expect(usdOf((await mine.day(DAY)).spent)).toBe(0.5);
      expect(usdOf((await mine.day("2026-01-02")).spent)).toBe(0);
    });

    it("takes back what was not spent, sums time, and forgets a run but not its day", async () => {
      await mine.reserve(inRun("a"), costing("1", 0.5), limits({}));
      await mine.release(inRun("a"), "1");
      await mine.addSeconds(inRun("a"), 1.5);
      expect((await theirs.addSeconds(inRun("a"), 2)).run).toMatchObject({ open: {}, seconds: 3.5 });
      await deleteBudget(store, "a");
      expect(await theirs.run("a")).toMatchObject({ seconds: 0 });
      expect(await theirs.day(DAY)).toMatchObject({ seconds: 3.5 });
    });

    it("pays once for a step with an id of its own, before and after it is settled", async () => {
      for (const ledger of [mine, theirs]) {
        expect(await ledger.reserve(inRun("a"), costing("deploy", 0.6), limits({ usd: 1 }))).toBeUndefined();
      }
      await mine.settle(inRun("a"), "deploy", undefined, true);
      expect(await theirs.reserve(inRun("a"), costing("deploy", 0.6), limits({ usd: 1 }))).toBeUndefined();
      await theirs.settle(inRun("a"), "deploy", undefined, true);
      expect(usdOf((await mine.run("a")).spent)).toBe(0.6);
      expect(await mine.day(DAY)).toMatchObject({ open: {}, spent: { nano_usd: 600_000_000 } });
    });

    it("knows in which day a step with an id of its own is booked", async () => {
      const tomorrow = { businessId: "a", day: "2026-01-02" };
      expect(await mine.bookedIn(inRun("a"), "deploy")).toBeUndefined();
      await mine.reserve(inRun("a"), costing("deploy", 0.6), limits({}));
      expect(await theirs.bookedIn(tomorrow, "deploy")).toEqual(inRun("a"));
      await theirs.settle(inRun("a"), "deploy", undefined, true);
      expect(await mine.bookedIn(tomorrow, "deploy")).toEqual(tomorrow);
    });

    it("spends nothing from an account that can't be read", async () => {
      await store.put(["budget", "a"], "account", { version: 2 });
      await expect(mine.reserve(inRun("a"), costing("1", 1), limits({}))).rejects.toMatchObject({
        code: "BUDGET_ACCOUNT_UNREADABLE",
        category: "budget",
      });
    });

    it("names days by UTC", () => {
      expect(utcDay(Date.parse("2026-01-01T23:59:59.999Z"))).toBe("2026-01-01");
      expect(utcDay(Date.parse("2026-01-02T00:30:00+02:00"))).toBe("2026-01-01");
    });
  });
}
