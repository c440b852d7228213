import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { ForgetReport } from "../../src/index.ts";
import { systemClock } from "../../src/state/clock.ts";
import type { PlaceReport } from "../../src/state/erasure.ts";
import { AuditLog } from "../../src/stores/audit-log.ts";
import { EffectJournal } from "../../src/stores/effect-journal.ts";
import { Outbox } from "../../src/stores/memory/outbox.ts";
import type { Stores } from "../../src/stores/open.ts";
import { temporaryFolder } from "../support/services.ts";
import { genesisIn } from "./support.ts";

export const NAME = "Wilhelmina Quackenbush";
const REQUIREMENTS = {
  name: "Quack Books",
  description: `A bookkeeping tool that ${NAME} of Leeds asked us for.`,
  target_audience: "Bakers",
  mvp_features: ["Invoice export"],
};

/** Where Genesis keeps everything, and a look into it that passes it by. */
export interface ForgetBackend {
  open(home: string): Promise<Stores>;
  /** Whether the words are in the database, in plain bytes. */
  holds(words: string): Promise<boolean>;
}

/** What became of the person in one place; nothing was found where it is not told of. */
export function placeOf({ places }: ForgetReport, place: string): PlaceReport {
  return places.find((one) => one.place === place) ?? { place, found: 0, erased: 0, left: [] };
}

/** Every file below the home that holds the words, in plain bytes. */
export function filesWith(home: string, words: string): string[] {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).toString("latin1").toLowerCase().includes(words.toLowerCase()));
}

