import { describe, expect, it } from "vitest";
import { LeaseKeeper } from "../../src/runtime/lease-keeper.ts";
import { GenesisError } from "../../src/state/errors.ts";
import type { TakedownPart } from "../../src/state/takedown.ts";
import { writeOf } from "../../src/stores/memory/namespaces.ts";
import { openMemoryStores, type Stores } from "../../src/stores/open.ts";
import { aBusinessRecord, aCase, aFailure, anObservation, provenance } from "../support/memory.ts";
import { temporaryFolder } from "../support/services.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";
import { genesisIn } from "./support.ts";

/** A part that fails as often as told, then has something to remove once. */
function flaky(name: string, failures: number): TakedownPart & { calls: number } {
  let there = true;
  const part = {
    name,
    calls: 0,
    async takeDown() {
      part.calls += 1;
      if (part.calls <= failures) {
        throw new GenesisError("PAYMENTS_UNREACHABLE", "They do not answer.", { hint: "Try again." });
      }
      const outcome = there ? ("removed" as const) : ("absent" as const);
      there = false;
      return { outcome, detail: `${name} of it` };
    },
  };
  return part;
}

const outcomes = (report: { parts: readonly { part: string; outcome: string }[] }) =>
  report.parts.map(({ part, outcome }) => `${part} ${outcome}`);

async function madeIn(genesis: Awaited<ReturnType<typeof genesisIn>>) {
  return (await genesis.createBusiness("saas_tool", undefined, { seed: 1 })).business_id;
}

describe("takedown", () => {
  it("goes through every part in order, and a second one finds nothing", async () => {
    const [deployment, payments] = [flaky("deployment", 0), flaky("payments", 0)];
    const genesis = await genesisIn({}, { takedownParts: [deployment, payments] });
    const businessId = await madeIn(genesis);
    const first = await genesis.takedown(businessId);
    expect(first).toMatchObject({ business_id: businessId, complete: true });
    expect(outcomes(first)).toEqual([
      "product absent",
      "deployment removed",
      "payments removed",
      "memory removed",
    ]);
    const second = await genesis.takedown(businessId);
    expect(second.complete).toBe(true);
    expect(outcomes(second)).toEqual([
      "product absent",
      "deployment absent",
      "payments absent",
      "memory absent",
    ]);
  });

  it("a part that fails keeps none from going; the next call does only what is left, in another process too", async () => {
    const [deployment, payments] = [flaky("deployment", 0), flaky("payments", 2)];
    const home = temporaryFolder();
    const one = await genesisIn({ home }, { takedownParts: [deployment, payments] });
    const businessId = await madeIn(one);
    const first = await one.takedown(businessId);
    expect(first.complete).toBe(false);
    expect(first.parts.find(({ part }) => part === "payments")).toEqual({
      part: "payments",
      outcome: "failed",
      detail: "They do not answer. Try again.",
      error_code: "PAYMENTS_UNREACHABLE",
    });
    expect(outcomes(first)).toContain("memory removed");
    const other = await genesisIn({ home }, { takedownParts: [deployment, payments] });
    expect((await other.takedown(businessId)).complete).toBe(false);
    const third = await other.takedown(businessId);
    expect(outcomes(third)).toEqual([
      "product absent",
      "deployment removed",
      "payments removed",
      "memory removed",
    ]);
    expect([deployment.calls, payments.calls]).toEqual([1, 3]);
  });

  it("asked for more than before, it looks at everything again", async () => {
    const [deployment, payments] = [flaky("deployment", 0), flaky("payments", 1)];
    const genesis = await genesisIn({}, { takedownParts: [deployment, payments] });
    const businessId = await madeIn(genesis);
    await genesis.takedown(businessId);
    await genesis.takedown(businessId, { deleteData: true });
    expect(deployment.calls).toBe(2);
  });

  it("a run that went on meanwhile may have brought something back: then everything is looked at again", async () => {
    const [deployment, payments] = [flaky("deployment", 0), flaky("payments", 1)];
    const stores = await openMemoryStores();
    const genesis = await genesisIn({}, { stores, takedownParts: [deployment, payments] });
    const businessId = await madeIn(genesis);
    await genesis.takedown(businessId);
    await stores.runs.update(businessId, { updated_at: new Date(Date.now() + 60_000).toISOString() });
    await genesis.takedown(businessId);
    expect(deployment.calls).toBe(2);
  });

  it("two at once: one works, the other is told so, and nothing is done twice", async () => {
    const payments = flaky("payments", 0);
    const slow: TakedownPart = {
      name: "payments",
      async takeDown(target) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return payments.takeDown(target);
      },
    };
    const home = temporaryFolder();
    const [one, other] = [
      await genesisIn({ home }, { takedownParts: [slow] }),
      await genesisIn({ home }, { takedownParts: [slow] }),
    ];
    const businessId = await madeIn(one);
    const both = await Promise.allSettled([one.takedown(businessId), other.takedown(businessId)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: "RUN_BUSY", retryable: true });
    expect(payments.calls).toBe(1);
  });

  it("a takedown that loses its lease stops before the next part", async () => {
    const stop = new AbortController();
    const payments = flaky("payments", 0);
    const interrupting: TakedownPart = {
      name: "deployment",
      async takeDown() {
        stop.abort(new Error("overtaken"));
        return { outcome: "removed", detail: "" };
      },
    };
    const genesis = await genesisIn({}, { takedownParts: [interrupting, payments] });
    const businessId = await madeIn(genesis);
    await expect(genesis.takedown(businessId, { signal: stop.signal })).rejects.toThrow("overtaken");
    expect(payments.calls).toBe(0);
    expect(outcomes(await genesis.takedown(businessId))).toContain("deployment removed");
  });

  it("refuses a business whose run is being worked on, and one that nobody knows", async () => {
    const stores = await openMemoryStores();
    const genesis = await genesisIn({}, { stores });
    const businessId = await madeIn(genesis);
    await new LeaseKeeper(stores.leases).exclusively(businessId, new AbortController().signal, async () => {
      await expect(genesis.takedown(businessId)).rejects.toMatchObject({ code: "RUN_BUSY" });
    });
    await expect(genesis.takedown("nobody")).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });

  it("tells the dashboard what came of it, once, and nothing when there was nothing", async () => {
    const receiver = await WebhookReceiver.start();
    const payments = flaky("payments", 1);
    const env = { GENESIS_DASHBOARD_URL: receiver.url };
    const genesis = await genesisIn({ env }, { takedownParts: [payments] });
    const businessId = await madeIn(genesis);
    for (let time = 0; time < 3; time += 1) await genesis.takedown(businessId);
    await genesis.close();
    const told = receiver.deliveries
      .map(({ event }) => event)
      .filter(({ update_type }) => update_type.startsWith("TAKE"));
    expect(told.map(({ update_type }) => update_type)).toEqual(["TAKEDOWN_INCOMPLETE", "TAKEN_DOWN"]);
    expect(told[1]?.data).toEqual({
      run_id: businessId,
      parts: [
        { part: "product", outcome: "absent", error_code: null },
        { part: "deployment", outcome: "absent", error_code: null },
        { part: "payments", outcome: "removed", error_code: null },
        { part: "memory", outcome: "removed", error_code: null },
      ],
    });
  });
});

