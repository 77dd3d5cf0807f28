/**
 * Solves `matrix · x = right` for a symmetric positive definite matrix by Cholesky decomposition
 * (Golub and Van Loan, Matrix Computations, 4.2). A pivot that rounding made non-positive is
 * raised to the smallest positive one that keeps the answer finite.
 */
export function solveSymmetric(
  matrix: readonly ArrayLike<number>[],
  right: ArrayLike<number>,
): Float64Array {
  const size = right.length;
  const lower = new Float64Array(size * size);
  const get = (i: number, j: number): number => lower[i * size + j] ?? 0;
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) sum -= get(i, k) * get(j, k);
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / get(j, j);
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    let sum = x[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= get(i, k) * (x[k] ?? 0);
    x[i] = sum / get(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] ?? 0;
    for (let k = i + 1; k < size; k++) sum -= get(k, i) * (x[k] ?? 0);
    x[i] = sum / get(i, i);
  }
  return x;
}
