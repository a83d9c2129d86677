import type { PreparedSlice } from '#calibration/prepare-slice.ts';
import type { ScopedSettings } from '#calibration/settings.ts';
import { sviSmile } from '#models/svi/raw.ts';
import { makeSlice } from './fit-slice.ts';
import { prepared } from './strict-slices.ts';

const QUOTED = Array.from({ length: 15 }, (_, i) => -0.21 + 0.03 * i);

/** Slices of a calendar penalised at 100, quoted on raw SVI and by turns off it by so much vol. */
export function calendarBoard(
  raws: readonly (readonly number[])[],
  noise: number,
  change: Partial<ScopedSettings> = {},
): PreparedSlice[] {
  return raws.map((raw, s) => {
    const t = 0.2 + 0.1 * s;
    const w = new Float64Array(QUOTED.length);
    sviSmile.totalVariance(Float64Array.from(raw), Float64Array.from(QUOTED), w);
    const mid = Array.from(w, (v, i) => Math.sqrt(v / t) + noise * Math.sin(7 * i + 2 * s));
    const calendar = { mode: 'penalise', strength: 100 } as const;
    return prepared(makeSlice(t, QUOTED, mid), { calendar, ...change });
  });
}
