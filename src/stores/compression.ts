/**
 * Lossless compression of stored records (design 4.8). A record above a size is kept as its filter skeleton with
 * an envelope beside it:
 *
 *     {"status": "done", "tasks": [], ..., "$compressed": {"v": 1, "codec": "br", "bytes", "sha256", "data"}}
 *
 * The envelope gives the JSON text back to the byte. The skeleton keeps what `filter.ts` looks at: objects and
 * scalars, arrays as `[]` (no filter looks into one), and long text cut to a prefix. A prefix is ordered against
 * any operand shorter than itself exactly as the whole text is, so backends filter the skeleton as it stands;
 * filters with a longer operand are answered from the whole records (see `CheckedStore`).
 */
import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { z } from "zod";
import { GenesisError } from "../state/errors.ts";
import type { FilterCondition } from "./filter.ts";

export interface CompressionOptions {
  /** Records whose JSON has fewer bytes stay as they are. */
  readonly minBytes: number;
  /** The least saving that is worth it, as a share of the size; default 0.1. */
  readonly minSaving?: number;
}

type JsonObject = Record<string, unknown>;

interface StoredForm {
  readonly value: JsonObject;
  readonly json: string;
}

/** No filter can name it: a part of a path never starts with `$`. */
const ENVELOPE = "$compressed";
const VERSION = 1;
/** Code points kept of a text. */
const PREFIX_LENGTH = 256;
const DEFAULT_MIN_SAVING = 0.1;
/** No record is larger; what claims to be is damaged, and is not unpacked to find out. */
const MAX_BYTES = 256 * 1024 * 1024;

const EnvelopeSchema = z.object({
  v: z.literal(VERSION),
  codec: z.literal("br"),
  bytes: z.int().min(2).max(MAX_BYTES),
  sha256: z.string(),
  data: z.base64(),
});

/** The form in which a record is stored: compressed when that is asked for and worth it. */
export function packRecord(record: StoredForm, options: CompressionOptions | undefined): StoredForm {
  // A value that looks like an envelope is always put into one, or it would be taken for one when read.
  if (Object.hasOwn(record.value, ENVELOPE)) return compress(record);
  if (options === undefined) return record;
  const size = Buffer.byteLength(record.json);
  if (size < options.minBytes) return record;
  const packed = compress(record);
  const worthIt = Buffer.byteLength(packed.json) <= size * (1 - (options.minSaving ?? DEFAULT_MIN_SAVING));
  return worthIt ? packed : record;
}

/** The value that was put. Errors: STORE_RECORD_CORRUPT, STORE_RECORD_NEWER. */
export function unpackValue(stored: JsonObject): JsonObject {
  if (!Object.hasOwn(stored, ENVELOPE)) return stored;
  const envelope = EnvelopeSchema.safeParse(stored[ENVELOPE]);
  if (!envelope.success) throw unreadable(stored[ENVELOPE]);
  const { bytes, sha256, data } = envelope.data;
  try {
    const json = brotliDecompressSync(Buffer.from(data, "base64"), { maxOutputLength: bytes });
    if (json.byteLength !== bytes || digestOf(json) !== sha256) throw new Error("the digest differs");
    return JSON.parse(json.toString("utf8")) as JsonObject;
  } catch (cause) {
    throw corrupt(cause);
  }
}

/** True when the skeleton of a record can't answer the condition, because an operand is as long as a prefix. */
export function needsWholeRecord({ operand }: FilterCondition): boolean {
  const operands: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  return operands.some((one) => typeof one === "string" && one.length >= PREFIX_LENGTH);
}

function compress({ value, json }: StoredForm): StoredForm {
  const bytes = Buffer.from(json, "utf8");
  const data = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  });
  const envelope = {
    v: VERSION,
    codec: "br",
    bytes: bytes.byteLength,
    sha256: digestOf(bytes),
    data: data.toString("base64"),
  };
  const packed = { ...(skeletonOf(value) as JsonObject), [ENVELOPE]: envelope };
  return { value: packed, json: JSON.stringify(packed) };
}

function skeletonOf(value: unknown): unknown {
  if (typeof value === "string") return prefixOf(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return [];
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, skeletonOf(item)]));
}

/** The first code points; a text of no more code units than that has no more code points either. */
function prefixOf(text: string): string {
  if (text.length <= PREFIX_LENGTH) return text;
  return Array.from(text.slice(0, 2 * PREFIX_LENGTH))
    .slice(0, PREFIX_LENGTH)
    .join("");
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function unreadable(envelope: unknown): GenesisError {
  const known = z.object({ v: z.number(), codec: z.string() }).safeParse(envelope);
  const newer = known.success && (known.data.v > VERSION || known.data.codec !== "br");
  if (!newer) return corrupt(new Error("the envelope is malformed"));
  const { v, codec } = known.data;
  return new GenesisError(
    "STORE_RECORD_NEWER",
    `A record is compressed in a way this Genesis does not know (version ${v}, ${codec}).`,
    { category: "system", hint: "Update Genesis; the record is left as it is." },
  );
}

function corrupt(cause: unknown): GenesisError {
  return new GenesisError("STORE_RECORD_CORRUPT", "A compressed record is damaged and can't be unpacked.", {
    category: "system",
    hint: "Restore the database from a backup, or remove the record with: genesis memory forget.",
    cause,
  });
}
