const SWEEPS = 30;

/**
 * Eigenvalues and orthonormal eigenvectors of a small symmetric matrix by cyclic Jacobi rotations.
 * `matrix` (row-major, n × n) is overwritten: its diagonal becomes the eigenvalues; column k of
 * `vectors` belongs to the k-th.
 */
export function jacobiEigen(matrix: Float64Array, vectors: Float64Array, n: number): void {
  vectors.fill(0);
  for (let i = 0; i < n; i += 1) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let off = 0;
    let diagonal = 0;
    for (let i = 0; i < n; i += 1) {
      diagonal += (matrix[i * n + i] ?? 0) ** 2;
      for (let j = 0; j < i; j += 1) off += (matrix[i * n + j] ?? 0) ** 2;
    }
    if (off <= 1e-26 * diagonal) return;
    for (let p = 0; p < n; p += 1) {
      for (let q = p + 1; q < n; q += 1) rotate(matrix, vectors, n, p, q);
    }
  }
}

function rotate(
  matrix: Float64Array,
  vectors: Float64Array,
  n: number,
  p: number,
  q: number,
): void {
  const apq = matrix[p * n + q] ?? 0;
  if (apq === 0) return;
  const theta = ((matrix[q * n + q] ?? 0) - (matrix[p * n + p] ?? 0)) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (array: Float64Array, a: number, b: number): void => {
    const x = array[a] ?? 0;
    const y = array[b] ?? 0;
    array[a] = c * x - s * y;
    array[b] = s * x + c * y;
  };
  for (let k = 0; k < n; k += 1) turn(matrix, k * n + p, k * n + q);
  for (let k = 0; k < n; k += 1) turn(matrix, p * n + k, q * n + k);
  for (let k = 0; k < n; k += 1) turn(vectors, k * n + p, k * n + q);
}
