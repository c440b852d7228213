import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from "mongodb";
import { GenesisError } from "../../state/errors.ts";
import { CLOSED, type Diagnosis, storeError } from "../diagnosis.ts";

const UNAVAILABLE: Diagnosis = [
  "STORE_UNAVAILABLE",
  "cannot be reached",
  {
    category: "system",
    retryable: true,
    hint: "Check that the server runs and that MONGODB_URI names it; then resume, nothing acknowledged is lost.",
  },
];
const DENIED: Diagnosis = [
  "STORE_DENIED",
  "does not let this user in",
  { category: "user", hint: "Check user, password, authSource and the user's roles in MONGODB_URI." },
];
const BUSY: Diagnosis = [
  "STORE_BUSY",
  "is too busy to answer in time",
  { category: "system", retryable: true, hint: "Try again; if it lasts, look at the server's load." },
];
const FULL: Diagnosis = [
  "STORE_UNAVAILABLE",
  "cannot grow: its disk is full",
  { category: "system", retryable: true, hint: "Free some disk space on the server and resume." },
];
const READ_ONLY: Diagnosis = [
  "STORE_READ_ONLY",
  "cannot be written",
  { category: "system", hint: "Point MONGODB_URI at a primary, with a user that may write." },
];
const TOO_LARGE: Diagnosis = [
  "STORE_VALUE_INVALID",
  "refuses a record above 16 MB",
  { category: "user", hint: "Store a reference to large content, not the content." },
];
/** By the server's error code. */
const BY_SERVER_CODE: Readonly<Record<number, Diagnosis>> = {
  6: UNAVAILABLE,
  7: UNAVAILABLE,
  13: DENIED,
  18: DENIED,
  24: BUSY,
  50: BUSY,
  89: UNAVAILABLE,
  91: UNAVAILABLE,
  112: BUSY,
  189: UNAVAILABLE,
  262: BUSY,
  8000: DENIED,
  9001: UNAVAILABLE,
  10107: READ_ONLY,
  10334: TOO_LARGE,
  11600: UNAVAILABLE,
  11602: UNAVAILABLE,
  13435: READ_ONLY,
  13436: UNAVAILABLE,
  14031: FULL,
  17419: TOO_LARGE,
  17420: TOO_LARGE,
};

const BY_NAME: Readonly<Record<string, Diagnosis>> = {
  MongoNotConnectedError: CLOSED,
  MongoClientClosedError: CLOSED,
  MongoTopologyClosedError: CLOSED,
  MongoExpiredSessionError: CLOSED,
  MongoOperationTimeoutError: BUSY,
  MongoWaitQueueTimeoutError: BUSY,
};

/**
 * The coded form of whatever the driver threw. `where` names the server without credentials; the driver's own
 * message is repeated only for errors of the server, which never hold the URI.
 */
export function mongoError(error: unknown, where: string): GenesisError {
  if (GenesisError.isInstance(error)) return error;
  return storeError(diagnose(error), where, error);
}

/** A unique index refused a write. A racing upsert is answered with code 1 by FerretDB. */
export function isDuplicate(error: unknown): boolean {
  return (
    error instanceof MongoServerError &&
    (error.code === 11000 || (error.code === 1 && /duplicate key/i.test(error.message)))
  );
}

function diagnose(error: unknown): Diagnosis | undefined {
  if (error instanceof MongoServerSelectionError) return isDenied(error) ? DENIED : UNAVAILABLE;
  if (error instanceof MongoNetworkError) return isDenied(error) ? DENIED : UNAVAILABLE;
  // A failed bulk write wraps what happened to its message.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof MongoError) {
    return diagnose(error.errorResponse);
  }
  if (error instanceof MongoServerError) return byServerCode(error);
  if (error instanceof MongoAPIError || error instanceof MongoError) return BY_NAME[error.name];
  // BSON could not write the document into the largest message.
  if (error instanceof RangeError && /out of (bounds|range)/.test(error.message)) return TOO_LARGE;
  return undefined;
}

function byServerCode(error: MongoServerError): Diagnosis | undefined {
  if (/larger than MaxDocumentSize/i.test(error.message)) return TOO_LARGE;
  // FerretDB passes PostgreSQL's own words on for what has no MongoDB code.
  if (/no space left on device|disk full/i.test(error.message)) return FULL;
  if (
    /connection refused|terminating connection|the database system is|failed to connect/i.test(error.message)
  ) {
    return UNAVAILABLE;
  }
  return typeof error.code === "number" ? BY_SERVER_CODE[error.code] : undefined;
}

function isDenied(error: Error): boolean {
  return /authentication failed/i.test(error.message);
}
