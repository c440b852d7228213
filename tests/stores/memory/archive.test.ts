import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { CheckedStore } from "../../../src/stores/checked-store.ts";
import { MemoryArchive } from "../../../src/stores/memory/archive.ts";
import { Memory } from "../../../src/stores/memory/memory.ts";
import { writeOf } from "../../../src/stores/memory/namespaces.ts";
import { Outbox } from "../../../src/stores/memory/outbox.ts";
import { openMemoryStores } from "../../../src/stores/open.ts";
import { redact } from "../../../src/telemetry/redact.ts";
import { aBusinessRecord, aCase, anObservation, provenance } from "../../support/memory.ts";
import { temporaryFolder } from "../../support/services.ts";

let store: CheckedStore;
let outbox: Outbox;
let archive: MemoryArchive;

async function emptyArchive() {
  const opened = await openMemoryStores();
  const box = new Outbox({ folder: join(temporaryFolder(), "outbox"), redact });
  return { store: opened.store, outbox: box, archive: new MemoryArchive(opened.store, box) };
}

beforeEach(async () => {
  ({ store, outbox, archive } = await emptyArchive());
  const own = { ...provenance, run: "b2" };
  await new Memory(store).write([
    writeOf(aBusinessRecord("b1")),
    writeOf(aBusinessRecord("b2", { business_type: "marketplace", requirements: { name: "Guild Row" } })),
    writeOf(anObservation("qa", "b2", { business_type: "marketplace" })),
    writeOf(aCase("find film crews", { business_type: "marketplace", provenance: own })),
  ]);
});

const keys = (found: readonly { key: string }[]) => found.map(({ key }) => key);

