import { InMemoryStore } from "@langchain/langgraph";
import { beforeEach, describe, expect, it } from "vitest";
import { onceOnly } from "../../../src/nodes/execute-tasks/once-only.ts";
import type { TaskWorker, WorkContext, WorkResult } from "../../../src/state/agent.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { deleteEffects, EffectJournal } from "../../../src/stores/effect-journal.ts";
import { aRequirements } from "../../support/requirements.ts";
import { aTask } from "../../support/tasks.ts";

const CLOCK = { now: () => 0 };
const RESULT: WorkResult = { output: { deployment_url: "https://a.vercel.app" }, simulated: false };
const DEPLOY = aTask({ task_id: "deploy", effect: "deploy" });
const CONTEXT: WorkContext = {
  businessId: "b",
  businessName: "Acme",
  businessType: "saas_tool",
  requirements: aRequirements({ name: "Acme" }),
  agentId: "deploy",
  idempotencyKey: "b:deploy:1",
  seed: 0,
  signal: new AbortController().signal,
  inputs: {},
};

let store: InMemoryStore;
let journal: EffectJournal;

beforeEach(() => {
  store = new InMemoryStore();
  journal = new EffectJournal(store, CLOCK);
});

/** A worker of which every execution counts; `dies` says whether it fails before or after its effect. */
function counting(dies?: "before" | "after", reconcile?: TaskWorker["reconcile"]) {
  const worker = {
    kind: "test",
    effects: 0,
    async execute() {
      if (dies === "before") throw new Error("died");
      worker.effects += 1;
      if (dies === "after") throw new Error("died");
      return RESULT;
    },
    ...(reconcile && { reconcile }),
  };
  return worker;
}

const once = (worker: TaskWorker, fence?: (id: string) => Promise<void>) =>
  onceOnly(worker, { journal, fence });

describe("an irreversible effect", () => {
  it("is done once and its receipt answers from then on", async () => {
    const worker = counting();
    expect(await once(worker).execute(DEPLOY, CONTEXT)).toEqual(RESULT);
    expect(await once(worker).execute(DEPLOY, CONTEXT)).toEqual(RESULT);
    expect(worker.effects).toBe(1);
    const other = { ...CONTEXT, idempotencyKey: "b:deploy:2" };
    await once(worker).execute(DEPLOY, other);
    expect(worker.effects).toBe(2);
  });

  it("is read, not repeated, when it was interrupted after it happened", async () => {
    const dead = counting("after");
    await expect(once(dead).execute(DEPLOY, CONTEXT)).rejects.toThrow("died");
    const next = counting(undefined, async () => RESULT);
    expect(await once(next).execute(DEPLOY, CONTEXT)).toEqual(RESULT);
    expect([dead.effects, next.effects]).toEqual([1, 0]);
    // The receipt is kept: nobody is asked a second time.
    expect(await once(counting()).execute(DEPLOY, CONTEXT)).toEqual(RESULT);
  });

  it("is done when it certainly did not happen", async () => {
    await expect(once(counting("before")).execute(DEPLOY, CONTEXT)).rejects.toThrow("died");
    const next = counting(undefined, async () => undefined);
    expect(await once(next).execute(DEPLOY, CONTEXT)).toEqual(RESULT);
    expect(next.effects).toBe(1);
  });

  it("fails with a code when nobody can tell", async () => {
    await expect(once(counting("after")).execute(DEPLOY, CONTEXT)).rejects.toThrow("died");
    const next = counting();
    await expect(once(next).execute(DEPLOY, CONTEXT)).rejects.toMatchObject({
      code: "EFFECT_OUTCOME_UNKNOWN",
      retryable: false,
    });
    expect(next.effects).toBe(0);
  });

  it("needs a journal, the lease and a readable record", async () => {
    const worker = counting();
    const unjournaled = onceOnly(worker, { journal: undefined, fence: undefined });
    await expect(unjournaled.execute(DEPLOY, CONTEXT)).rejects.toMatchObject({
      code: "EFFECT_JOURNAL_MISSING",
    });
    const lost = new GenesisError("LEASE_LOST", "lost", { hint: "-" });
    await expect(once(worker, () => Promise.reject(lost)).execute(DEPLOY, CONTEXT)).rejects.toBe(lost);
    await store.put(["effects", "b"], CONTEXT.idempotencyKey, { version: 2 });
    await expect(once(worker).execute(DEPLOY, CONTEXT)).rejects.toMatchObject({
      code: "EFFECT_RECORD_UNREADABLE",
    });
    expect(worker.effects).toBe(0);
  });

  it("is forgotten with its run only", async () => {
    await once(counting()).execute(DEPLOY, CONTEXT);
    await once(counting()).execute(DEPLOY, { ...CONTEXT, businessId: "c", idempotencyKey: "c:deploy:1" });
    await deleteEffects(store, "b");
    expect(await store.search(["effects"])).toHaveLength(1);
  });
});

describe("other work", () => {
  it("is not journaled: doing it again is harmless", async () => {
    const worker = counting();
    const task = aTask({ task_id: "build", effect: "write" });
    await once(worker).execute(task, CONTEXT);
    await once(worker).execute(task, CONTEXT);
    expect(worker.effects).toBe(2);
    expect(await store.search(["effects"])).toEqual([]);
  });

  it("of a worker that touches nothing needs no journal", () => {
    const worker = { ...counting(), touchesNothing: true };
    expect(onceOnly(worker, { journal: undefined, fence: undefined })).toBe(worker);
  });
});
