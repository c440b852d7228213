import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { InMemoryStore } from "@langchain/langgraph";
import { afterEach, describe, expect, it } from "vitest";
import { onceOnly } from "../../../src/nodes/execute-tasks/once-only.ts";
import { EffectJournal } from "../../../src/stores/effect-journal.ts";
import { OrderJournal } from "../../../src/tools/a2a/order-journal.ts";
import { orderIds } from "../../../src/tools/a2a/order-message.ts";
import { type FakeAgent, type FakeAgentOptions, startFakeAgent } from "../../support/fake-agent.ts";
import { aContext, allowlist, workerOf } from "../../support/remote.ts";
import { temporaryFolder } from "../../support/services.ts";
import { aTask } from "../../support/tasks.ts";

const children: ChildProcess[] = [];
const started: FakeAgent[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await Promise.all(started.splice(0).map((agent) => agent.close()));
});

async function inProcess(options: FakeAgentOptions = {}): Promise<FakeAgent> {
  const agent = await startFakeAgent(options);
  started.push(agent);
  return agent;
}

/** An agent in a process of its own; `begun` resolves when it begins its first order. */
async function asProcess(options: FakeAgentOptions) {
  const program = join(import.meta.dirname, "../../support/fake-agent-process.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface(child.stdout);
  const [url] = (await once(lines, "line")) as [string];
  return { url, child, begun: once(lines, "line") };
}

const task = aTask({ task_id: "task" });

it("gives the task of an agent that is killed in the middle of it to another", async () => {
  const dying = await asProcess({ takes: 60_000 });
  const other = await inProcess();
  const { worker, attempts } = workerOf(allowlist([{ url: dying.url }, { url: other.url }]));
  const working = worker.execute(task, aContext());
  await dying.begun;
  dying.child.kill("SIGKILL");
  const { output } = await working;
  expect(output).toMatchObject({
    done_by: { kind: "a2a", agent: `${other.url}/rpc` },
    remote_failures: [{ agent: `${dying.url}/rpc`, code: "A2A_CUT" }],
  });
  expect(attempts.map(({ outcome }) => outcome)).toEqual(["A2A_CUT", "completed"]);
  expect(other.effects).toHaveLength(1);
});

it("never deploys a second time when the agent that may have deployed is killed", async () => {
  const dying = await asProcess({ takes: 60_000, skills: ["deploy"] });
  const other = await inProcess({ skills: ["deploy"] });
  const effects = ["deploy"];
  const { worker, builtIn } = workerOf(
    allowlist([
      { url: dying.url, effects },
      { url: other.url, effects },
    ]),
  );
  const context = aContext({ agentId: "deploy" });
  const deploy = aTask({ task_id: "deploy", effect: "deploy" });
  const working = worker.execute(deploy, context);
  const failed = expect(working).rejects.toMatchObject({ code: "A2A_CUT", retryable: false });
  await dying.begun;
  dying.child.kill("SIGKILL");
  await failed;
  expect([...other.effects, ...builtIn.done]).toEqual([]);
  // Nor does a resumed run: what became of it can't be found out.
  await expect(worker.execute(deploy, context)).rejects.toMatchObject({ code: "A2A_OUTCOME_UNKNOWN" });
  await expect(worker.reconcile?.(deploy, context)).rejects.toMatchObject({ code: "A2A_OUTCOME_UNKNOWN" });
  expect([...other.effects, ...builtIn.done]).toEqual([]);
});

it("finds out what became of an order that was sent before Genesis was killed, by its task and by its context", async () => {
  const agent = await inProcess({ takes: 30 });
  const entries = allowlist([{ url: agent.url }]);
  for (const knowsTask of [true, false]) {
    const context = aContext();
    const first = workerOf(entries);
    await first.worker.execute(task, context);
    const { length } = agent.effects;
    const { messageId } = orderIds({ idempotency_key: context.idempotencyKey });
    expect(agent.effects.at(-1)).toBe(messageId);

    // What a kill right after the order was sent leaves behind.
    const second = workerOf(entries);
    const journal = new OrderJournal(second.home);
    journal.sent(context, `${agent.url}/rpc`);
    if (knowsTask) journal.taken(context, `${agent.url}/rpc`, await taskOf(agent, context));
    const { output } = await second.worker.execute(task, context);
    expect(output).toMatchObject({ done_by: { kind: "a2a" }, remote_summary: "The remote agent did it." });
    expect(agent.effects).toHaveLength(length);
    // A run that is killed before it has kept the result does not send it again either.
    agent.calls.length = 0;
    expect(await workerOf(entries, { home: second.home }).worker.execute(task, context)).toMatchObject({
      output: { remote_summary: "The remote agent did it." },
    });
    expect(agent.calls.filter((call) => call !== "card")).toEqual([]);
  }
});

describe("a deployment at another agent", () => {
  const deploy = aTask({ task_id: "deploy", effect: "deploy" });
  const clock = { now: () => 0 };

  /** A journal of effects whose process is killed before its `kill`-th receipt is on record. */
  function killedAt(store: InMemoryStore, kill: number): EffectJournal {
    const journal = new EffectJournal(store, clock);
    let receipts = 0;
    const complete = journal.complete.bind(journal);
    journal.complete = async (key, result) => {
      receipts += 1;
      if (receipts === kill) throw new Error("killed");
      await complete(key, result);
    };
    return journal;
  }

  it("is found by its order when Genesis is killed before the receipt, once and again", async () => {
    const site = await inProcess();
    const deployment_url = `${site.url}/.well-known/agent-card.json`;
    const agent = await inProcess({ skills: ["deploy"], report: { deployment_url } });
    const entries = allowlist([{ url: agent.url, effects: ["deploy"] }]);
    const store = new InMemoryStore();
    const home = temporaryFolder();
    const context = aContext({ agentId: "deploy" });
    const attempt = (kill: number) => {
      const { worker, builtIn } = workerOf(entries, { home });
      const once = onceOnly(worker, { journal: killedAt(store, kill), fence: undefined });
      return { worker, builtIn, result: once.execute(deploy, context) };
    };
    // In `execute`, then in the `reconcile` of the process after it.
    for (const kill of [1, 1]) await expect(attempt(kill).result).rejects.toThrow("killed");
    const last = attempt(0);
    expect((await last.result).output).toMatchObject({ deployment_url, done_by: { kind: "a2a" } });
    expect(agent.effects).toHaveLength(1);
    expect(last.builtIn.done).toEqual([]);
    last.worker.forget?.(context.businessId);
    expect(readdirSync(join(home, "a2a-orders"))).toEqual([]);
  });
});

it("keeps the orders of other runs when one has ended", async () => {
  const home = temporaryFolder();
  const journal = new OrderJournal(home);
  const { worker } = workerOf(allowlist([]), { home });
  const [ended, running] = [aContext(), aContext()];
  for (const context of [ended, running]) journal.sent(context, "https://agent.example/rpc");
  worker.forget?.(ended.businessId);
  expect([journal.read(ended), journal.read(running)?.agent]).toEqual([
    undefined,
    "https://agent.example/rpc",
  ]);
});

it("sends an order that its agent never got", async () => {
  const agent = await inProcess();
  const { worker, home } = workerOf(allowlist([{ url: agent.url }]));
  const context = aContext();
  new OrderJournal(home).sent(context, `${agent.url}/rpc`);
  await worker.execute(task, context);
  expect(agent.effects).toHaveLength(1);
});

it("asks nobody again when only our own part of the task fails", async () => {
  const agent = await inProcess();
  let fails = true;
  const builtIn = {
    kind: "built-in",
    async execute() {
      if (fails) throw new Error("disk full");
      return { output: {}, simulated: false };
    },
  };
  const { worker } = workerOf(allowlist([{ url: agent.url }]), { builtIn });
  const context = aContext();
  await expect(worker.execute(task, context)).rejects.toThrow("disk full");
  fails = false;
  const { output } = await worker.execute(task, context);
  expect(output).toMatchObject({ remote_summary: "The remote agent did it." });
  expect(agent.effects).toHaveLength(1);
});

it("cancels the task at the agent when the run is stopped", async () => {
  const agent = await inProcess({ work: "forever" });
  const { worker } = workerOf(allowlist([{ url: agent.url, timeout_seconds: 60, idle_timeout_seconds: 60 }]));
  const stop = new AbortController();
  const working = worker.execute(task, aContext({ signal: stop.signal }));
  const stopped = expect(working).rejects.toThrow("stopped by a person");
  while (agent.effects.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 50));
  stop.abort(new Error("stopped by a person"));
  await stopped;
  expect(agent.cancelled).toHaveLength(1);
});

async function taskOf(agent: FakeAgent, { idempotencyKey }: { idempotencyKey: string }): Promise<string> {
  const { contextId } = orderIds({ idempotency_key: idempotencyKey });
  const body = { jsonrpc: "2.0", id: 1, method: "ListTasks", params: { contextId } };
  const response = await fetch(`${agent.url}/rpc`, { method: "POST", body: JSON.stringify(body) });
  const { result } = (await response.json()) as { result: { tasks: { id: string }[] } };
  return result.tasks[0]?.id ?? "";
}