/** The right to erasure, whatever Genesis keeps its records in. */
export function forgetSuite(backend: ForgetBackend): void {
  async function aHome() {
    const home = temporaryFolder();
    const stores = await backend.open(home);
    onTestFinished(() => stores.close());
    return { home, stores, genesis: await genesisIn({ home }, { stores }) };
  }
  const isNamed = async (home: string) =>
    filesWith(home, "Quackenbush").length > 0 || (await backend.holds("Quackenbush"));

  it("takes a person out of a finished run, memory and the disk, and keeps the run's end", async () => {
    const { home, genesis } = await aHome();
    // First, because a run remembers those before it.
    const other = await genesis.createBusiness("saas_tool", undefined, { seed: 2 });
    const result = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    const before = await genesis.show(other.business_id);
    expect(await isNamed(home)).toBe(true);

    const report = await genesis.forget({ person: NAME });
    expect(report).toMatchObject({ dry_run: false, scrubbed: true, complete: true });
    expect(placeOf(report, "runs")).toMatchObject({
      found: 1,
      erased: 1,
      runs: [result.business_id],
      left: [],
    });
    expect(placeOf(report, "business")).toEqual({ place: "business", found: 1, erased: 1, left: [] });
    expect(await isNamed(home)).toBe(false);

    const { state, record } = await genesis.show(result.business_id);
    expect(record.status).toBe("SUCCESS");
    expect(state.status).toBe("SUCCESS");
    expect(JSON.stringify(state)).not.toContain("Quackenbush");
    expect(JSON.stringify(state)).toContain("[erased] of Leeds");
    expect(await genesis.show(other.business_id)).toEqual(before);
    expect(await genesis.resume(result.business_id)).toMatchObject({ status: "SUCCESS" });
  });

  it("is repeatable and on record without the person", async () => {
    const { stores, genesis } = await aHome();
    await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    await genesis.forget({ person: NAME });
    const again = await genesis.forget({ person: NAME });
    expect(again).toEqual({ dry_run: false, places: [], scrubbed: true, complete: true });
    const erasures = await stores.store.search(["erasures"], { limit: 10 });
    expect(erasures).toHaveLength(1);
    expect(erasures[0]?.value).toMatchObject({
      version: 1,
      places: expect.arrayContaining([{ place: "runs", erased: 1, left: 0 }]),
    });
    expect(JSON.stringify(erasures)).not.toContain("Quack");
  });

  it("only tells on a dry run", async () => {
    const { home, stores, genesis } = await aHome();
    const { business_id } = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    const before = await genesis.show(business_id);
    const report = await genesis.forget({ person: NAME, dryRun: true });
    expect(report).toMatchObject({ dry_run: true, scrubbed: false, complete: false });
    expect(placeOf(report, "runs")).toMatchObject({ found: 1, erased: 0, runs: [business_id], left: [] });
    expect(await genesis.show(business_id)).toEqual(before);
    expect(await isNamed(home)).toBe(true);
    expect(await stores.store.search(["erasures"], { limit: 10 })).toEqual([]);
  });

  it("keeps a run that has not ended whole, says so, and finishes when it has", async () => {
    const { home, genesis } = await aHome();
    const businessId = crypto.randomUUID();
    const run = genesis.createBusiness("saas_tool", REQUIREMENTS, { autonomous: false, businessId });
    await expect(run).rejects.toMatchObject({ code: "APPROVAL_REQUIRED" });
    const waiting = await genesis.forget({ person: NAME });
    expect(waiting.complete).toBe(false);
    expect(placeOf(waiting, "runs").left).toMatchObject([{ what: businessId, reason: "has not ended" }]);
    // What the run will need to end is kept with it.
    expect(placeOf(waiting, "requests").left).toMatchObject([{ what: businessId }]);
    const { state } = await genesis.show(businessId);
    expect(JSON.stringify(state)).toContain("Quackenbush");
    const decisions = state.approval_requests.map(({ request_id }) => ({
      request_id,
      decision: "reject" as const,
      reason: `${NAME} said no`,
      decided_by: NAME,
    }));
    await genesis.resume(businessId, { answer: { decisions } });
    const done = await genesis.forget({ person: NAME });
    expect(placeOf(done, "runs")).toMatchObject({ runs: [businessId], left: [] });
    expect(done.complete).toBe(true);
    expect(await isNamed(home)).toBe(false);
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
    expect(placeOf(report, "runs").left).toMatchObject([
      { what: business_id, reason: expect.stringContaining("tampered") },
    ]);
    expect(report.complete).toBe(false);
    expect((await genesis.audit(business_id)).intact).toBe(false);
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
    expect(["effects", "requests", "memory outbox"].map((place) => placeOf(report, place).erased)).toEqual([
      ...[1, 1, 2],
    ]);
    expect(report.complete).toBe(true);
    expect(await isNamed(home)).toBe(false);
    expect(outbox.entries(() => {})[0]?.writes[0]?.value).toEqual({ lesson: "of [erased]" });
    const [waiting] = await genesis.waiting();
    expect(waiting?.business_id).toBe(business_id);
    if (!waiting) throw new Error("nothing waits");
    expect(await genesis.replay(waiting)).toMatchObject({ status: "SUCCESS" });
  });

  it("waits for a run that somebody is working on", async () => {
    const { stores, genesis } = await aHome();
    const { business_id } = await genesis.createBusiness("saas_tool", REQUIREMENTS, { seed: 1 });
    await stores.leases.acquire(business_id, "somebody", 60_000);
    const report = await genesis.forget({ person: NAME });
    expect(placeOf(report, "runs").left).toMatchObject([{ what: business_id, reason: "is in use" }]);
    expect(report.complete).toBe(false);
  });

  it("takes the person out of tasks and orders of the A2A server; a task under way stays and is told of", async () => {
    const { home, stores, genesis } = await aHome();
    const tasks = ["a2a", "tasks", "content"];
    const put = (key: string, state: string) =>
      stores.store.put(tasks, key, { version: 1, state, context_id: "c", task: { history: [NAME] } }, false);
    await put("done", "TASK_STATE_COMPLETED");
    await put("asking", "TASK_STATE_INPUT_REQUIRED");
    await stores.store.put(["a2a", "orders"], "k", { version: 1, report: { summary: NAME } }, false);

    const dry = await genesis.forget({ person: NAME, dryRun: true });
    expect(placeOf(dry, "a2a")).toMatchObject({ found: 3, erased: 0, left: [{ what: "asking" }] });
    const report = await genesis.forget({ person: NAME });
    expect(placeOf(report, "a2a")).toMatchObject({ found: 3, erased: 2, left: [{ what: "asking" }] });
    expect(report.complete).toBe(false);
    expect((await stores.store.get(tasks, "done"))?.value).toMatchObject({ task: { history: ["[erased]"] } });

    await put("asking", "TASK_STATE_CANCELED");
    expect(await genesis.forget({ person: NAME })).toMatchObject({ complete: true });
    expect(await isNamed(home)).toBe(false);
  });
}
