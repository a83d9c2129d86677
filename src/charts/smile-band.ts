import { smileBand } from '#calibration/smile-band.ts';
import { modelById } from '#models/index.ts';
import type { BoardExpiry } from './board.ts';
import { strikesOver } from './model-curve.ts';
import { PathPen } from './path-pen.ts';
import { type SmileLayout, xOf, yOf } from './smile-layout.ts';
import { fittedCurve } from './smile-scene.ts';

/** Points along each edge of the band: it is smoother than the smile, and costs a Jacobian each. */
const BAND_POINTS = 96;

const pen = new PathPen();

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
  const { strike, k } = strikesOver(curve, first, last, BAND_POINTS);
  const { low, high } = smileBand(model, curve, curve.theta, covariance, k);
  const to = (command: 'M' | 'L', i: number, vol: number) =>
    pen.to(command, xOf(layout, strike[i]!), yOf(layout, vol));
  for (let start = 0; start < BAND_POINTS; start++) {
    if (Number.isNaN(high[start]!)) continue;
    let end = start;
    while (end + 1 < BAND_POINTS && !Number.isNaN(high[end + 1]!)) end++;
    for (let i = start; i <= end; i++) to(i === start ? 'M' : 'L', i, high[i]!);
    for (let i = end; i >= start; i--) to('L', i, low[i]!);
    pen.close();
    start = end;
  }
  return pen.take();
}
