import { fixed, MINUS, strike, timeToExpiry, volPercent } from '#base/format.ts';
import { quotedAt } from '#surface/quoted-range.ts';
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

/** A place of a surface: years and log-moneyness. */
export interface SurfacePlace {
  readonly t: number;
  readonly k: number;
}

/** When and where a place is: its time, its strike, and how many standard deviations at the money from the forward. */
export function placeParts({ surface, expiries }: FittedSurface, { t, k }: SurfacePlace): readonly string[] {
  const x = k / (surface.vol(0, t) * Math.sqrt(t));
  const price = Number((surface.forward(t) * Math.exp(k)).toPrecision(6));
  const isStrike = Math.abs(price - Math.round(price)) < 1e-6 * price;
  const [low, high] = quotedAt(expiries, t);
  return [
    timeToExpiry(t),
    `K ${strike(isStrike ? Math.round(price) : Number(price.toPrecision(4)))}`,
    `${x < 0 ? MINUS : '+'}${fixed(Math.abs(x), 2)}σ`,
    ...(k >= low && k <= high ? [] : ['past the quotes']),
  ];
}

/** What a place of the surface says: when, where, and its volatility. */
export function impliedWords(fitted: FittedSurface, place: SurfacePlace): string {
  const [when = '', at = '', sigmas = '', ...past] = placeParts(fitted, place);
  return [when, at, sigmas, `vol ${volPercent(fitted.surface.vol(place.k, place.t))}`, ...past].join('   ');
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
