import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import type { Checkpoint } from "@langchain/langgraph-checkpoint";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openDatabase, type SqliteDatabase } from "../../../src/stores/sqlite/driver.ts";
import { SqliteSaver } from "../../../src/stores/sqlite/saver.ts";

let database: SqliteDatabase;
let saver: SqliteSaver;

beforeEach(async () => {
  const opened = await openDatabase(":memory:");
  onTestFinished(() => opened.close());
  database = opened;
  saver = new SqliteSaver(opened);
});

const thread = (id: string) => ({ configurable: { thread_id: id } });

function checkpoint(
  id: string,
  values: Record<string, unknown>,
  versions: Record<string, number>,
): Checkpoint {
  const ts = "2026-01-01T00:00:00.000Z";
  return { v: 4, id, ts, channel_values: values, channel_versions: versions, versions_seen: {} };
}

/** A graph that appends its step to a list and then asks a person. */
function askingGraph() {
  const State = Annotation.Root({
    log: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
    constant: Annotation<string>,
    raw: Annotation<Uint8Array>,
  });
  return new StateGraph(State)
    .addNode("one", () => ({ log: ["one"], raw: new Uint8Array([0, 255, 200, 128, 65]) }))
    .addNode("left", () => ({ log: ["left"], raw: new Uint8Array([0, 255, 200, 128, 65]) }))
    .addNode("ask", () => ({ log: [String(interrupt("go on?"))] }))
    .addEdge(START, "one")
    .addEdge("one", "left")
    .addEdge("one", "ask")
    .addEdge("ask", END)
    .compile({ checkpointer: saver });
}

describe("SqliteSaver in a graph", () => {
  it("keeps binary writes intact across an interrupt", async () => {
    const graph = askingGraph();
    await graph.invoke({ log: [] }, thread("t"));
    const pending = (await saver.getTuple(thread("t")))?.pendingWrites?.find(
      ([, channel]) => channel === "raw",
    );
    expect(pending?.[2]).toEqual(new Uint8Array([0, 255, 200, 128, 65]));
    const result = await graph.invoke(new Command({ resume: "yes" }), thread("t"));
    expect(result.raw).toEqual(new Uint8Array([0, 255, 200, 128, 65]));
    expect(result.log).toHaveLength(3);
  });

  it("stores a constant channel once, however many steps follow", async () => {
    const graph = askingGraph();
    await graph.invoke({ constant: "x".repeat(10_000) }, { ...thread("t"), durability: "sync" });
    await graph.invoke(new Command({ resume: "yes" }), { ...thread("t"), durability: "sync" });
    const rows = database.all(
      "SELECT length(value) AS size FROM checkpoint_channels WHERE channel = 'constant'",
    );
    expect(rows).toHaveLength(1);
    const history = [];
    for await (const tuple of saver.list(thread("t"))) history.push(tuple.checkpoint.channel_values.constant);
    expect(history.length).toBeGreaterThan(3);
    expect(history.slice(0, -1).every((value) => value === "x".repeat(10_000))).toBe(true);
  });

  it.each(["sync", "async", "exit"] as const)("resumes with durability %s", async (durability) => {
    const graph = askingGraph();
    await graph.invoke({ constant: "c" }, { ...thread("t"), durability });
    const result = await graph.invoke(new Command({ resume: "yes" }), { ...thread("t"), durability });
    expect(result).toMatchObject({ log: expect.arrayContaining(["one", "left", "yes"]), constant: "c" });
    expect((await graph.getState(thread("t"))).next).toEqual([]);
  });

  it("keeps two forks of one checkpoint apart though their versions are equal", async () => {
    const graph = askingGraph();
    await graph.invoke({ constant: "c" }, thread("t"));
    const base = (await graph.getState(thread("t"))).config;
    const forks = [
      await graph.updateState(base, { log: ["fork A"] }),
      await graph.updateState(base, { log: ["fork B"] }),
    ];
    const further = await Promise.all(forks.map((fork) => graph.updateState(fork, { constant: "d" })));
    const logs = await Promise.all(further.map(async (fork) => (await graph.getState(fork)).values.log));
    expect(logs).toEqual([
      ["one", "fork A"],
      ["one", "fork B"],
    ]);
    expect((await graph.getState(base)).values).toMatchObject({ log: ["one"], constant: "c" });
  });

  it("copies a checkpoint with its values", async () => {
    const graph = askingGraph();
    await graph.invoke({ constant: "c" }, thread("t"));
    const { config } = await graph.getState(thread("t"));
    const copy = await graph.updateState(config, null, "__copy__");
    const [original, copied] = [await saver.get(config), await saver.get(copy)];
    expect(copied?.id).not.toBe(original?.id);
    expect(copied?.channel_values).toEqual(original?.channel_values);
    expect(copied?.channel_values).toMatchObject({ constant: "c", log: ["one"] });
  });

  it("deletes one thread and nothing else", async () => {
    const graph = askingGraph();
    for (const id of ["gone", "kept"]) await graph.invoke({ constant: id }, thread(id));
    await saver.deleteThread("gone");
    expect(await saver.getTuple(thread("gone"))).toBeUndefined();
    expect((await graph.getState(thread("kept"))).values.constant).toBe("kept");
    for (const table of ["checkpoints", "checkpoint_channels", "checkpoint_writes"]) {
      const threads = database.all(`SELECT DISTINCT thread_id FROM ${table}`).map((row) => row.thread_id);
      expect([table, threads]).toEqual([table, ["kept"]]);
    }
  });
});

