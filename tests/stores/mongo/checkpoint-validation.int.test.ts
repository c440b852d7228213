import { validate } from "@langchain/langgraph-checkpoint-validation";
import * as vitest from "vitest";
import { connect, type MongoConnection } from "../../../src/stores/mongo/connection.ts";
import { CodedMongoSaver } from "../../../src/stores/mongo/saver.ts";
import { describeMongo, freshUri } from "./server.ts";

// The suite expects the test functions as globals.
const { describe, it, test, expect, beforeAll, beforeEach, afterAll, afterEach } = vitest;
Object.assign(globalThis, { describe, it, test, expect, beforeAll, beforeEach, afterAll, afterEach });

describeMongo("MongoDB", () => {
  const open = new Map<CodedMongoSaver, MongoConnection>();

  validate({
    // By this name the suite knows what the library's saver does not claim to do.
    checkpointerName: "@langchain/langgraph-checkpoint-mongodb",
    async createCheckpointer() {
      const connection = await connect({ uri: freshUri().reveal() });
      const saver = new CodedMongoSaver(connection);
      open.set(saver, connection);
      return saver;
    },
    async destroyCheckpointer(saver) {
      await open.get(saver)?.close();
      open.delete(saver);
    },
  });
});
