import { InMemoryStore } from "@langchain/langgraph";
import { beforeEach, describe, expect, it } from "vitest";
import { digest } from "../../src/state/digest.ts";
import { type AuditEvent, AuditLog, deleteAuditLog, priceEvent } from "../../src/stores/audit-log.ts";

let store: InMemoryStore;
let log: AuditLog;

beforeEach(() => {
  store = new InMemoryStore();
  log = new AuditLog(store, "b");
});

function event(request_id: string, change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: "2026-01-01T00:00:00.000Z",
    actor: "ada",
    action: "approve",
    request_id,
    task_id: null,
    digest: "d",
    reason: "",
    ...change,
  };
}

const entries = ["audit", "b"];

describe("the audit log", () => {
  it("keeps events in order, each bound to the one before it", async () => {
    await log.append([event("one"), event("two", { action: "reject" })]);
    await log.append([event("three")]);
    const verdict = await log.verify();
    expect(verdict.intact).toBe(true);
    expect(verdict.entries.map(({ sequence, request_id }) => [sequence, request_id])).toEqual([
      [1, "one"],
      [2, "two"],
      [3, "three"],
    ]);
    expect(verdict.entries[1]?.previous_hash).toBe(verdict.entries[0]?.hash);
  });

  it("takes an event once, when the node that writes it runs twice", async () => {
    await log.append([event("one")]);
    await log.append([event("one"), event("two")]);
    expect((await log.entries()).map(({ request_id }) => request_id)).toEqual(["one", "two"]);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "changed",
      async () => {
        const item = await store.get(entries, "000002");
        await store.put(entries, "000002", { ...item?.value, actor: "mallory" });
      },
      /entry 2 was changed/,
    ],
    ["removed", () => store.delete(entries, "000002"), /entry 2 is missing/],
    ["cut off at its end", () => store.delete(entries, "000003"), /ends at entry 2.*head says 3/],
    ["removed as a whole", () => deleteEntries(), /ends at entry 0.*head says 3/],
    [
      "rewritten from the middle",
      async () => {
        await store.delete(entries, "000002");
        await store.delete(entries, "000003");
        await store.delete(["audit"], "b");
        await log.append([event("forged")]);
        const item = await store.get(entries, "000002");
        await store.put(entries, "000002", { ...item?.value, reason: "never said" });
      },
      /entry 2 was changed/,
    ],
    ["made unreadable", () => store.put(entries, "000001", { nonsense: 1 }), /entry 1 is missing/],
  ])("shows an entry that was %s", async (_what, tamper, problem) => {
    await log.append([event("one"), event("two"), event("three")]);
    await tamper();
    expect(await log.verify()).toMatchObject({ intact: false, problem: expect.stringMatching(problem) });
  });

  async function deleteEntries() {
    for (const key of ["000001", "000002", "000003"]) await store.delete(entries, key);
  }

  it("is intact when the process died between an entry and its head", async () => {
    await log.append([event("one"), event("two")]);
    const head = (await store.get(["audit"], "b"))?.value;
    await log.append([event("three")]);
    await store.put(["audit"], "b", head as Record<string, unknown>);
    expect((await log.verify()).intact).toBe(true);
    await log.append([event("four")]);
    expect((await log.verify()).intact).toBe(true);
  });

  it("is empty and intact for a run without approvals, and gone with its run", async () => {
    expect(await log.verify()).toEqual({ intact: true, entries: [] });
    await log.append([event("one")]);
    await deleteAuditLog(store, "b");
    expect(await log.verify()).toEqual({ intact: true, entries: [] });
  });
});

describe("price decisions", () => {
  const decision = {
    ...{ version: 1 as const, what: "plan:pro", name: "Pro", amount_cents: 1_900, currency: "USD" },
    ...{ interval: "month" as const, computed_from: "billing.plans[1].price_cents" },
    bounds: { min_cents: 50, max_cents: 1_000_000 },
  };
  const clock = { now: () => 0 };

  it("stand in the same chain as the approvals, each once", async () => {
    await log.append([event("task:1")]);
    const price = priceEvent(decision, "set-up-payments", clock);
    await log.append([price]);
    await log.append([priceEvent(decision, "set-up-payments", { now: () => 5_000 })]);
    const { intact, entries } = await log.verify();
    expect(intact).toBe(true);
    expect(entries.map(({ action }) => action)).toEqual(["approve", "price"]);
    expect(entries[1]).toMatchObject({ request_id: "price:plan:pro", digest: digest(decision) });
    expect(entries[1]?.reason).toBe(
      "Pro: 1900 hundredths of USD a month, from billing.plans[1].price_cents, within 50 and 1000000.",
    );
  });

  it("show when a price was changed afterwards", async () => {
    await log.append([priceEvent(decision, "set-up-payments", clock)]);
    const [entry] = await log.entries();
    const cheaper = { ...entry, reason: entry?.reason.replace("1900", "100") };
    await store.put(["audit", "b"], "000001", cheaper);
    expect(await log.verify()).toMatchObject({ intact: false, problem: "entry 1 was changed" });
  });
});
