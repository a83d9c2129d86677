import type { FitSlice } from '#calibration/request.ts';
import { ofRows } from './strike-windows.ts';

/** Share of its spread by which a side of a quote steps. */
const STEP = 0.1;
/** Share of the quotes that are missing from a snapshot. */
const MISSING = 0.05;
const MINUTES_PER_YEAR = 525_600;

/**
 * A slice as a snapshot a minute later might show it: the forward moved by a draw of one minute's standard deviation, a
 * twentieth of the quotes missing, and each bid and ask where it was or a tenth of its spread above or below, the
 * volatilities kept at their strikes.
 *
 * @param vol of a year, decimal
 */
export function movedSlice(slice: FitSlice, vol: number, random: () => number): FitSlice {
  const move = Math.sqrt(12) * (random() - 0.5) * vol * Math.sqrt(1 / MINUTES_PER_YEAR);
  const rows = [...slice.k.keys()].filter(() => random() >= MISSING);
  const moved = ofRows(slice, Int32Array.from(rows));
  const { k, bidVol, askVol, midVol } = moved;
  for (let i = 0; i < k.length; i++) {
    k[i]! -= move;
    const tick = STEP * (askVol[i]! - bidVol[i]!);
    const [down, up] = [Math.floor(3 * random()) - 1, Math.floor(3 * random()) - 1];
    if (!(bidVol[i]! > tick)) continue;
    bidVol[i]! += down * tick;
    askVol[i]! += up * tick;
    midVol[i]! += ((down + up) / 2) * tick;
  }
  return { ...moved, forward: slice.forward * Math.exp(move) };
}

/** A slice whose mids stand anywhere between bid and ask, each drawn by itself. */
export function drawnSlice(slice: FitSlice, random: () => number): FitSlice {
  const midVol = slice.midVol.map((mid, i) => {
    const [bid, ask] = [slice.bidVol[i]!, slice.askVol[i]!];
    return ask > bid ? bid + random() * (ask - bid) : mid;
  });
  return { ...slice, midVol };
}
