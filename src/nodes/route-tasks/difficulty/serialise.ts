import { z } from "zod";
import { TIERS, type Tier } from "../../../state/agent.ts";
import { GenesisError } from "../../../state/errors.ts";
import type { Head } from "./head.ts";
import { LengthScale } from "./length-scale.ts";

/** Raised whenever features or meaning change: a model of another version is not read. */
export const MODEL_VERSION = 1;

export const MIN_BITS = 8;

const base64 = z.base64();
const amount = z.number().min(0);
/** Values of the slots that differ from an untouched model, as 32-bit floats. */
const HeadSchema = z.strictObject({ count: amount, sum: amount, weights: base64, precisions: base64 });

const ModelSchema = z.strictObject({
  kind: z.literal("difficulty"),
  version: z.literal(MODEL_VERSION),
  bits: z.int().min(MIN_BITS).max(20),
  length: z.strictObject({ count: z.number().min(10), mean: z.number(), squares: z.number().positive() }),
  /** Which slots are listed, ascending, as 32-bit integers. */
  slots: base64,
  frequencies: base64,
  heads: z.strictObject({ economy: HeadSchema, standard: HeadSchema, premium: HeadSchema }),
});
export type DifficultyModelJson = z.infer<typeof ModelSchema>;

export interface ModelParts {
  readonly bits: number;
  readonly frequencies: Float32Array;
  readonly length: LengthScale;
  readonly heads: Readonly<Record<Tier, Head>>;
}

/** Writes only the slots that any text has touched. */
export function packModel({ bits, frequencies, length, heads }: ModelParts): DifficultyModelJson {
  const touched: number[] = [];
  for (const [slot, frequency] of frequencies.entries()) if (frequency > 0) touched.push(slot);
  const floats = (values: Float32Array) =>
    encode(Float32Array.from(touched, (slot) => values[slot] as number));
  const head = ({ weights, precisions, count, sum }: Head) => ({
    count,
    sum,
    weights: count > 0 ? floats(weights) : "",
    precisions: count > 0 ? floats(precisions) : "",
  });
  return {
    kind: "difficulty",
    version: MODEL_VERSION,
    bits,
    length: { count: length.count, mean: length.mean, squares: length.squares },
    slots: encode(Int32Array.from(touched)),
    frequencies: floats(frequencies),
    heads: { economy: head(heads.economy), standard: head(heads.standard), premium: head(heads.premium) },
  };
}

/** Fills the given parts from a packed model. Throws DIFFICULTY_MODEL_INVALID when they don't fit together. */
export function unpackModel(json: unknown, create: (bits: number, length: LengthScale) => ModelParts): void {
  const parsed = ModelSchema.safeParse(json);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  const { bits, length, slots: packed, frequencies, heads } = parsed.data;
  const slots = new Int32Array(decode(packed));
  if (slots.some((slot) => slot < 0 || slot >= 2 ** bits)) throw invalid("a slot lies outside the table");
  const parts = create(bits, new LengthScale(length));
  scatter(frequencies, slots, parts.frequencies);
  for (const tier of TIERS) {
    const { count, sum, weights, precisions } = heads[tier];
    parts.heads[tier].count = count;
    parts.heads[tier].sum = sum;
    if (count === 0) continue;
    scatter(weights, slots, parts.heads[tier].weights);
    scatter(precisions, slots, parts.heads[tier].precisions);
  }
}

function scatter(text: string, slots: Int32Array, into: Float32Array): void {
  const values = new Float32Array(decode(text));
  if (values.length !== slots.length) throw invalid("its lists have different lengths");
  if (values.some((value) => !Number.isFinite(value))) throw invalid("a weight is not a number");
  for (const [index, slot] of slots.entries()) into[slot] = values[index] as number;
}

function encode(values: Float32Array | Int32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

function decode(text: string): ArrayBuffer {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  if (bytes.length % 4 !== 0) throw invalid("a list ends in the middle of a value");
  return bytes.buffer;
}

function invalid(why: string): GenesisError {
  return new GenesisError("DIFFICULTY_MODEL_INVALID", `The stored difficulty model can't be read: ${why}`, {
    category: "system",
    hint: "It is learnt again from the outcomes to come; nothing needs to be done.",
  });
}
