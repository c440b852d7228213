const ROUNDS = 40;

export interface Components {
  readonly mean: Float32Array;
  /** Orthonormal, the strongest first. */
  readonly components: readonly Float32Array[];
}

/** Principal components by orthogonal iteration on the covariance; deterministic. */
export function principalComponents(rows: readonly Float32Array[], count: number): Components {
  const width = rows[0]?.length ?? 0;
  const mean = new Float32Array(width);
  for (const row of rows)
    for (let i = 0; i < width; i += 1) mean[i] = (mean[i] ?? 0) + (row[i] ?? 0) / rows.length;
  const covariance = covarianceOf(rows, mean);
  let basis: Float64Array[] = Array.from({ length: count }, (_, k) =>
    Float64Array.from({ length: width }, (_, i) => Math.cos((k + 1) * (i + 1))),
  );
  for (let round = 0; round < ROUNDS; round += 1)
    basis = orthonormal(basis.map((vector) => times(covariance, vector)));
  return { mean, components: basis.map((vector) => Float32Array.from(vector)) };
}

/** The coordinates of a vector along the components, times `scale`. */
export function project(
  vector: Float32Array,
  mean: Float32Array,
  components: readonly Float32Array[],
  scale: number,
): Float32Array {
  return Float32Array.from(components, (component) => {
    let sum = 0;
    for (let i = 0; i < component.length; i += 1)
      sum += ((vector[i] ?? 0) - (mean[i] ?? 0)) * (component[i] ?? 0);
    return sum * scale;
  });
}

function covarianceOf(rows: readonly Float32Array[], mean: Float32Array): Float64Array[] {
  const width = mean.length;
  const sums = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of rows) {
    for (let i = 0; i < width; i += 1) {
      const left = (row[i] ?? 0) - (mean[i] ?? 0);
      const target = sums[i] as Float64Array;
      for (let j = 0; j < width; j += 1)
        target[j] = (target[j] ?? 0) + left * ((row[j] ?? 0) - (mean[j] ?? 0));
    }
  }
  return sums;
}

function times(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => product(row, vector));
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Gram-Schmidt. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = Float64Array.from(vector);
    for (const other of done) {
      const share = product(rest, other);
      for (let i = 0; i < rest.length; i += 1) rest[i] = (rest[i] ?? 0) - share * (other[i] ?? 0);
    }
    const length = Math.sqrt(product(rest, rest)) || 1;
    done.push(rest.map((value) => value / length));
  }
  return done;
}
