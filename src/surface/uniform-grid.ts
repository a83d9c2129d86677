/** Fills k with a uniform grid from low to high. */
export function uniformGrid(low: number, high: number, k: Float64Array): void {
  const step = (high - low) / (k.length - 1);
  for (let i = 0; i < k.length; i++) k[i] = low + i * step;
  k[k.length - 1] = high;
}
