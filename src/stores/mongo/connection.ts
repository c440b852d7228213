import { type Collection, type Db, type Document, MongoClient } from "mongodb";
import { GenesisError } from "../../state/errors.ts";
import { mongoError } from "./errors.ts";

/** Used when the URI names no database. */
const DEFAULT_DATABASE = "genesis_memory";
/** Milliseconds until a server that does not answer is an error; the URI's own parameter wins. */
const SERVER_SELECTION_TIMEOUT_MS = 3_000;
const CONNECT_TIMEOUT_MS = 5_000;
const SOCKET_TIMEOUT_MS = 60_000;

export interface ConnectionOptions {
  readonly uri: string;
  readonly serverSelectionTimeoutMs?: number | undefined;
}

/** A connected database whose failures are all `GenesisError`s. */
export class MongoConnection {
  readonly client: MongoClient;
  readonly db: Db;
  /** Server and database, without credentials. */
  readonly where: string;

  constructor(client: MongoClient, db: Db, where: string) {
    this.client = client;
    this.db = db;
    this.where = where;
  }

  collection<T extends Document>(name: string): Collection<T> {
    return this.db.collection<T>(name);
  }

  /** Runs an action on the driver and codes what it throws. */
  async guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw mongoError(error, this.where);
    }
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}

/**
 * Connects, and asks the server something that needs permission, so that a wrong URI fails here and soon.
 * Errors: CONFIG_INVALID (the URI), STORE_UNAVAILABLE, STORE_DENIED.
 */
export async function connect({
  uri,
  serverSelectionTimeoutMs,
}: ConnectionOptions): Promise<MongoConnection> {
  const client = createClient(uri, serverSelectionTimeoutMs);
  const name = databaseName(client, uri);
  const where = `mongodb://${client.options.hosts.map(String).join(",") || client.options.srvHost}/${name}`;
  const connection = new MongoConnection(client, client.db(name), where);
  try {
    await connection.guard(async () => {
      await client.connect();
      await connection.db.command({ ping: 1 });
    });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function createClient(uri: string, serverSelectionTimeoutMs = SERVER_SELECTION_TIMEOUT_MS): MongoClient {
  const set = new Set([...uri.matchAll(/[?&]([A-Za-z]+)=/g)].map(([, name = ""]) => name.toLowerCase()));
  const defaults = {
    serverSelectionTimeoutMS: serverSelectionTimeoutMs,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
    appName: "genesis",
  };
  const options = Object.fromEntries(
    Object.entries(defaults).filter(([name]) => !set.has(name.toLowerCase())),
  );
  try {
    return new MongoClient(uri, options);
  } catch {
    // The driver's message, and so the cause, may repeat parts of the URI.
    throw new GenesisError("CONFIG_INVALID", "MONGODB_URI is no MongoDB connection string.", {
      hint: "Example: mongodb://user:password@localhost:27017/genesis_memory; escape special characters with %.",
    });
  }
}

/** Without a path in the URI the driver would use "test", which nobody means. */
function databaseName(client: MongoClient, uri: string): string {
  return /^[a-z+]+:\/\/[^/?]*\/[^?]/.test(uri) ? client.options.dbName : DEFAULT_DATABASE;
}
