import {
  FILTERS,
  filterOffsets,
  filterSize,
  forward,
  HIDDEN,
  type Network,
  type Pass,
  POOLED,
} from "../../../src/nodes/validate-safety/classifier/convolution.ts";
import type { Random } from "../../../src/state/random.ts";

/** One text as word vectors with its label and weight. */
export interface Embedded {
  readonly input: Float32Array;
  readonly target: number;
  readonly weight: number;
}

export interface NetworkSettings {
  readonly epochs: number;
  readonly rate: number;
  readonly dropout: number;
  readonly decay: number;
}

const BATCH = 16;

/** A network trained by Adam on the logistic loss. */
export function learnNetwork(
  examples: readonly Embedded[],
  dimensions: number,
  settings: NetworkSettings,
  random: Random,
): Network {
  const network = initial(dimensions, random);
  const parameters = [
    network.filters,
    network.filterBias,
    network.hidden,
    network.hiddenBias,
    network.output,
    network.outputBias,
  ];
  const adam = new Adam(parameters, settings);
  const offsets = filterOffsets(dimensions);
  const steps = settings.epochs * Math.ceil(examples.length / BATCH);
  let step = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const order = random.shuffle(examples);
    for (let start = 0; start < order.length; start += BATCH) {
      for (const example of order.slice(start, start + BATCH)) {
        const keep = mask(settings.dropout, random);
        const pass = forward(network, example.input, offsets, keep);
        const error = (1 / (1 + Math.exp(-pass.logit)) - example.target) * example.weight;
        backward(network, pass, keep, error / BATCH, adam.gradients, offsets);
      }
      step += 1;
      adam.step(1 - step / (steps + 1));
    }
  }
  return network;
}

function mask(dropout: number, random: Random): Float32Array {
  return Float32Array.from({ length: POOLED }, () => (random.next() < dropout ? 0 : 1 / (1 - dropout)));
}

function initial(dimensions: number, random: Random): Network {
  const normal = (length: number, spread: number) =>
    Float32Array.from({ length }, () => (random.next() + random.next() + random.next() - 1.5) * 2 * spread);
  return {
    dimensions,
    filters: normal(filterSize(dimensions), Math.sqrt(1 / (2 * dimensions))),
    filterBias: new Float32Array(POOLED),
    hidden: normal(HIDDEN * POOLED, Math.sqrt(1 / POOLED)),
    hiddenBias: new Float32Array(HIDDEN),
    output: normal(HIDDEN, Math.sqrt(1 / HIDDEN)),
    outputBias: new Float32Array(1),
  };
}

function backward(
  network: Network,
  pass: Pass,
  keep: Float32Array,
  error: number,
  gradients: readonly Float32Array[],
  offsets: readonly number[],
): void {
  const [filters, filterBias, hidden, hiddenBias, output, outputBias] = gradients as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const toPooled = new Float32Array(POOLED);
  outputBias[0] = (outputBias[0] as number) + error;
  for (let row = 0; row < HIDDEN; row += 1) {
    const active = pass.hidden[row] as number;
    if (active <= 0) continue;
    output[row] = (output[row] as number) + error * active;
    const delta = error * (network.output[row] as number);
    hiddenBias[row] = (hiddenBias[row] as number) + delta;
    const base = row * POOLED;
    for (let column = 0; column < POOLED; column += 1) {
      hidden[base + column] = (hidden[base + column] as number) + delta * (pass.pooled[column] as number);
      toPooled[column] = (toPooled[column] as number) + delta * (network.hidden[base + column] as number);
    }
  }
  let filter = 0;
  for (const { width, count } of FILTERS) {
    const span = width * network.dimensions;
    for (let index = 0; index < count; index += 1, filter += 1) {
      const place = pass.places[filter] as number;
      const delta = (toPooled[filter] as number) * (keep[filter] as number);
      if (place < 0 || delta === 0) continue;
      filterBias[filter] = (filterBias[filter] as number) + delta;
      const offset = offsets[filter] as number;
      const base = place * network.dimensions;
      for (let i = 0; i < span; i += 1)
        filters[offset + i] = (filters[offset + i] as number) + delta * (pass.input[base + i] as number);
    }
  }
}

/** Adam with decoupled weight decay. */
class Adam {
  readonly gradients: Float32Array[];
  readonly #parameters: readonly Float32Array[];
  readonly #first: Float32Array[];
  readonly #second: Float32Array[];
  readonly #settings: NetworkSettings;
  #time = 0;

  constructor(parameters: readonly Float32Array[], settings: NetworkSettings) {
    const zeros = () => parameters.map(({ length }) => new Float32Array(length));
    this.#parameters = parameters;
    this.#settings = settings;
    this.gradients = zeros();
    this.#first = zeros();
    this.#second = zeros();
  }

  /** Applies the gradients at a share of the rate and clears them. */
  step(share: number): void {
    this.#time += 1;
    const { rate, decay } = this.#settings;
    const now = rate * share * (Math.sqrt(1 - 0.999 ** this.#time) / (1 - 0.9 ** this.#time));
    for (const [index, values] of this.#parameters.entries()) {
      const gradient = this.gradients[index] as Float32Array;
      const first = this.#first[index] as Float32Array;
      const second = this.#second[index] as Float32Array;
      for (let i = 0; i < values.length; i += 1) {
        const slope = gradient[i] as number;
        const mean = 0.9 * (first[i] as number) + 0.1 * slope;
        const square = 0.999 * (second[i] as number) + 0.001 * slope * slope;
        first[i] = mean;
        second[i] = square;
        const value = values[i] as number;
        values[i] = value - (now * mean) / (Math.sqrt(square) + 1e-8) - rate * share * decay * value;
      }
      gradient.fill(0);
    }
  }
}
