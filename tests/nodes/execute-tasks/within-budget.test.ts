import { InMemoryStore } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { breachIn, breachOutput, withinBudget } from "../../../src/nodes/execute-tasks/within-budget.ts";
import type { TaskWorker } from "../../../src/state/agent.ts";
import type { BudgetBreach } from "../../../src/state/budget.ts";
import { testBudget } from "../../support/budget.ts";
import { aContext } from "../../support/remote.ts";
import { aResult, aTask } from "../../support/tasks.ts";

const ceilings = { deploy: 0.5, money: 0.25, remote: 1 };
const deploy = aTask({ task_id: "deploy", effect: "deploy" });
const money = aTask({ task_id: "pay", effect: "money" });
const write = aTask({ task_id: "write" });

function setting(
  { output = {}, ...worker }: Partial<TaskWorker> & { output?: Record<string, unknown> } = {},
  { remote = false, usd = 5 }: { remote?: boolean; usd?: number } = {},
) {
  const done: string[] = [];
  const payee: TaskWorker = {
    kind: "host",
    async execute({ task_id }) {
      done.push(task_id);
      return { output, simulated: false };
    },
    ...worker,
  };
  const budget = testBudget({ store: new InMemoryStore(), request: { usd } });
  const paid = withinBudget(payee, { payee, remote, ceilings });
  const run = (task = deploy, idempotencyKey = `key-${task.task_id}`) =>
    paid.execute(task, aContext({ idempotencyKey, budget: budget.meter("deployer") }));
  return { done, run, spent: async () => (await budget.account()).spent.nano_usd / 1e9, budget };
}

describe("an effect that is paid for", () => {
  it("counts for its ceiling by kind of effect, and what only writes for nothing", async () => {
    const { run, spent, budget } = setting();
    await run(deploy);
    expect(await spent()).toBe(0.5);
    await run(money);
    await run(write);
    expect(await spent()).toBe(0.75);
    expect((await budget.account()).lines).toMatchObject([
      { kind: "effect", agent: "deployer", target: "host" },
    ]);
  });

  it("counts for what the worker says it may cost, then for what it measured", async () => {
    const effectCost = () => ({ provider: "vercel", usd: 0.3 });
    const declared = setting({ effectCost });
    await declared.run();
    expect(await declared.spent()).toBe(0.3);
    const measured = setting({ effectCost, output: { cost_usd: 0.02 } });
    await measured.run();
    expect(await measured.spent()).toBe(0.02);
    const free = setting({ effectCost: () => undefined });
    await free.run();
    expect(await free.spent()).toBe(0);
  });

  it.each([Number.NaN, -1, "0"])("is not measured by %s", async (cost_usd) => {
    const { run, spent } = setting({ output: { cost_usd } });
    await run();
    expect(await spent()).toBe(0.5);
  });

  it("does not happen without the money", async () => {
    const { run, done } = setting({}, { usd: 0.49 });
    await expect(run()).rejects.toMatchObject({ code: "BUDGET_EXCEEDED", breach: { needed: 0.5 } });
    expect(done).toEqual([]);
  });

  it("is paid for once, however often it fails and is tried again, and done again", async () => {
    let tries = 0;
    const { run, budget } = setting(
      {
        execute: async () => {
          tries += 1;
          if (tries < 3) throw new Error("cut off");
          return { output: {}, simulated: false };
        },
      },
      { usd: 0.6 },
    );
    await expect(run()).rejects.toThrow("cut off");
    await expect(run()).rejects.toThrow("cut off");
    expect(await budget.remaining()).toEqual({ usd: 0.1 });
    await run();
    await run();
    expect(await budget.remaining()).toEqual({ usd: 0.1 });
    await expect(run(deploy, "another key")).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
  });

  it("costs nothing where nothing is touched", async () => {
    const { run, spent } = setting({ touchesNothing: true }, { usd: 0 });
    await run();
    expect(await spent()).toBe(0);
  });
});

describe("a remote task", () => {
  it("is a call at its ceiling, whatever it claims to have cost", async () => {
    const { run, spent, budget } = setting(
      { output: { cost_usd: 0, done_by: { kind: "host" } } },
      { remote: true },
    );
    await run(write);
    expect(await spent()).toBe(1);
    expect((await budget.account()).lines).toMatchObject([{ kind: "remote", calls: 1, measured: false }]);
  });

  it("costs nothing when it was done here and nobody was asked, and its ceiling when somebody was", async () => {
    const here = { done_by: { kind: "built-in" } };
    const own = setting({ output: here }, { remote: true });
    await own.run(write);
    expect(await own.spent()).toBe(0);
    const tried = setting({ output: { ...here, remote_failures: [{ agent: "a" }] } }, { remote: true });
    await tried.run(write);
    expect(await tried.spent()).toBe(1);
  });
});

describe("the breach in results", () => {
  const breach: BudgetBreach = { scope: "run", dimension: "usd", limit: 1, used: 0.9, needed: 0.2 };
  const failed = (task_id: string, needed: number) =>
    aResult({
      task_id,
      status: "failed",
      error_code: "BUDGET_EXCEEDED",
      output: breachOutput({ ...breach, needed }),
    });

  it("is the one that asked for most, read back from what is stored", () => {
    const results = JSON.parse(
      JSON.stringify([aResult({ task_id: "a" }), failed("b", 0.2), failed("c", 0.4)]),
    );
    expect(breachIn(results)).toEqual({ ...breach, needed: 0.4 });
  });

  it("is none when nothing was refused, or when another error only looks like it", () => {
    expect(breachIn([aResult({ task_id: "a", output: breachOutput(breach) })])).toBeUndefined();
    expect(breachIn([aResult({ task_id: "a", error_code: "BUDGET_EXCEEDED" })])).toBeUndefined();
  });
});
