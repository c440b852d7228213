import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { raiseRequest } from "../../src/budget/raises.ts";
import { dayExhausted } from "../../src/budget/run-budget.ts";
import type { BudgetBreach, BudgetCharge } from "../../src/state/budget.ts";
import { usedOf } from "../../src/state/budget-account.ts";
import { BudgetLedger } from "../../src/stores/budget-ledger.ts";
import { recordingLogger } from "../llm/support.ts";
import { testBudget } from "../support/budget.ts";
import { fakeClock } from "../support/clock.ts";

const call: BudgetCharge = { kind: "model", node: "n", target: "gpt-4o", usd: 0.4, tokens: 100, calls: 1 };
const spent = { usd: 0.1, tokens: 40, calls: 1, measured: true };
const RUN = "00000000-0000-4000-8000-000000000001";

describe("the budget of a run", () => {
  it("is what the configuration allows, tightened by the request", () => {
    const budget = testBudget({
      env: { GENESIS_BUDGET_RUN_USD: "2", GENESIS_BUDGET_DAY_CALLS: "9" },
      request: { usd: 5, tokens: 7 },
    });
    expect(budget.limitsOn("2026-01-01")).toEqual({ run: { usd: 2, tokens: 7 }, day: { calls: 9 } });
  });

  it("sets the ceiling aside, and what was spent in its place", async () => {
    const budget = testBudget({ request: { usd: 1 } });
    const meter = budget.meter("builder");
    const booking = await meter.reserve(call);
    expect(await meter.remaining()).toEqual({ usd: 0.6 });
    await booking.settle(spent);
    expect(await meter.remaining()).toEqual({ usd: 0.9 });
    expect((await budget.account()).lines).toEqual([
      {
        ...{ kind: "model", node: "n", agent: "builder", target: "gpt-4o", measured: true },
        ...{ nano_usd: 100_000_000, tokens: 40, calls: 1 },
      },
    ]);
  });

  it("refuses what does not fit, and tells whoever counts that", async () => {
    const denied: BudgetBreach[] = [];
    const meter = testBudget({ request: { usd: 0.5 }, onDenied: (breach) => denied.push(breach) }).meter();
    await meter.reserve(call);
    await expect(meter.reserve(call)).rejects.toMatchObject({ code: "BUDGET_EXCEEDED", category: "budget" });
    expect(denied).toEqual([{ scope: "run", dimension: "usd", limit: 0.5, used: 0.4, needed: 0.4 }]);
  });

  it("lets no more of many calls through than fit together", async () => {
    const meter = testBudget({ request: { usd: 1, calls: 50 } }).meter();
    const asked = await Promise.allSettled(Array.from({ length: 40 }, () => meter.reserve(call)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  it("is the same for a process that goes on with the run, whatever the one before left open", async () => {
    const store = new InMemoryStore();
    await testBudget({ store, request: { usd: 1 } })
      .meter()
      .reserve(call); // Its process is killed here.
    const resumed = testBudget({ store, request: { usd: 1 } });
    expect(await resumed.remaining()).toEqual({ usd: 0.6 });
    const booking = await resumed.meter().reserve(call);
    await booking.settle(spent);
    await expect(resumed.meter().reserve({ ...call, usd: 0.51 })).rejects.toMatchObject({
      code: "BUDGET_EXCEEDED",
    });
  });

  it("begins anew at midnight UTC for the day, and not for the run", async () => {
    const store = new InMemoryStore();
    const clock = fakeClock(Date.parse("2026-01-01T23:59:59Z"));
    const of = (businessId: string) =>
      testBudget({ store, clock, businessId, env: { GENESIS_BUDGET_DAY_USD: "0.5" } });
    const open = await of("a").meter().reserve(call);
    await expect(of("b").meter().reserve(call)).rejects.toMatchObject({ breach: { scope: "day" } });
    expect(await dayExhausted(store, { usd: 0.4 }, clock.now())).toMatchObject({ dimension: "usd" });
    clock.advance(2_000);
    expect(await dayExhausted(store, { usd: 0.4 }, clock.now())).toBeUndefined();
    await of("b").meter().reserve(call);
    await open.settle({ ...spent, usd: 0.4 });
    const ledger = new BudgetLedger(store);
    expect((await ledger.day("2026-01-01")).spent.nano_usd).toBe(400_000_000);
    expect((await ledger.day("2026-01-02")).spent.nano_usd).toBe(0);
  });

  it("grows by exactly what a person approved, and by nothing that was asked only", async () => {
    const budget = { scope: "run", dimension: "usd", limit: 1, used: 0.9, needed: 0.4 } as const;
    const raise = (id: string, amount: number) => ({
      ...{ request_id: id, task_id: null, title: "", reason: "", change: "", effect: "money" as const },
      ...{ categories: [], policy_references: [], digest: `d-${id}`, deadline: "2026-01-01T00:00:00Z" },
      budget: { ...budget, amount, return_to: "EXECUTING" as const },
    });
    const decide = (request_id: string, decision: "approve" | "reject", digest = `d-${request_id}`) => ({
      ...{
        request_id,
        decision,
        digest,
        task_id: null,
        reason: "",
        decided_by: "ada",
        decided_at: "2026-01-01T00:00:00Z",
      },
    });
    const limits = testBudget({
      request: { usd: 1 },
      approval_requests: [raise("a", 0.5), raise("b", 10), raise("c", 10), raise("d", 10)],
      approval_decisions: [decide("a", "approve"), decide("b", "reject"), decide("c", "approve", "another")],
    }).limitsOn("2026-01-01");
    expect(limits.run).toEqual({ usd: 1.5 });
  });

  it("grows for a day by what a person allowed that day, and for no other day", async () => {
    const clock = fakeClock(Date.parse("2026-01-01T12:00:00Z"));
    const store = new InMemoryStore();
    const env = { GENESIS_BUDGET_DAY_USD: "0.5" };
    const denied: BudgetBreach[] = [];
    const onDenied = (breach: BudgetBreach) => denied.push(breach);
    await testBudget({ store, clock, env }).meter().reserve(call);
    await expect(testBudget({ store, clock, env, onDenied }).meter().reserve(call)).rejects.toThrow(
      "The budget of 2026-01-01 (UTC) is $0.50",
    );
    const [breach] = denied;
    expect(breach).toMatchObject({ scope: "day", day: "2026-01-01" });
    const request = raiseRequest({
      businessId: RUN,
      breach: breach as BudgetBreach,
      returnTo: "EXECUTING",
      deadline: "2026-01-04T00:00:00Z",
    });
    expect(request.change).toContain("this run may go on to $0.80 on 2026-01-01 (UTC).");
    const { request_id, digest } = request;
    const decision = {
      ...{ request_id, digest, decision: "approve" as const, task_id: null },
      ...{ reason: "", decided_by: "ada", decided_at: "2026-01-01T12:00:00Z" },
    };
    const allowed = testBudget({
      ...{ store, clock, env },
      approval_requests: [request],
      approval_decisions: [decision],
    });
    await allowed.meter().reserve(call);
    await expect(allowed.meter().reserve(call)).rejects.toMatchObject({ breach: { limit: 0.8 } });
    // One node may work past midnight.
    clock.advance(86_400_000);
    await allowed.meter().reserve(call);
    await expect(allowed.meter().reserve(call)).rejects.toMatchObject({
      breach: { limit: 0.5, day: "2026-01-02" },
    });
  });

  it.each(["settled", "cut off"])(
    "pays once for an effect that was %s before midnight and comes by again",
    async (how) => {
      const store = new InMemoryStore();
      const clock = fakeClock(Date.parse("2026-01-01T23:59:59Z"));
      const env = { GENESIS_BUDGET_DAY_USD: "0.5" };
      const effect = { ...call, kind: "effect", calls: 0, id: "run:deploy:1" } as const;
      const before = await testBudget({ store, clock, env }).meter().reserve(effect);
      if (how === "settled") await before.settle({ ...spent, usd: 0.3 });
      clock.advance(2_000);
      // What the new day has left for others is not looked at: nothing is asked of it.
      const other = testBudget({ store, clock, env, businessId: "other" });
      await other.meter().reserve(call);
      const again = await testBudget({ store, clock, env }).meter().reserve(effect);
      await again.settle({ ...spent, usd: 0.3 });
      const ledger = new BudgetLedger(store);
      const nanos = async (day: string) => usedOf(await ledger.day(day)).nano_usd;
      expect(await nanos("2026-01-01")).toBe(300_000_000);
      expect(await nanos("2026-01-02")).toBe(400_000_000);
      expect((await ledger.run(RUN)).spent.nano_usd).toBe(300_000_000);
      expect((await ledger.run(RUN)).open).toEqual({});
    },
  );

  it("keeps what was paid for when it can't be settled: the ceiling counts, and the log says so", async () => {
    const store = new InMemoryStore();
    const { log, lines } = recordingLogger();
    const booking = await testBudget({ store, log, request: { usd: 1 } })
      .meter()
      .reserve(call);
    const put = store.put.bind(store);
    store.put = async () => {
      throw new Error("the store is away");
    };
    await booking.settle(spent);
    store.put = put;
    expect(lines()).toContain("its ceiling counts");
    expect(await testBudget({ store, request: { usd: 1 } }).remaining()).toEqual({ usd: 0.6 });
  });

  it("spends nothing when the accounts can't be written", async () => {
    const store = new InMemoryStore();
    store.put = async () => {
      throw new Error("the store is away");
    };
    await expect(testBudget({ store }).meter().reserve(call)).rejects.toThrow("the store is away");
  });
});

describe("the time of a run", () => {
  it("touches no account where it is not limited", async () => {
    const store = new InMemoryStore();
    const budget = testBudget({ store });
    await budget.begin(true);
    await budget.bookTime();
    expect([budget.timed, budget.timeLeftMs()]).toEqual([false, Infinity]);
    expect(await store.search(["budget"])).toEqual([]);
  });

  it("is summed over nodes and processes, and is up when its limit is reached", async () => {
    const store = new InMemoryStore();
    const clock = fakeClock();
    const next = () => testBudget({ store, clock, request: { seconds: 10 } });
    const first = next();
    await first.begin(true);
    clock.advance(4_000);
    expect(first.timeLeftMs()).toBe(6_000);
    await first.bookTime();
    clock.advance(60_000); // A person is asked meanwhile.
    const second = next();
    await second.begin(true);
    expect(second.timeLeftMs()).toBe(6_000);
    clock.advance(6_500);
    await expect(second.meter().reserve(call)).rejects.toMatchObject({
      code: "BUDGET_EXCEEDED",
      breach: { scope: "run", dimension: "seconds", limit: 10 },
    });
    await second.bookTime();
    await expect(next().begin(true)).rejects.toMatchObject({ breach: { used: 10.5 } });
    await next().begin(false);
    expect((await new BudgetLedger(store).run(RUN)).seconds).toBe(10.5);
  });

  it("is limited by the day as well, whichever is shorter", async () => {
    const store = new InMemoryStore();
    const clock = fakeClock();
    const of = (businessId: string) =>
      testBudget({
        store,
        clock,
        businessId,
        env: { GENESIS_BUDGET_DAY_SECONDS: "5" },
        request: { seconds: 60 },
      });
    const a = of("a");
    await a.begin(true);
    clock.advance(3_000);
    await a.bookTime();
    const b = of("b");
    await b.begin(true);
    expect(b.timeLeftMs()).toBe(2_000);
    clock.advance(2_000);
    expect(b.timeUp().breach).toMatchObject({ scope: "day", limit: 5 });
  });
});
