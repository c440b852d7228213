/**
 * Weights of the samples that predict best at one point: (K + lambda I)^-1 k, by Cholesky decomposition (kernel ridge
 * regression). `kernel(row, column)` is asked for column <= row; `point` holds the kernel of the point with each
 * sample. lambda > 0 in units of the kernel makes the matrix positive definite. O(n^3 / 3).
 */
export function ridgeWeights(
  kernel: (row: number, column: number) => number,
  point: ArrayLike<number>,
  lambda: number,
): Float64Array {
  const size = point.length;
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const own = kernel(row, column) + (row === column ? lambda : 0);
      const rest = own - dot(lower, row * size, column * size, column);
      lower[row * size + column] =
        row === column ? Math.sqrt(rest) : rest / (lower[column * size + column] as number);
    }
  }
  return substitute(lower, size, point);
}

/** Four sums side by side, which the processor adds at the same time. */
function dot(matrix: Float64Array, first: number, second: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    a += (matrix[first + k] as number) * (matrix[second + k] as number);
    b += (matrix[first + k + 1] as number) * (matrix[second + k + 1] as number);
    c += (matrix[first + k + 2] as number) * (matrix[second + k + 2] as number);
    d += (matrix[first + k + 3] as number) * (matrix[second + k + 3] as number);
  }
  for (; k < length; k += 1) a += (matrix[first + k] as number) * (matrix[second + k] as number);
  return a + b + c + d;
}

/** Solves L L' x = b, forwards and backwards. */
function substitute(lower: Float64Array, size: number, right: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    let rest = x[row] as number;
    for (let k = 0; k < row; k += 1) rest -= (lower[row * size + k] as number) * (x[k] as number);
    x[row] = rest / (lower[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const value = (x[row] as number) / (lower[row * size + row] as number);
    x[row] = value;
    for (let k = 0; k < row; k += 1) x[k] = (x[k] as number) - (lower[row * size + k] as number) * value;
  }
  return x;
}
