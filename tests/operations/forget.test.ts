import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/state/clock.ts";
import { AuditLog } from "../../src/stores/audit-log.ts";
import { EffectJournal } from "../../src/stores/effect-journal.ts";
import { Outbox } from "../../src/stores/memory/outbox.ts";
import { openStores } from "../../src/stores/open.ts";
import { temporaryFolder } from "../support/services.ts";
import { genesisIn } from "./support.ts";

const NAME = "Wilhelmina Quackenbush";
const REQUIREMENTS = {
  name: "Quack Books",
  description: `A bookkeeping tool that ${NAME} of Leeds asked us for.`,
  target_audience: "Bakers",
  mvp_features: ["Invoice export"],
};

/** A home with a finished run, a waiting run and a waiting request that name the person. */
async function aHome() {
  const home = temporaryFolder();
  const stores = await openStores({ home });
  const genesis = await genesisIn({ home }, { stores });
  return { home, stores, genesis };
}

/** Every file below the home that holds the words, in plain bytes. */
function filesWith(home: string, words: string): string[] {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).toString("latin1").toLowerCase().includes(words.toLowerCase()));
}

describe("forget", () => {
  it("takes a person out of a finished run, memory and the disk, and keeps the run's end", async () => {
    const { home, stores, genesis } = await aHome();
    // First, because a run remembers those before it.
    const other = await genesis.createBusiness("saas_tool", undefined, { seed: 2 });
    const result = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    const before = await genesis.show(other.business_id);
    expect(filesWith(home, "Quackenbush")).not.toEqual([]);

    const report = await genesis.forget({ person: NAME });
    expect(report).toMatchObject({ runs: [result.business_id], kept: [], complete: true });
    expect(report.records.business).toBe(1);
    expect(filesWith(home, "Quackenbush")).toEqual([]);

    const { state, record } = await genesis.show(result.business_id);
    expect(record.status).toBe("SUCCESS");
    expect(state.status).toBe("SUCCESS");
    expect(JSON.stringify(state)).not.toContain("Quackenbush");
    expect(JSON.stringify(state)).toContain("[erased] of Leeds");
    expect(await genesis.show(other.business_id)).toEqual(before);
    expect(await genesis.resume(result.business_id)).toMatchObject({ status: "SUCCESS" });
    await stores.close();
  });

  it("is repeatable and on record without the person", async () => {
    const { stores, genesis } = await aHome();
    await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    await genesis.forget({ person: NAME });
    const again = await genesis.forget({ person: NAME });
    expect(again).toMatchObject({ records: {}, outbox: 0, runs: [], kept: [], complete: true });
    const erasures = await stores.store.search(["erasures"], { limit: 10 });
    expect(erasures).toHaveLength(1);
    expect(erasures[0]?.value).toMatchObject({ version: 1, runs: 1, kept: 0 });
    expect(JSON.stringify(erasures)).not.toContain("Quack");
    await stores.close();
  });

  it("only tells on a dry run", async () => {
    const { home, stores, genesis } = await aHome();
    const { business_id } = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    const before = await genesis.show(business_id);
    const report = await genesis.forget({ person: NAME, dryRun: true });
    expect(report).toMatchObject({ dry_run: true, runs: [business_id], complete: false });
    expect(await genesis.show(business_id)).toEqual(before);
    expect(filesWith(home, "Quackenbush")).not.toEqual([]);
    expect(await stores.store.search(["erasures"], { limit: 10 })).toEqual([]);
    await stores.close();
  });

  it("keeps a run that has not ended whole, says so, and finishes when it has", async () => {
    const { stores, genesis } = await aHome();
    const businessId = crypto.randomUUID();
    const run = genesis.createBusiness("saas_tool", REQUIREMENTS, { autonomous: false, businessId });
    await expect(run).rejects.toMatchObject({ code: "APPROVAL_REQUIRED" });
    const waiting = await genesis.forget({ person: NAME });
    expect(waiting).toMatchObject({
      kept: [{ business_id: businessId, reason: "not finished" }],
      complete: false,
    });
    const { state } = await genesis.show(businessId);
    expect(JSON.stringify(state)).toContain("Quackenbush");
    const decisions = state.approval_requests.map(({ request_id }) => ({
      request_id,
      decision: "reject" as const,
      reason: `${NAME} said no`,
      decided_by: NAME,
    }));
    await genesis.resume(businessId, { answer: { decisions } });
    expect(await genesis.forget({ person: NAME })).toMatchObject({ runs: [businessId], complete: true });
    await stores.close();
  });

  it("takes the person out of the audit log, which stays intact and says what was done", async () => {
    const { stores, genesis } = await aHome();
    const run = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    const log = new AuditLog(stores.store, run.business_id);
    const place = { request_id: "r", task_id: null, digest: "d" };
    const at = "2026-01-01T00:00:00.000Z";
    await log.append([{ at, actor: NAME, action: "approve", reason: "fine", ...place }]);
    await log.append([{ at, actor: "bob", action: "approve", reason: "fine", ...place }]);
    const [, last] = await log.entries();
    await genesis.forget({ person: NAME });
    const verdict = await genesis.audit(run.business_id);
    expect(verdict.intact).toBe(true);
    expect(verdict.entries.map(({ actor, action }) => [actor, action])).toEqual([
      ["[erased]", "approve"],
      ["bob", "approve"],
      ["genesis forget", "erase"],
    ]);
    expect(verdict.entries[2]?.reason).toContain(String(last?.hash));
    await stores.close();
  });

  it("leaves a log that was tampered with as evidence, and says so", async () => {
    const { stores, genesis } = await aHome();
    const { business_id } = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    const log = new AuditLog(stores.store, business_id);
    const event = { request_id: "r", task_id: null, digest: "d", at: "2026-01-01T00:00:00.000Z", reason: "" };
    await log.append([{ ...event, actor: NAME, action: "approve" }]);
    const item = await stores.store.get(["audit", business_id], "000001");
    await stores.store.put(["audit", business_id], "000001", { ...item?.value, reason: "forged" }, false);
    const report = await genesis.forget({ person: NAME });
    expect(report.kept).toEqual([{ business_id, reason: "audit log tampered with" }]);
    expect((await genesis.audit(business_id)).intact).toBe(false);
    await stores.close();
  });

  it("takes the person out of receipts, waiting requests and the outbox", async () => {
    const { home, stores, genesis } = await aHome();
    const key = { businessId: "gone", taskId: "t", idempotencyKey: "k" };
    const receipt = { output: { shipped_to: NAME }, simulated: true };
    await new EffectJournal(stores.store, systemClock).complete(key, receipt);
    const closed = await genesisIn({ home }, { stores, flags: { maintenance_mode: true } });
    const { business_id } = await closed.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    expect(await genesis.waiting()).toHaveLength(1);
    const outbox = new Outbox({ folder: join(home, "outbox"), redact: (value) => value });
    outbox.add([{ namespace: ["business", "x"], key: "k", value: { lesson: `of ${NAME}` } }]);
    writeFileSync(join(outbox.folder, "000000000009-00000000.json.rejected"), `{"broken ${NAME}`);

    const report = await genesis.forget({ person: NAME });
    expect(report).toMatchObject({ records: { effects: 1, requests: 1 }, outbox: 2, complete: true });
    expect(filesWith(home, "Quackenbush")).toEqual([]);
    expect(outbox.entries(() => {})[0]?.writes[0]?.value).toEqual({ lesson: "of [erased]" });
    const [waiting] = await genesis.waiting();
    expect(waiting?.business_id).toBe(business_id);
    if (!waiting) throw new Error("nothing waits");
    expect(await genesis.replay(waiting)).toMatchObject({ status: "SUCCESS" });
    await stores.close();
  });

  it("waits for a run that somebody is working on", async () => {
    const { stores, genesis } = await aHome();
    const { business_id } = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    await stores.leases.acquire(business_id, "somebody", 60_000);
    const report = await genesis.forget({ person: NAME });
    expect(report.kept).toEqual([{ business_id, reason: "in use" }]);
    await stores.close();
  });
});
