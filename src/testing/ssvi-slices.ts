/** Slices of quotes round an SSVI surface, the same for a seed. */
import type { FitSlice } from '#calibration/request.ts';
import { makeSlice } from './fit-slice.ts';

/** Numbers in (0, 1), the same for a seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
}

/** Slices of SSVI with power-law curvature, with normal noise of `noise` in vol. */
export function ssviSlices(noise: number, random: () => number): FitSlice[] {
  const [rho, eta, gamma] = [-0.3, 1, 0.45];
  return [0.02, 0.1, 0.3, 1].map((t) => {
    const theta = 0.16 * t * (1 + 0.2 * t);
    const phi = (eta * (theta / (1 + theta)) ** (1 - gamma)) / theta;
    const k = Array.from({ length: 13 }, (_, i) => ((i - 6) / 6) * 1.5 * Math.sqrt(theta));
    const vol = k.map((at) => {
      const z = phi * at + rho;
      const w = (theta / 2) * (1 + rho * phi * at + Math.sqrt(z * z + 1 - rho * rho));
      const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
      return Math.sqrt(w / t) + noise * normal;
    });
    return makeSlice(t, k, vol);
  });
}
