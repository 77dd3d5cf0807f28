/**
 * Solves `matrix·x = right` by Gaussian elimination with partial pivoting after scaling rows and
 * columns by the diagonal; undefined when the matrix is singular to working precision.
 */
export function solveSymmetric(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): number[] | undefined {
  const n = right.length;
  const scale = matrix.map((row, i) => 1 / Math.sqrt(Math.abs(row[i] ?? 0) || 1));
  const work = matrix.map((row, i) => [
    ...row.map((entry, j) => entry * (scale[i] ?? 1) * (scale[j] ?? 1)),
    (right[i] ?? 0) * (scale[i] ?? 1),
  ]);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < n; row += 1) {
      if (Math.abs(work[row]?.[column] ?? 0) > Math.abs(work[pivot]?.[column] ?? 0)) pivot = row;
    }
    const top = work[pivot];
    const displaced = work[column];
    if (top === undefined || displaced === undefined) return undefined;
    const head = top[column] ?? 0;
    if (Math.abs(head) < 1e-13) return undefined;
    work[pivot] = displaced;
    work[column] = top;
    for (let row = 0; row < n; row += 1) {
      const line = work[row];
      if (row === column || line === undefined) continue;
      const factor = (line[column] ?? 0) / head;
      if (factor === 0) continue;
      for (let k = column; k <= n; k += 1) line[k] = (line[k] ?? 0) - factor * (top[k] ?? 0);
    }
  }
  return work.map((line, i) => ((line[n] ?? 0) / (line[i] ?? 1)) * (scale[i] ?? 1));
}
