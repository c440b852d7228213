import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import { GenesisError } from "../../../src/state/errors.ts";
import { connect } from "../../../src/stores/mongo/connection.ts";
import { COLLECTIONS } from "../../../src/stores/mongo/documents.ts";
import { SCHEMA_VERSION } from "../../../src/stores/mongo/migrations.ts";
import { openStores, restoreStores } from "../../../src/stores/open.ts";
import { record } from "../conformance-runs.ts";
import { CuttableProxy } from "./proxy.ts";
import { describeMongo, freshUri, serverAddress } from "./server.ts";

const coded = (code: string) => expect.objectContaining({ code, hint: expect.stringMatching(/\w/) });

async function open(mongodbUri: Secret) {
  const stores = await openStores({ home: "", mongodbUri });
  onTestFinished(() => stores.close());
  return stores;
}

/** What opening with this URI throws, and after how many milliseconds. */
async function refusal(uri: string): Promise<{ error: GenesisError; ms: number }> {
  const began = performance.now();
  const error: unknown = await openStores({ home: "", mongodbUri: new Secret(uri) }).then(
    async (stores) => {
      await stores.close();
      throw new Error("it opened");
    },
    (reason: unknown) => reason,
  );
  if (!GenesisError.isInstance(error)) throw error;
  return { error, ms: performance.now() - began };
}

