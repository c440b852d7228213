import { BUCKETS, type Features } from "../../../src/nodes/validate-safety/classifier/hashed-features.ts";
import type { Random } from "../../../src/state/random.ts";

export interface Sparse {
  readonly features: Features;
  readonly target: number;
  readonly weight: number;
}

export interface LinearSettings {
  readonly epochs: number;
  readonly rate: number;
  readonly decay: number;
  /** Buckets of the features; those of harm unless given. */
  readonly size?: number;
}

export interface LinearModel {
  readonly weights: Float32Array;
  readonly bias: number;
}

/** Logistic regression on hashed features by AdaGrad with weight decay. */
export function learnLinear(
  examples: readonly Sparse[],
  { epochs, rate, decay, size = BUCKETS }: LinearSettings,
  random: Random,
): LinearModel {
  const weights = new Float32Array(size);
  const squares = new Float32Array(size).fill(0.01);
  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (const { features, target, weight } of random.shuffle(examples)) {
      const error = (sigmoid(score({ weights, bias }, features)) - target) * weight;
      bias -= 0.01 * error;
      const { buckets, values } = features;
      for (let i = 0; i < buckets.length; i += 1) {
        const bucket = buckets[i] as number;
        const value = weights[bucket] as number;
        const slope = error * (values[i] as number) + decay * value;
        const square = (squares[bucket] as number) + slope * slope;
        squares[bucket] = square;
        weights[bucket] = value - (rate * slope) / Math.sqrt(square);
      }
    }
  }
  return { weights, bias };
}

export function score({ weights, bias }: LinearModel, { buckets, values }: Features): number {
  let sum = bias;
  for (let i = 0; i < buckets.length; i += 1)
    sum += (weights[buckets[i] as number] as number) * (values[i] as number);
  return sum;
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
