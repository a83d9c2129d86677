import { smileBand } from '#calibration/smile-band.ts';
import { modelById } from '#models/index.ts';
import type { BoardExpiry } from './board.ts';
import { type SmileLayout, xOf, yOf } from './smile-layout.ts';
import { fittedCurve } from './smile-scene.ts';

/** Points along each edge of the band: it is smoother than the smile, and costs a Jacobian each. */
const BAND_POINTS = 96;

/** Whether an expiry has a confidence band; null where nothing is fitted. */
export function bandState({ fit }: BoardExpiry): 'band' | 'not-identified' | null {
  if (fit === null || fit.theta === null) return null;
  return fit.covariance === null ? 'not-identified' : 'band';
}

/** SVG path of the confidence band over the window, a closed outline for each unbroken stretch; empty without one. */
export function bandPath(expiry: BoardExpiry, layout: SmileLayout): string {
  const curve = fittedCurve(expiry);
  const covariance = expiry.fit?.covariance ?? null;
  const model = curve === null ? undefined : modelById(curve.model);
  if (curve === null || covariance === null || model === undefined) return '';
  const { low: first, high: last } = layout.window;
  const { fixed = 0 } = curve;
  const strike = Float64Array.from(
    { length: BAND_POINTS },
    (_, i) => first + ((last - first) * i) / (BAND_POINTS - 1),
  );
  const k = strike.map((s) => Math.log((s - fixed) / (curve.forward - fixed)));
  const { low, high } = smileBand(model, curve, curve.theta, covariance, k);
  const at = (i: number, vol: number) => {
    const y = Math.max(-5000, Math.min(5000, yOf(layout, vol)));
    return `${xOf(layout, strike[i]!).toFixed(1)} ${y.toFixed(1)}`;
  };
  let path = '';
  for (let start = 0; start < BAND_POINTS; start++) {
    if (Number.isNaN(high[start]!)) continue;
    let end = start;
    while (end + 1 < BAND_POINTS && !Number.isNaN(high[end + 1]!)) end++;
    const upper: string[] = [];
    const lower: string[] = [];
    for (let i = start; i <= end; i++) {
      upper.push(at(i, high[i]!));
      lower.unshift(at(i, low[i]!));
    }
    path += `M${upper.join('L')}L${lower.join('L')}Z`;
    start = end;
  }
  return path;
}
