import type { SparseVector } from "./features.ts";

export interface RidgeProblem {
  readonly rows: readonly SparseVector[];
  /** What to predict, one per row. */
  readonly targets: Float64Array;
  /** Length of the weight vector; every slot is below it. */
  readonly dimensions: number;
  /** Strength of the pull towards zero, above 0. */
  readonly penalty: number;
}

/** Relative size of the squared residual at which the solution is good enough for ranking. */
const TOLERANCE = 1e-8;
const MAX_STEPS = 100;

/**
 * Ridge regression without intercept: the w that minimises |targets - rows w|^2 + penalty |w|^2, by conjugate
 * gradients on the dual, (X X' + penalty I) a = targets and w = X'a. Deterministic.
 */
export function ridge({ rows, targets, dimensions, penalty }: RidgeProblem): Float64Array {
  const size = rows.length;
  const solution = new Float64Array(size);
  const residual = Float64Array.from(targets);
  const direction = Float64Array.from(targets);
  let squares = dot(residual, residual);
  const enough = TOLERANCE * squares;
  for (let step = 0; step < MAX_STEPS && squares > enough; step += 1) {
    const image = multiply(rows, combine(rows, direction, dimensions), direction, penalty);
    const length = squares / dot(direction, image);
    for (let index = 0; index < size; index += 1) {
      solution[index] = (solution[index] as number) + length * (direction[index] as number);
      residual[index] = (residual[index] as number) - length * (image[index] as number);
    }
    const next = dot(residual, residual);
    for (let index = 0; index < size; index += 1) {
      direction[index] = (residual[index] as number) + (next / squares) * (direction[index] as number);
    }
    squares = next;
  }
  return combine(rows, solution, dimensions);
}

/** The product of a sparse row and a weight vector. */
export function product({ slots, values }: SparseVector, weights: Float64Array | Float32Array): number {
  let sum = 0;
  for (let index = 0; index < slots.length; index += 1) {
    sum += (values[index] as number) * (weights[slots[index] as number] as number);
  }
  return sum;
}

/** X'a: the rows added up, each times its factor. */
function combine(rows: readonly SparseVector[], factors: Float64Array, dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions);
  for (const [row, { slots, values }] of rows.entries()) {
    const factor = factors[row] as number;
    for (let index = 0; index < slots.length; index += 1) {
      const slot = slots[index] as number;
      sum[slot] = (sum[slot] as number) + factor * (values[index] as number);
    }
  }
  return sum;
}

/** X w + penalty a. */
function multiply(
  rows: readonly SparseVector[],
  weights: Float64Array,
  factors: Float64Array,
  penalty: number,
): Float64Array {
  return Float64Array.from(
    rows,
    (row, index) => product(row, weights) + penalty * (factors[index] as number),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] as number) * (b[index] as number);
  return sum;
}
