import {
  MongoBulkWriteError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
  type TopologyDescription,
} from "mongodb";
import { expect, it } from "vitest";
import { GenesisError } from "../../../src/state/errors.ts";
import { isDuplicate, mongoError } from "../../../src/stores/mongo/errors.ts";

const server = (code: number, message = "boom") => new MongoServerError({ code, errmsg: message, message });
const selection = (message: string) => new MongoServerSelectionError(message, {} as TopologyDescription);

it.each([
  [selection("connect ECONNREFUSED 127.0.0.1:1"), "STORE_UNAVAILABLE", true],
  [selection("Authentication failed."), "STORE_DENIED", false],
  [new MongoNetworkError("connection 1 closed"), "STORE_UNAVAILABLE", true],
  [new MongoNotConnectedError("Client must be connected"), "STORE_CLOSED", false],
  [server(18), "STORE_DENIED", false],
  [server(13), "STORE_DENIED", false],
  [server(112), "STORE_BUSY", true],
  [server(50), "STORE_BUSY", true],
  [server(10107), "STORE_READ_ONLY", false],
  [server(11600), "STORE_UNAVAILABLE", true],
  [server(14031), "STORE_UNAVAILABLE", true],
  [server(1, "could not extend file: No space left on device"), "STORE_UNAVAILABLE", true],
  [server(1, "failed to connect to `user=postgres`"), "STORE_UNAVAILABLE", true],
  [server(302776349, "Size 17000369 is larger than MaxDocumentSize 16777216"), "STORE_VALUE_INVALID", false],
  [new RangeError("offset is out of bounds"), "STORE_VALUE_INVALID", false],
  [server(59), "STORE_FAILED", false],
  [new MongoParseError("odd"), "STORE_FAILED", false],
  [new TypeError("odd"), "STORE_FAILED", false],
  ["odd", "STORE_FAILED", false],
])("codes %s as %s", (error, code, retryable) => {
  const coded = mongoError(error, "mongodb://here/db");
  expect(coded).toMatchObject({ code, retryable, hint: expect.stringMatching(/\w/), cause: error });
  expect(coded.message).toContain("mongodb://here/db");
});

it("codes what a bulk write wraps", () => {
  const wrapped = new MongoNetworkError("connection 1 closed");
  const error = new MongoBulkWriteError(
    { message: "bulk", code: 0, writeErrors: [] },
    {} as ConstructorParameters<typeof MongoBulkWriteError>[1],
  );
  error.errorResponse = wrapped as unknown as typeof error.errorResponse;
  expect(mongoError(error, "here").code).toBe("STORE_UNAVAILABLE");
});

it("leaves coded errors as they are", () => {
  const error = new GenesisError("STORE_KEY_INVALID", "bad", { hint: "none" });
  expect(mongoError(error, "here")).toBe(error);
});

it("knows a duplicate by MongoDB's code and by FerretDB's words", () => {
  expect(isDuplicate(server(11000))).toBe(true);
  expect(isDuplicate(server(1, 'duplicate key value violates unique constraint "x"'))).toBe(true);
  expect(isDuplicate(server(1, "internal error"))).toBe(false);
  expect(isDuplicate(new Error("duplicate key"))).toBe(false);
});
