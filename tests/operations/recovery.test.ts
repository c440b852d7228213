import { describe, expect, it } from "vitest";
import { type Genesis, GenesisError } from "../../src/index.ts";
import { type RecoveryStep, recover } from "../../src/operations/recover.ts";
import { assertAdmitting, MAX_REPLAY_ATTEMPTS, replayable, replayId } from "../../src/operations/replay.ts";
import type { RequestRecord } from "../../src/stores/request-log.ts";
import { temporaryFolder } from "../support/services.ts";
import { genesisIn } from "./support.ts";

const SLOW = { GENESIS_SIMULATED_DELAY_MS: "40", GENESIS_CONCURRENCY: "2" };

async function interruptedRun(home: string): Promise<string> {
  const genesis = await genesisIn({ home, env: SLOW });
  const run = genesis.createBusiness("saas_tool", undefined, { seed: 2 });
  const ended = run.then(
    () => "ended",
    (error: unknown) => GenesisError.isInstance(error) && error.code,
  );
  for await (const event of run) {
    if (event.type === "task.started") break;
  }
  run.stop();
  expect(await ended).toBe("RUN_INTERRUPTED");
  return run.businessId;
}

async function stepsOf(genesis: Genesis): Promise<RecoveryStep[]> {
  const steps: RecoveryStep[] = [];
  for await (const step of recover(genesis)) steps.push(step);
  return steps;
}

describe("a run that is stopped", () => {
  it("drains: tasks in flight are kept, and none starts any more", async () => {
    const home = temporaryFolder();
    const genesis = await genesisIn({ home, env: SLOW });
    const run = genesis.createBusiness("saas_tool", undefined, { seed: 2 });
    const started: string[] = [];
    const finished: string[] = [];
    const watch = async () => {
      for await (const event of run) {
        if (event.type === "task.started") started.push(event.task_id);
        if (event.type === "task.finished" && event.status === "completed") finished.push(event.task_id);
        if (started.length === 3) run.stop();
      }
    };
    await expect(watch()).rejects.toMatchObject({ code: "RUN_INTERRUPTED" });
    expect(finished.toSorted()).toEqual(started.toSorted());
    // The rest is done by the next process, and nothing of the first part again.
    const next = await genesisIn({ home });
    const again: string[] = [];
    const resumed = next.resume(run.businessId);
    for await (const event of resumed) if (event.type === "task.started") again.push(event.task_id);
    expect(again.filter((id) => finished.includes(id))).toEqual([]);
    expect((await resumed).success).toBe(true);
  });

  it("is aborted when its tasks in flight outlast the grace period", async () => {
    const genesis = await genesisIn({
      env: { GENESIS_SIMULATED_DELAY_MS: "60000", GENESIS_DRAIN_SECONDS: "0.05" },
    });
    const run = genesis.createBusiness("saas_tool");
    const watch = async () => {
      for await (const event of run) if (event.type === "task.started") run.stop();
    };
    await expect(watch()).rejects.toMatchObject({ code: "RUN_INTERRUPTED" });
  });

  it("waits for nobody: a person who is asked does not hold it up", async () => {
    const genesis = await genesisIn({}, { autonomous: false, approve: () => new Promise(() => {}) });
    const run = genesis.createBusiness("saas_tool");
    const watch = async () => {
      for await (const event of run) if (event.type === "approval.requested") run.stop();
    };
    await expect(watch()).rejects.toMatchObject({ code: "RUN_INTERRUPTED" });
    expect(await genesis.interrupted()).toEqual([]);
  });
});

describe("interrupted runs", () => {
  it("are found by the next process, unless they are driven, done, or wait for a person", async () => {
    const home = temporaryFolder();
    const id = await interruptedRun(home);
    const genesis = await genesisIn({ home, env: SLOW });
    await genesis.createBusiness("saas_tool");
    await expect(genesis.createBusiness("saas_tool", undefined, { autonomous: false })).rejects.toThrow();
    expect((await genesis.interrupted()).map((run) => run.business_id)).toEqual([id]);
    const resumed = genesis.resume(id);
    for await (const event of resumed) {
      if (event.type === "task.started") expect(await genesis.interrupted()).toEqual([]);
    }
    expect(await genesis.interrupted()).toEqual([]);
  });
});

