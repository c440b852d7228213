import type { LinearWeights, PurposeModel, Thresholds } from "./classifier.ts";
import { filterSize, HIDDEN, type Network, POOLED } from "./convolution.ts";
import { BUCKETS, PURPOSE_BUCKETS } from "./hashed-features.ts";

/** What training leaves behind. */
export interface TrainedModel {
  readonly linear: LinearWeights;
  readonly purpose: PurposeModel;
  readonly networks: readonly Network[];
  readonly thresholds: Thresholds;
}

const MAGIC = 0x47534633;
const HEADER_BYTES = 12;
/** More would cost more time than they are worth. */
const MOST_NETWORKS = 16;
const NUMBERS = 7;

/** Sizes of the parts of a network in the order of the file; each part is a scale and eight bits a number. */
function networkSizes(dimensions: number): readonly number[] {
  return [filterSize(dimensions), POOLED, HIDDEN * POOLED, HIDDEN, HIDDEN, 1];
}

/**
 * The file: magic, dimensions, networks; the thresholds; scale and bias of harm; scale, bias and margin of purpose; the
 * buckets of both; then the parts of each network.
 */
export function writeModel({ linear, purpose, networks, thresholds }: TrainedModel): Buffer {
  const header = Buffer.alloc(HEADER_BYTES + NUMBERS * 4);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(networks[0]?.dimensions ?? 0, 4);
  header.writeUInt32LE(networks.length, 8);
  const { flag, block } = thresholds;
  const { scale, bias, margin } = purpose;
  const numbers = [flag, block, linear.scale, linear.bias, scale, bias, margin];
  for (const [index, value] of numbers.entries()) header.writeFloatLE(value, HEADER_BYTES + index * 4);
  const parts = networks.flatMap(partsOf).map((values) => {
    const { scale, weights } = quantise(values);
    const head = Buffer.alloc(4);
    head.writeFloatLE(scale, 0);
    return Buffer.concat([head, Buffer.from(weights.buffer)]);
  });
  const buckets = [linear, purpose].map(({ weights }) => Buffer.from(weights.buffer));
  return Buffer.concat([header, ...buckets, ...parts]);
}

/** Reads what `writeModel` wrote. Throws RangeError when the file is something else or cut. */
export function readModel(file: Buffer): TrainedModel {
  if (file.length < HEADER_BYTES || file.readUInt32LE(0) !== MAGIC)
    throw new RangeError("not a safety model");
  const dimensions = file.readUInt32LE(4);
  const count = file.readUInt32LE(8);
  const sizes = networkSizes(dimensions);
  const start = HEADER_BYTES + NUMBERS * 4;
  const perNetwork = sizes.reduce((sum, size) => sum + 4 + size, 0);
  const end = start + BUCKETS + PURPOSE_BUCKETS;
  const bytes = end + count * perNetwork;
  if (count < 1 || count > MOST_NETWORKS) throw new RangeError(`${count} networks`);
  if (file.length !== bytes) throw new RangeError(`expected ${bytes} bytes, found ${file.length}`);
  const number = (index: number) => file.readFloatLE(HEADER_BYTES + index * 4);
  const bucketsAt = (from: number, size: number) =>
    new Int8Array(file.buffer.slice(file.byteOffset + from, file.byteOffset + from + size));
  return {
    thresholds: { flag: number(0), block: number(1) },
    linear: { scale: number(2), bias: number(3), weights: bucketsAt(start, BUCKETS) },
    purpose: {
      scale: number(4),
      bias: number(5),
      margin: number(6),
      weights: bucketsAt(start + BUCKETS, PURPOSE_BUCKETS),
    },
    networks: Array.from({ length: count }, (_, index) =>
      readNetwork(file, end + index * perNetwork, dimensions),
    ),
  };
}

function readNetwork(file: Buffer, start: number, dimensions: number): Network {
  let next = start;
  const [filters, filterBias, hidden, hiddenBias, output, outputBias] = networkSizes(dimensions).map(
    (size) => {
      const scale = file.readFloatLE(next);
      const values = Float32Array.from({ length: size }, (_, i) => file.readInt8(next + 4 + i) * scale);
      next += 4 + size;
      return values;
    },
  ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
  return { dimensions, filters, filterBias, hidden, hiddenBias, output, outputBias };
}

function partsOf(network: Network): Float32Array[] {
  const { filters, filterBias, hidden, hiddenBias, output, outputBias } = network;
  return [filters, filterBias, hidden, hiddenBias, output, outputBias];
}

/** Eight-bit weights; the few largest are cut, which costs less than a coarse scale for all. */
export function quantise(values: Float32Array, cut = 1): { weights: Int8Array; scale: number } {
  const sizes = Float32Array.from(values, Math.abs).sort();
  const limit = sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * cut))] || 1;
  const scale = limit / 127;
  const weights = Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value / scale))));
  return { weights, scale };
}
