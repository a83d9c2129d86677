import type { HeatMap } from '#charts/heat-scene.ts';
import { TIME_AXES } from '#charts/time-scale.ts';
import type { Reading } from '#store/reading.ts';

/** Where a place that is read lies on a heat map. */
export interface HeatPlace {
  /** Along the axis of time: that of the expiry, or between two. */
  readonly along: number;
  /** k/(σ_ATM √T); null where a whole expiry is read. */
  readonly moneyness: number | null;
}

/** The place of a reading on a heat map; null where its expiry is not on it. */
export function heatPlace(heat: HeatMap, { key, t, k }: Reading): HeatPlace | null {
  const expiry = heat.expiries.find((of) => of.key === key);
  if (expiry === undefined) return null;
  // A reading of the expiry itself has exactly its time.
  const along = Math.abs(t - expiry.t) < 1e-9 ? expiry.along : TIME_AXES[heat.timeScale].to(t);
  let row = 0;
  heat.along.forEach((at, i) => {
    if (Math.abs(at - along) < Math.abs((heat.along[row] ?? 0) - along)) row = i;
  });
  const scale = heat.scale[row] ?? 0;
  return { along, moneyness: k === null || !(scale > 0) ? null : k / scale };
}
