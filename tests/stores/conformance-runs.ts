import { beforeEach, describe, expect, it } from "vitest";
import type { RunIndex, RunRecord } from "../../src/stores/runs.ts";
import { type OpenBackend, TestClock } from "./backend.ts";

export function record(id: string, minute: number, change: Partial<RunRecord> = {}): RunRecord {
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

/** What the run index must do on every backend. */
export function runConformance(name: string, open: OpenBackend): void {
  describe(`${name}'s run index`, () => {
    let runs: RunIndex;

    beforeEach(async () => {
      const { stores, close } = await open(new TestClock());
      runs = stores.runs;
      return close;
    });

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

    it("changes single fields, of a run that is there", async () => {
      await runs.put(record("a", 1));
      expect(await runs.update("a", { status: "SUCCESS", name: "Zürich 🎉" })).toBe(true);
      expect(await runs.get("a")).toEqual(record("a", 1, { status: "SUCCESS", name: "Zürich 🎉" }));
      expect(await runs.list({ status: "SUCCESS" })).toHaveLength(1);
      expect(await runs.update("a", {})).toBe(true);
      expect(await runs.update("b", { status: "SUCCESS" })).toBe(false);
      expect(await runs.update("b", {})).toBe(false);
      await expect(runs.update("a", { status: "DONE" as "SUCCESS" })).rejects.toThrow(/status/);
    });

    it("keeps changes of different fields that happen at the same time", async () => {
      await runs.put(record("a", 1));
      await Promise.all([
        runs.update("a", { status: "SUCCESS" }),
        runs.update("a", { name: "Acme" }),
        runs.update("a", { deployment_url: "https://a.example" }),
      ]);
      expect(await runs.get("a")).toMatchObject({
        status: "SUCCESS",
        name: "Acme",
        deployment_url: "https://a.example",
      });
    });

    it("compares times, however they are written", async () => {
      await runs.put(record("a", 1, { updated_at: "2026-01-01T00:00:00Z" }));
      await runs.put(record("b", 2, { updated_at: "2026-01-01T00:00:00.500Z" }));
      const ids = async (updatedBefore: string) =>
        (await runs.list({ updatedBefore })).map(({ business_id }) => business_id);
      expect(await ids("2026-01-01T00:00:00Z")).toEqual([]);
      expect(await ids("2026-01-01T01:00:00.100+01:00")).toEqual(["a"]);
      expect(await ids("2026-01-01T00:00:01Z")).toEqual(["b", "a"]);
      await expect(runs.list({ updatedBefore: "yesterday" })).rejects.toEqual(
        expect.objectContaining({ code: "STORE_QUERY_INVALID" }),
      );
    });

    it("lists none for a limit of 0, and takes one status and several together", async () => {
      await runs.put(record("a", 1));
      expect(await runs.list({ limit: 0 })).toEqual([]);
      expect(await runs.list({ status: "INITIALIZING", statuses: ["INITIALIZING", "FAILED"] })).toHaveLength(
        1,
      );
      expect(await runs.list({ status: "INITIALIZING", statuses: ["FAILED"] })).toEqual([]);
    });
  });
}
