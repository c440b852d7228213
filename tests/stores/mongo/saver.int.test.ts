import { Annotation, Command, END, interrupt, START, StateGraph } from "@langchain/langgraph";
import type { Checkpoint, PendingWrite } from "@langchain/langgraph-checkpoint";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/state/clock.ts";
import { connect } from "../../../src/stores/mongo/connection.ts";
import { COLLECTIONS } from "../../../src/stores/mongo/documents.ts";
import { migrate } from "../../../src/stores/mongo/migrations.ts";
import { CodedMongoSaver } from "../../../src/stores/mongo/saver.ts";
import { describeMongo, freshUri } from "./server.ts";

async function openSaver(uri = freshUri().reveal()) {
  const connection = await connect({ uri });
  onTestFinished(() => connection.close());
  await migrate(connection, systemClock);
  const saver = new CodedMongoSaver(connection);
  await saver.setup();
  return { saver, connection };
}

const BYTES = new Uint8Array([0, 255, 200, 128, 65]);
const thread = { configurable: { thread_id: "t" } };
const metadata = { source: "loop", step: 1, parents: {} } as const;

function checkpoint(id: string, values: Record<string, unknown> = {}): Checkpoint {
  const ts = "2026-01-01T00:00:00.000Z";
  return { v: 4, id, ts, channel_values: values, channel_versions: {}, versions_seen: {} };
}

describeMongo("MongoDB", () => {
  it("keeps binary state and binary pending writes intact across an interrupt", async () => {
    const State = Annotation.Root({
      log: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
      raw: Annotation<Uint8Array>,
    });
    const { saver } = await openSaver();
    const graph = new StateGraph(State)
      .addNode("one", () => ({ log: ["one"], raw: BYTES }))
      .addNode("left", () => ({ log: ["left"], raw: BYTES }))
      .addNode("ask", () => ({ log: [String(interrupt("go on?"))] }))
      .addEdge(START, "one")
      .addEdge("one", "left")
      .addEdge("one", "ask")
      .addEdge("ask", END)
      .compile({ checkpointer: saver });
    await graph.invoke({ log: [] }, thread);
    const pending = (await saver.getTuple(thread))?.pendingWrites ?? [];
    expect(pending.find(([, channel]) => channel === "raw")?.[2]).toEqual(BYTES);
    const result = await graph.invoke(new Command({ resume: "yes" }), thread);
    expect(result.raw).toEqual(BYTES);
    expect(result.log).toHaveLength(3);
  });

  it("has one document for a checkpoint and a write, however many put it at the same time", async () => {
    const uri = freshUri().reveal();
    const [one, other] = [await openSaver(uri), await openSaver(uri)];
    const written = { configurable: { thread_id: "t", checkpoint_ns: "", checkpoint_id: "1" } };
    const writes: PendingWrite[] = [
      ["a", 1],
      ["b", 2],
    ];
    await Promise.all(
      Array.from({ length: 16 }, async (_, at) => {
        const { saver } = at % 2 === 0 ? one : other;
        await saver.put(thread, checkpoint("1"), metadata);
        await saver.putWrites(written, writes, "task");
      }),
    );
    const count = (name: string) => one.connection.collection(name).countDocuments();
    expect(await count(COLLECTIONS.checkpoints)).toBe(1);
    expect(await count(COLLECTIONS.checkpointWrites)).toBe(2);
    expect((await other.saver.getTuple(written))?.pendingWrites).toEqual([
      ["task", "a", 1],
      ["task", "b", 2],
    ]);
  });

  it("lists newest first, until the caller has enough", async () => {
    const { saver } = await openSaver();
    for (const id of ["1", "2", "3"]) await saver.put(thread, checkpoint(id), metadata);
    const ids: string[] = [];
    for await (const tuple of saver.list(thread)) {
      ids.push(tuple.checkpoint.id);
      if (ids.length === 2) break;
    }
    expect(ids).toEqual(["3", "2"]);
  });

  it.each([[1], [{ $ne: null }], [["t"]], [null]])("refuses the thread id %j with a code", async (id) => {
    const { saver } = await openSaver();
    const config = { configurable: { thread_id: id, checkpoint_ns: "", checkpoint_id: "1" } };
    const refused = expect.objectContaining({ code: "STORE_KEY_INVALID" });
    await expect(saver.getTuple(config)).rejects.toEqual(refused);
    await expect(saver.put(config, checkpoint("1"), metadata)).rejects.toEqual(refused);
    await expect(saver.putWrites(config, [["a", 1]], "task")).rejects.toEqual(refused);
    await expect(saver.list(config).next()).rejects.toEqual(refused);
    await expect(saver.deleteThread(id as unknown as string)).rejects.toEqual(refused);
  });

  it("says that a state is too large for a document", async () => {
    const { saver } = await openSaver();
    const huge = checkpoint("1", { text: "x".repeat(17_000_000) });
    await expect(saver.put(thread, huge, metadata)).rejects.toEqual(
      expect.objectContaining({ code: "STORE_VALUE_INVALID" }),
    );
    expect(await saver.getTuple(thread)).toBeUndefined();
  });

  it("throws what setup of the base class only returns", async () => {
    const { saver, connection } = await openSaver();
    await connection.close();
    await expect(saver.setup()).rejects.toEqual(expect.objectContaining({ code: "STORE_CLOSED" }));
  });
});