describe("memory", () => {
  const id = "11111111-1111-4111-8111-111111111111";
  const evolution = {
    kind: "evolution" as const,
    version: 1 as const,
    business_id: id,
    business_type: "saas_tool",
    success: true,
    rounds: [],
    provenance: { ...provenance, run: id },
  };

  /** What two runs left; the second must not be touched. */
  async function setting() {
    const stores: Stores = await openMemoryStores();
    const genesis = await genesisIn({}, { stores });
    await genesis.createBusiness("saas_tool", undefined, { businessId: id, seed: 1 });
    for (const run of [id, "b2"]) {
      const own = { ...provenance, run };
      for (const record of [
        aBusinessRecord(run),
        aCase(`build for ${run}`, { provenance: own }),
        { ...evolution, business_id: run, provenance: own },
        anObservation("failing", run, {
          failures: [aFailure("build", { feature: "Secret sauce" })],
          provenance: own,
        }),
      ]) {
        const { namespace, key, value, index } = writeOf(record);
        await stores.store.put(namespace, key, value, index);
      }
    }
    const left = async () => {
      const items = await stores.store.search([], { limit: 1_000, filter: { "provenance.run": id } });
      return items.map(({ value }) => String(value.kind)).filter((kind) => kind !== "best_practice");
    };
    return { genesis, stores, left };
  }

  it("goes by default as far as it tells of the business; how agents did stays as counts", async () => {
    const { genesis, stores, left } = await setting();
    const before = await stores.store.get(["agent", "failing"], id);
    await genesis.takedown(id);
    expect(new Set(await left())).toEqual(new Set(["agent"]));
    const after = await stores.store.get(["agent", "failing"], id);
    expect(after?.value).toEqual({ ...before?.value, failures: [aFailure("build", { feature: null })] });
    expect(
      await stores.store.search([], { query: "sauce", limit: 9, filter: { "provenance.run": id } }),
    ).toEqual([]);
    expect((await stores.store.get(["outcomes", "tallies"], id))?.value).toMatchObject({ run: id });
    expect((await stores.store.get(["agent", "failing"], "b2"))?.value.failures).toEqual([
      aFailure("build", { feature: "Secret sauce" }),
    ]);
    expect(await stores.store.get(["business", "saas_tool"], "b2")).not.toBeNull();
  });

  it("goes altogether with `all`, and stays with `keep`", async () => {
    const { genesis, stores, left } = await setting();
    expect(outcomes(await genesis.takedown(id, { memory: "keep" }))).toContain("memory kept");
    expect((await left()).length).toBeGreaterThan(3);
    await genesis.takedown(id, { memory: "all" });
    expect(await left()).toEqual([]);
    expect(await stores.store.get(["outcomes", "tallies"], id)).toBeNull();
  });
});
