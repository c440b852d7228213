import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { afterAll, describe } from "vitest";
import { Secret } from "../../../src/config/secret.ts";
import type { Clock } from "../../../src/state/clock.ts";
import type { CompressionOptions } from "../../../src/stores/compression.ts";
import { openStores, type Stores } from "../../../src/stores/open.ts";
import { ALWAYS_COMPRESSED, type Backend, type OpenBackend } from "../backend.ts";

const uri = process.env.GENESIS_TEST_MONGODB_URI;
const databases = new Set<string>();

/** A suite on the MongoDB that MONGODB_URI names; skipped, with its reason as its name, when there is none. */
export function describeMongo(name: string, suite: () => void): void {
  if (uri === undefined || uri === "") {
    describe.skip(`${name} (MONGODB_URI is not set: needs a MongoDB)`, suite);
    return;
  }
  describe(name, { timeout: 60_000 }, () => {
    suite();
    afterAll(dropDatabases);
  });
}

export const openMongo: OpenBackend = (clock) => open(clock);
export const openCompressedMongo: OpenBackend = (clock) => open(clock, ALWAYS_COMPRESSED);

async function open(clock: Clock, compression?: CompressionOptions): Promise<Backend> {
  const mongodbUri = freshUri();
  const opened: Stores[] = [];
  const another = async () => {
    const stores = await openStores({ home: "", mongodbUri, clock, compression });
    opened.push(stores);
    return stores;
  };
  const stores = await another();
  const close = async () => {
    await Promise.all(opened.map((one) => one.close()));
  };
  return { stores, another, close };
}

/** The URI of an empty database of its own, which is dropped when the suite ends. */
export function freshUri(parameters: Record<string, string> = {}): Secret {
  const name = `genesis_test_${randomUUID().slice(0, 8)}`;
  databases.add(name);
  return uriOf(name, parameters);
}

export function uriOf(database: string, parameters: Record<string, string> = {}): Secret {
  const url = new URL(uri ?? "mongodb://missing/");
  url.pathname = database;
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  return new Secret(url.href);
}

/** Host and port of the server. */
export function serverAddress(): { host: string; port: number } {
  const { hostname, port } = new URL(uri ?? "mongodb://missing/");
  return { host: hostname, port: Number(port || 27017) };
}

async function dropDatabases(): Promise<void> {
  const client = new MongoClient(uri ?? "");
  for (const name of databases) await client.db(name).dropDatabase();
  databases.clear();
  await client.close();
}