describe("SqliteSaver's channels", () => {
  const metadata = { source: "loop", step: 1, parents: {} } as const;

  it("picks the fork whose value is the same when the parent is not stored", async () => {
    await saver.put(thread("t"), checkpoint("1", { a: "left" }, { a: 2 }), metadata, { a: 2 });
    await saver.put(thread("t"), checkpoint("2", { a: "right" }, { a: 2 }), metadata, { a: 2 });
    const unknownParent = { configurable: { thread_id: "t", checkpoint_id: "skipped" } };
    const stored = await saver.put(unknownParent, checkpoint("3", { a: "left" }, { a: 2 }), metadata, {});
    expect((await saver.get(stored))?.channel_values).toEqual({ a: "left" });
  });

  it("forgets a channel that was emptied", async () => {
    const first = await saver.put(thread("t"), checkpoint("1", { a: 1, b: 2 }, { a: 1, b: 1 }), metadata, {
      a: 1,
      b: 1,
    });
    const second = await saver.put(first, checkpoint("2", { a: 1 }, { a: 1, b: 2 }), metadata, { b: 2 });
    expect((await saver.get(second))?.channel_values).toEqual({ a: 1 });
    expect((await saver.get(first))?.channel_values).toEqual({ a: 1, b: 2 });
  });

  it("pages through a long history and filters metadata by value", async () => {
    for (let at = 0; at < 150; at += 1) {
      const id = String(at).padStart(4, "0");
      await saver.put(
        thread(`t${at % 2}`),
        checkpoint(id, {}, {}),
        { ...metadata, step: at % 3, parents: { x: id } },
        {},
      );
    }
    const list = async (...options: Parameters<SqliteSaver["list"]>) => {
      const ids = [];
      for await (const { checkpoint: found } of saver.list(...options)) ids.push(found.id);
      return ids;
    };
    expect(await list({})).toHaveLength(150);
    expect(await list({})).toEqual((await list({})).toSorted().reverse());
    expect(await list(thread("t0"))).toHaveLength(75);
    expect(await list({}, { filter: { step: 1 } })).toHaveLength(50);
    expect(await list({}, { filter: { parents: { x: "0042" } } })).toEqual(["0042"]);
    expect(await list({}, { limit: 2, before: { configurable: { checkpoint_id: "0100" } } })).toEqual([
      "0099",
      "0098",
    ]);
  });
});

describe("SqliteSaver's identifiers", () => {
  it.each([[1], [{ $ne: null }], [["t"]], [null], [""], ["a\0b"]])("refuses the thread id %j", async (id) => {
    const config = { configurable: { thread_id: id } };
    const refused = expect.objectContaining({ code: "STORE_KEY_INVALID" });
    const metadata = { source: "loop", step: 1, parents: {} } as const;
    await expect(saver.getTuple(config)).rejects.toEqual(refused);
    await expect(saver.put(config, checkpoint("1", {}, {}), metadata, {})).rejects.toEqual(refused);
    await expect(saver.list(config).next()).rejects.toEqual(refused);
    await expect(saver.deleteThread(id as string)).rejects.toEqual(refused);
    const written = { configurable: { thread_id: id, checkpoint_id: "1" } };
    await expect(saver.putWrites(written, [["a", 1]], "task")).rejects.toEqual(refused);
  });
});
