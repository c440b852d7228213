import { beforeEach, describe, expect, it } from "vitest";
import { openMemoryStores } from "../../src/stores/open.ts";
import type { RunIndex, RunRecord } from "../../src/stores/runs.ts";

let runs: RunIndex;

beforeEach(async () => {
  const stores = await openMemoryStores();
  runs = stores.runs;
  return () => stores.close();
});

function record(id: string, minute: number, change: Partial<RunRecord> = {}): RunRecord {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {
    business_id: id,
    business_type: "saas_tool",
    name: "",
    status: "INITIALIZING",
    created_at: at,
    updated_at: at,
    deployment_url: null,
    error_message: null,
    pid: 1,
    host: "here",
    ...change,
  };
}

describe("run index", () => {
  it("keeps one record per run, as last put", async () => {
    await runs.put(record("a", 1));
    const changed = record("a", 1, {
      status: "SUCCESS",
      name: "Acme",
      deployment_url: "https://a.vercel.app",
    });
    await runs.put(changed);
    expect(await runs.get("a")).toEqual(changed);
    expect(await runs.list()).toEqual([changed]);
    expect(await runs.get("b")).toBeUndefined();
  });

  it("lists newest first, by status and in pages", async () => {
    for (const [at, id] of ["b", "c", "a", "d"].entries()) {
      await runs.put(record(id, at === 3 ? 2 : at, { status: at % 2 === 0 ? "SUCCESS" : "FAILED" }));
    }
    const ids = async (...filter: Parameters<RunIndex["list"]>) =>
      (await runs.list(...filter)).map(({ business_id }) => business_id);
    expect(await ids()).toEqual(["a", "d", "c", "b"]);
    expect(await ids({ status: "FAILED" })).toEqual(["d", "c"]);
    expect(await ids({ status: "NONE" })).toEqual([]);
    expect(await ids({ limit: 2, offset: 1 })).toEqual(["d", "c"]);
    expect(await ids({ statuses: ["FAILED", "BLOCKED"] })).toEqual(["d", "c"]);
    expect(await ids({ statuses: [] })).toEqual([]);
    const updatedBefore = new Date(Date.UTC(2026, 0, 1, 0, 2)).toISOString();
    expect(await ids({ updatedBefore })).toEqual(["c", "b"]);
    expect(await ids({ updatedBefore, statuses: ["SUCCESS"] })).toEqual(["b"]);
  });

  it("lists 50 unless told", async () => {
    for (let at = 0; at < 60; at += 1) await runs.put(record(`r${at}`, at));
    expect(await runs.list()).toHaveLength(50);
    expect(await runs.list({ limit: 1_000 })).toHaveLength(60);
  });

  it("forgets a run that is deleted", async () => {
    await runs.put(record("a", 1));
    expect(await runs.delete("a")).toBe(true);
    expect(await runs.get("a")).toBeUndefined();
    expect(await runs.delete("a")).toBe(false);
  });

  it("refuses a record that is none", async () => {
    await expect(runs.put({ ...record("a", 1), status: "DONE" as "SUCCESS" })).rejects.toThrow(/status/);
  });
});
