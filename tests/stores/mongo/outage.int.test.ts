import { tmpdir } from "node:os";
import { expect, it, onTestFinished, vi } from "vitest";
import { createGenesis, type GenesisOptions } from "../../../src/index.ts";
import type { TaskWorker } from "../../../src/state/agent.ts";
import { silent } from "../../support/services.ts";
import { CuttableProxy } from "./proxy.ts";
import { describeMongo, freshUri, serverAddress } from "./server.ts";

const ID = "2f6c1a52-5a5e-4a52-8b53-0b8f6f8f1f11";
/** Longer than a lease, so that a lease which could not be given back has run out. */
const LEASE_MS = 60_000;

/** Counts how often it does each task. */
function countingWorker(done: Map<string, number>, onTask: () => Promise<void>): TaskWorker {
  return {
    kind: "counting",
    async execute({ task_id }) {
      done.set(task_id, (done.get(task_id) ?? 0) + 1);
      await onTask();
      return { output: { of: task_id }, simulated: true };
    },
  };
}

async function genesisOn(uri: string, options: GenesisOptions) {
  const env = {
    GENESIS_EXECUTION_MODE: "simulated",
    GENESIS_HOME: tmpdir(),
    MONGODB_URI: uri,
    GENESIS_CONCURRENCY: "1",
  };
  const genesis = await createGenesis({ sources: { env }, log: silent, ...options });
  onTestFinished(() => genesis.close());
  return genesis;
}

describeMongo("a run on a MongoDB that vanishes", () => {
  it("ends with a coded error, and continues when the server is back, losing nothing and repeating what was in flight", async () => {
    const undisturbed = await genesisOn(freshUri().reveal(), {
      workers: { simulated: countingWorker(new Map(), async () => {}) },
    });
    const expected = await undisturbed.createBusiness("saas_tool", undefined, { seed: 7, businessId: ID });

    const proxy = await CuttableProxy.start(serverAddress());
    const uri = new URL(freshUri({ serverSelectionTimeoutMS: "500" }).reveal());
    uri.port = String(proxy.port);
    const done = new Map<string, number>();
    let cut = false;
    const worker = countingWorker(done, async () => {
      if (done.size !== 5 || cut) return;
      cut = true;
      await proxy.cut();
    });
    const clock = { offset: 0, now: () => Date.now() + clock.offset };
    const genesis = await genesisOn(uri.href, { workers: { simulated: worker }, clock });
    const run = genesis.createBusiness("saas_tool", undefined, { seed: 7, businessId: ID });
    await expect(run).rejects.toEqual(
      expect.objectContaining({ code: "STORE_UNAVAILABLE", retryable: true, hint: expect.any(String) }),
    );
    await expect(genesis.show(ID)).rejects.toEqual(expect.objectContaining({ code: "STORE_UNAVAILABLE" }));

    await proxy.restore();
    clock.offset = LEASE_MS;
    // The driver looks for the server again twice a second at most.
    const { record } = await vi.waitFor(() => genesis.show(ID), { timeout: 10_000, interval: 200 });
    expect(record.status).not.toBe("SUCCESS");
    const result = await genesis.resume(ID);
    expect(result.status).toBe(expected.status);
    expect(result.task_results.map(({ task_id, status }) => [task_id, status])).toEqual(
      expected.task_results.map(({ task_id, status }) => [task_id, status]),
    );
    expect(result.requirements).toEqual(expected.requirements);
    // Done again were the task under way at the cut, and at most the one whose result was on its way.
    const repeated = [...done.values()].filter((times) => times > 1);
    expect(repeated.length).toBeLessThanOrEqual(2);
    expect(done.size).toBe(expected.task_results.length);
  });
});