describe("replay", () => {
  it("runs what maintenance refused, once", async () => {
    const home = temporaryFolder();
    const closed = await genesisIn({ home }, { flags: { maintenance_mode: true } });
    const requirements = { name: "Kept <b>verbatim</b>" };
    const refused = await closed.createBusiness("saas_tool", requirements, { seed: 9 });
    expect(refused.metadata.error).toMatchObject({ code: "MAINTENANCE_MODE" });
    await expect(assertAdmitting(closed.flags)).rejects.toMatchObject({ code: "MAINTENANCE_MODE" });

    const genesis = await genesisIn({ home });
    await assertAdmitting(genesis.flags);
    const waiting = await genesis.waiting();
    expect(waiting).toMatchObject([{ business_id: refused.business_id, attempts: 1 }]);
    const result = await genesis.replay(waiting[0] as RequestRecord);
    expect(result).toMatchObject({ success: true, requirements: { name: requirements.name } });
    expect(result.metadata.seed).toBe(9);
    expect(await genesis.waiting()).toEqual([]);
    // A second replay of the same record, as after a crash, makes no second business.
    const again = await genesis.replay(waiting[0] as RequestRecord);
    expect(again).toEqual(result);
    expect(await genesis.list()).toHaveLength(2);
  });

  it("counts how often a request has failed", async () => {
    const failing = {
      kind: "failing",
      execute: async () => {
        throw new Error("the service is down");
      },
    };
    const home = temporaryFolder();
    const env = { GENESIS_TASK_MAX_ATTEMPTS: "1" };
    const genesis = await genesisIn({ home, env }, { workers: { simulated: failing } });
    expect((await genesis.createBusiness("saas_tool")).status).toBe("FAILED");
    for (let attempts = 1; attempts < MAX_REPLAY_ATTEMPTS; attempts += 1) {
      const { due } = replayable(await genesis.waiting());
      expect(due.map((record) => record.attempts)).toEqual([attempts]);
      await genesis.replay(due[0] as RequestRecord);
    }
    const { due, givenUp } = replayable(await genesis.waiting());
    expect([due.length, givenUp.length]).toEqual([0, 1]);
  });

  it("gives each attempt of each request an id of its own, a UUID", () => {
    const record = { business_id: "a", attempts: 1 } as RequestRecord;
    expect(replayId(record)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(replayId(record)).toBe(replayId({ ...record }));
    expect(replayId({ ...record, attempts: 2 })).not.toBe(replayId(record));
    expect(replayId({ ...record, business_id: "b" })).not.toBe(replayId(record));
  });
});

describe("recovery (guide 23.2)", () => {
  it("ends interrupted runs, replays what was refused, and lets new runs in again", async () => {
    const home = temporaryFolder();
    const closed = await genesisIn({ home }, { flags: { maintenance_mode: true } });
    const refused = await closed.createBusiness("marketplace");
    const id = await interruptedRun(home);
    const genesis = await genesisIn({ home });
    const steps = await stepsOf(genesis);
    expect(steps.map(({ step, state }) => `${step}: ${state}`)).toEqual([
      "maintenance-on: ok",
      "flush: ok",
      "memory: ok",
      "maintenance-off: ok",
      "replay: ok",
      "review: ok",
    ]);
    expect(steps[1]?.detail).toBe("1 interrupted: 1 SUCCESS");
    expect(steps[4]?.detail).toBe("1 waiting: 1 SUCCESS");
    expect(steps[5]?.detail).toContain(refused.business_id.slice(0, 8));
    expect((await genesis.show(id)).record.status).toBe("SUCCESS");
    expect(await genesis.flags.isEnabled("maintenance_mode")).toBe(false);
  });

  it("keeps new runs out while memory can't be written", async () => {
    const genesis = await genesisIn();
    genesis.checkMemory = () => Promise.reject(new Error("no memory"));
    const steps = await stepsOf(genesis);
    expect(steps.at(-1)).toMatchObject({ step: "memory", state: "problem" });
    expect(await genesis.flags.isEnabled("maintenance_mode")).toBe(true);
  });

  it("says when the environment holds the flag", async () => {
    const genesis = await genesisIn({ env: { GENESIS_FLAG_MAINTENANCE_MODE: "true" } });
    const steps = await stepsOf(genesis);
    expect(steps.find(({ step }) => step === "maintenance-off")).toMatchObject({
      state: "problem",
      detail: expect.stringContaining("GENESIS_FLAG_MAINTENANCE_MODE"),
    });
    expect(steps.some(({ step }) => step === "replay")).toBe(false);
  });
});