async function silentServer(): Promise<number> {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describeMongo("openStores with a MongoDB", () => {
  it("keeps everything for the next process", async () => {
    const uri = freshUri();
    const first = await open(uri);
    await first.store.put(["consensus"], "k", { v: 1 });
    await first.leases.acquire("t", "a", 60_000);
    await first.runs.put(record("r", 1));
    const second = await open(uri);
    expect((await second.store.get(["consensus"], "k"))?.value).toEqual({ v: 1 });
    expect(await second.leases.acquire("t", "b", 1_000)).toEqual({ heldBy: "a" });
    expect(await second.runs.list()).toEqual([record("r", 1)]);
  });

  it("migrates once when several open together", async () => {
    const uri = freshUri();
    await Promise.all(Array.from({ length: 6 }, () => open(uri)));
    const connection = await connect({ uri: uri.reveal() });
    onTestFinished(() => connection.close());
    const versions = await connection.collection(COLLECTIONS.schema).find().toArray();
    expect(versions).toEqual([expect.objectContaining({ version: SCHEMA_VERSION })]);
    const indexes = await connection.collection(COLLECTIONS.checkpoints).indexes();
    expect(indexes.filter(({ unique }) => unique === true).map(({ name }) => name)).toContain(
      "checkpoints_once",
    );
  });

  it("refuses a database of a newer Genesis, and a record of one, and leaves them alone", async () => {
    const uri = freshUri();
    const stores = await open(uri);
    await stores.runs.put(record("r", 1));
    const connection = await connect({ uri: uri.reveal() });
    onTestFinished(() => connection.close());
    const runs = connection.collection(COLLECTIONS.runs);
    await runs.updateOne({}, { $set: { from_the_future: true } });
    await expect(stores.runs.get("r")).rejects.toEqual(coded("STORE_NEWER_VERSION"));
    expect(await runs.findOne()).toMatchObject({ from_the_future: true });
    const schema = connection.collection(COLLECTIONS.schema);
    await schema.updateOne({}, { $set: { version: SCHEMA_VERSION + 1 } });
    await expect(openStores({ home: "", mongodbUri: uri })).rejects.toEqual(coded("STORE_NEWER_VERSION"));
    expect(await schema.findOne()).toMatchObject({ version: SCHEMA_VERSION + 1 });
  });

  it("uses the database in the URI's path, else genesis_memory", async () => {
    const { host, port } = serverAddress();
    const named = await connect({ uri: `mongodb://${host}:${port}/test?appName=x` });
    const unnamed = await connect({ uri: `mongodb://${host}:${port}/?appName=x` });
    onTestFinished(() => Promise.all([named.close(), unnamed.close()]).then(() => {}));
    expect(named.where).toBe(`mongodb://${host}:${port}/test`);
    expect(unnamed.where).toBe(`mongodb://${host}:${port}/genesis_memory`);
  });

  it.each([
    ["a closed port", "mongodb://me:hunter2@127.0.0.1:1/", "STORE_UNAVAILABLE"],
    ["another scheme", "postgres://me:hunter2@127.0.0.1/", "CONFIG_INVALID"],
    ["no port number", "mongodb://me:hunter2@127.0.0.1:hunter2/", "CONFIG_INVALID"],
    ["a broken escape", "mongodb://me:%zzhunter2@127.0.0.1/", "CONFIG_INVALID"],
    ["an unknown option", "mongodb://me:hunter2@127.0.0.1/?hunter2=1", "CONFIG_INVALID"],
  ])("says soon that the URI has %s, without repeating it", async (_what, uri, code) => {
    const { error, ms } = await refusal(uri);
    expect(error).toEqual(coded(code));
    expect(ms).toBeLessThan(6_000);
    expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain("hunter2");
  });

  it("says soon that it may not enter", async () => {
    const { host, port } = serverAddress();
    const { error, ms } = await refusal(
      `mongodb://me:hunter2@${host}:${port}/?serverSelectionTimeoutMS=2000`,
    );
    expect(error).toEqual(coded("STORE_DENIED"));
    expect(ms).toBeLessThan(6_000);
    expect(error.message).not.toContain("hunter2");
  });

  it("says soon that a server does not answer", async () => {
    const { error, ms } = await refusal(`mongodb://127.0.0.1:${await silentServer()}/`);
    expect(error).toEqual(coded("STORE_UNAVAILABLE"));
    expect(ms).toBeLessThan(10_000);
  });

  it("gives a coded error while the server is away, and goes on when it is back", async () => {
    const proxy = await CuttableProxy.start(serverAddress());
    const uri = new URL(freshUri({ serverSelectionTimeoutMS: "500" }).reveal());
    uri.port = String(proxy.port);
    const { store, leases, runs, checkpointer } = await open(new Secret(uri.href));
    await store.put(["n"], "k", { v: 1 });
    await proxy.cut();
    const away = coded("STORE_UNAVAILABLE");
    await expect(store.put(["n"], "k", { v: 2 })).rejects.toEqual(away);
    await expect(store.search(["n"])).rejects.toEqual(away);
    await expect(leases.acquire("t", "a", 1_000)).rejects.toEqual(away);
    await expect(runs.list()).rejects.toEqual(away);
    await expect(checkpointer.getTuple({ configurable: { thread_id: "t" } })).rejects.toEqual(away);
    await proxy.restore();
    expect((await store.get(["n"], "k"))?.value).toEqual({ v: 1 });
    await store.put(["n"], "k", { v: 2 });
    expect((await store.get(["n"], "k"))?.value).toEqual({ v: 2 });
  });

  it("gives a coded error when the server hangs", async () => {
    const proxy = await CuttableProxy.start(serverAddress());
    const uri = new URL(
      freshUri({ serverSelectionTimeoutMS: "500", socketTimeoutMS: "500", connectTimeoutMS: "500" }).reveal(),
    );
    uri.port = String(proxy.port);
    const { store } = await open(new Secret(uri.href));
    await store.put(["n"], "k", { v: 1 });
    proxy.freeze();
    await expect(store.get(["n"], "k")).rejects.toEqual(coded("STORE_UNAVAILABLE"));
  });

  it("refuses what is gone by closing, and identifiers that are no text", async () => {
    const stores = await open(freshUri());
    const injected = { $ne: null } as unknown as string;
    const refused = coded("STORE_KEY_INVALID");
    await expect(stores.leases.acquire(injected, "a", 1_000)).rejects.toEqual(refused);
    await expect(stores.leases.holds("t", injected, 1)).rejects.toEqual(refused);
    await expect(stores.runs.get(injected)).rejects.toEqual(refused);
    await expect(stores.runs.delete(injected)).rejects.toEqual(refused);
    await stores.close();
    await expect(stores.runs.list()).rejects.toEqual(coded("STORE_CLOSED"));
  });

  it("leaves backups to the server's own tools", async () => {
    const uri = freshUri();
    const stores = await open(uri);
    await expect(stores.backup("anywhere")).rejects.toEqual(coded("BACKUP_UNSUPPORTED"));
    await expect(restoreStores({ home: "", mongodbUri: uri }, "anywhere")).rejects.toEqual(
      coded("BACKUP_UNSUPPORTED"),
    );
  });
});