describe("MemoryArchive", () => {
  it("searches everything, or one type", async () => {
    expect(keys(await archive.search("invoices"))).toHaveLength(2);
    expect(keys(await archive.search("invoices", { type: "saas_tool" }))).toEqual(["b1"]);
    expect(keys(await archive.search("invoices", { limit: 1 }))).toHaveLength(1);
    expect((await archive.search("guild"))[0]).toMatchObject({ key: "b2", score: expect.any(Number) });
    await expect(archive.search(" ")).rejects.toMatchObject({ code: "USAGE" });
  });

  it("lists and shows", async () => {
    expect(keys(await archive.list(["business"]))).toEqual(["b2", "b1"]);
    expect((await archive.show(["business", "saas_tool"], "b1")).value.kind).toBe("business");
    await expect(archive.show(["business", "saas_tool"], "b9")).rejects.toMatchObject({
      code: "MEMORY_RECORD_NOT_FOUND",
    });
  });

  it("forgets a key in every namespace, and in the outbox", async () => {
    outbox.add([writeOf(aBusinessRecord("b2")), writeOf(aBusinessRecord("b3"))]);
    expect(await archive.forgetKey("b2")).toBe(3);
    expect(await archive.forgetKey("b2")).toBe(0);
    expect(outbox.entries(() => {})[0]?.writes.map(({ key }) => key)).toEqual(["b3"]);
    expect(keys(await archive.list(["business"]))).toEqual(["b1"]);
  });

  it("forgets all that a run wrote, its cases too", async () => {
    outbox.add([writeOf(aBusinessRecord("b2"))]);
    await store.put(["outcomes", "tasks"], "b2", { run: "b2" }, false);
    expect(await archive.forgetBusiness("b2")).toBe(5);
    expect(keys(await archive.list([]))).toEqual(["b1"]);
    expect(outbox.isEmpty).toBe(true);
  });

  it("exports line by line what an import makes again, with its text index", async () => {
    await store.put(["business", "other"], "foreign", { any: ["thing", null, 1.5], text: "zürich" });
    const lines = await archive.export();
    expect(lines).toHaveLength(5);
    const other = await emptyArchive();
    expect(await other.archive.import(`${lines.join("\n")}\n\n`)).toBe(5);
    const values = (all: string[]) => all.map((line) => ({ ...JSON.parse(line), updated_at: null }));
    expect(values(await other.archive.export())).toEqual(values(lines));
    expect(keys(await other.archive.search("invoices", { type: "saas_tool" }))).toEqual(["b1"]);
    expect(keys(await other.archive.search("Launched simulated"))).not.toContain("foreign");
    expect(await other.archive.import(lines.join("\n"))).toBe(5);
    expect(await other.archive.export()).toHaveLength(5);
  });

  const good = JSON.stringify({ v: 1, namespace: ["business"], key: "k", value: {} });
  const record = (change: object) =>
    JSON.stringify({
      v: 1,
      namespace: ["business"],
      key: "k",
      value: { ...aBusinessRecord("x"), ...change },
    });
  it.each([
    ["no JSON", "{half"],
    ["no object", "[]"],
    ["an unknown field", JSON.stringify({ v: 1, namespace: ["business"], key: "k", value: {}, extra: 1 })],
    ["no namespace", JSON.stringify({ v: 1, namespace: [], key: "k", value: {} })],
    ["no namespace of memory", JSON.stringify({ v: 1, namespace: ["audit"], key: "k", value: {} })],
    [
      "a namespace no store takes",
      JSON.stringify({ v: 1, namespace: ["business", "a.b"], key: "k", value: {} }),
    ],
    ["a value that is no object", JSON.stringify({ v: 1, namespace: ["business"], key: "k", value: [] })],
    ["a newer line", JSON.stringify({ v: 2, namespace: ["business"], key: "k", value: {} })],
    ["a newer record", record({ version: 2 })],
    ["a record that is not whole", record({ team: "nobody" })],
  ])("imports nothing at all when one line has %s", async (_what, line) => {
    const other = await emptyArchive();
    await expect(other.archive.import(`${good}\n${line}\n${good}`)).rejects.toMatchObject({
      code: "MEMORY_IMPORT_INVALID",
      message: expect.stringContaining("line 2: "),
    });
    expect(await other.archive.list([])).toEqual([]);
  });

  it("names the first ten bad lines and counts the others", async () => {
    await expect(archive.import("x\n".repeat(12))).rejects.toMatchObject({
      message: expect.stringMatching(/line 10: .*\nand 2 more$/s),
    });
  });

  it("forgets a record that can't be unpacked any more", async () => {
    const damaged = { $compressed: { v: 9, codec: "?" } };
    // Written as a value of its own it would be wrapped; a backend that hands it out as it is shows the damage.
    await store.put(["business"], "bad", { a: 1 });
    const execute = Reflect.get(store, "execute").bind(store);
    Reflect.set(store, "execute", async (operations: readonly unknown[]) =>
      (await execute(operations)).map((result: { key?: string } | undefined) =>
        result?.key === "bad" ? { ...result, value: damaged } : result,
      ),
    );
    await expect(archive.show(["business"], "bad")).rejects.toMatchObject({ code: "STORE_RECORD_NEWER" });
    expect(await archive.forgetKey("bad")).toBe(1);
    expect(await store.get(["business"], "bad")).toBeNull();
  });

  it("keeps to memory: requests, audit logs and journals in the same store are none of its business", async () => {
    for (const root of ["requests", "audit", "effects"]) {
      await store.put([root], "b1", { state: "waiting", secret: root, provenance: { run: "b1" } });
      await expect(archive.show([root], "b1")).rejects.toMatchObject({ code: "MEMORY_RECORD_NOT_FOUND" });
    }
    expect(await archive.search("requests audit effects")).toEqual([]);
    expect((await archive.list([])).map(({ namespace }) => namespace[0])).not.toContain("requests");
    expect((await archive.export()).join()).not.toMatch(/requests|audit/);
    await archive.forgetBusiness("b1");
    await archive.forgetKey("b1");
    for (const root of ["requests", "audit", "effects"]) expect(await store.get([root], "b1")).not.toBeNull();
  });
});
