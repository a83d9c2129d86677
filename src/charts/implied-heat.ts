import { fixed, MINUS, strike, timeToExpiry, volPercent } from '#base/format.ts';
import type { FittedSurface } from './fitted-surface.ts';
import { COLUMNS, type HeatMap, heatPlaces } from './heat-scene.ts';
import type { TimeScale } from './time-scale.ts';

/** Implied volatility of a fitted surface. */
export function impliedHeat(fitted: FittedSurface, timeScale: TimeScale = 'root'): HeatMap {
  const { surface } = fitted;
  const places = heatPlaces(fitted, timeScale);
  const vol = new Float64Array(places.quoted.length);
  places.times.forEach((t, i) => {
    for (let j = 0; j < COLUMNS; j++) {
      vol[i * COLUMNS + j] = surface.vol((places.columns[j] ?? 0) * (places.scale[i] ?? 0), t);
    }
  });
  return { ...places, vol };
}

/** What a cell says: when, where, and its volatility. */
export function impliedWords(heat: HeatMap, at: number): string {
  const [row, x] = [Math.floor(at / COLUMNS), heat.columns[at % COLUMNS] ?? 0];
  const price = (heat.forwards[row] ?? 0) * Math.exp(x * (heat.scale[row] ?? 0));
  const sign = x < 0 ? MINUS : '+';
  return [
    timeToExpiry(heat.times[row]),
    `K ${strike(Number(price.toPrecision(4)))}`,
    `${sign}${fixed(Math.abs(x), 2)}σ`,
    `vol ${volPercent(heat.vol[at])}`,
    heat.quoted[at] === 1 ? '' : 'past the quotes',
  ]
    .filter((part) => part !== '')
    .join('   ');
}

/** Key of the expiry whose row lies nearest to a cell. */
export function expiryNear(heat: HeatMap, at: number): string | null {
  const along = heat.along[Math.floor(at / COLUMNS)] ?? 0;
  let [nearest, least] = [null as string | null, Number.POSITIVE_INFINITY];
  for (const expiry of heat.expiries) {
    const distance = Math.abs(expiry.along - along);
    if (distance < least) [nearest, least] = [expiry.key, distance];
  }
  return nearest;
}
