import { normalCdf } from '#math/normal.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { blackPrice } from '#pricing/black76.ts';
import { impliedVol } from '#pricing/implied-vol.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { cdfError } from './goldens/exact-normal.ts';
import { sviCalibrationGolden, sviConstrainedGolden } from './goldens/fits.ts';
import { batesGolden, hestonGolden } from './goldens/laws.ts';
import type { GoldenRow, Ledger } from './goldens/ledger.ts';
import { black76Golden, impliedVolGolden } from './goldens/prices.ts';
import { essviInterpolationGolden, sabrGolden, ssviGolden, sviGolden } from './goldens/smiles.ts';
import { statisticsGolden } from './goldens/statistics.ts';
import { densityGolden, localVolGolden } from './goldens/surfaces.ts';

/** Every reference file of the calibrator, by its name. */
export const goldens: Readonly<Record<string, () => Ledger<unknown>>> = {
  black76: black76Golden,
  'implied-vol': impliedVolGolden,
  svi: sviGolden,
  'svi-calibration': sviCalibrationGolden,
  'svi-constrained': sviConstrainedGolden,
  ssvi: ssviGolden,
  'essvi-interp': essviInterpolationGolden,
  sabr: sabrGolden,
  heston: hestonGolden,
  bates: batesGolden,
  'local-vol': localVolGolden,
  statistics: statisticsGolden,
  rnd: densityGolden,
};

/** Most relative error of the distribution at a number of places of [-37, 8], against its exact series. */
export function worstCdf(places: number, random: () => number): number {
  let worst = 0;
  for (let i = 0; i < places; i++) {
    const x = -37 + 45 * random();
    worst = Math.max(worst, Math.abs(cdfError(x, normalCdf(x))));
  }
  return worst;
}

/**
 * Most a volatility from 0.02 to 2.5 over an hour to three years changes on its way to an out-of-the-money price above
 * 1e-12 of the forward, and back.
 */
export function worstRoundTrip(options: number, random: () => number): number {
  let worst = 0;
  for (let i = 0; i < options; ) {
    const t = Math.exp(Math.log(1 / 8760) + random() * Math.log(3 * 8760));
    const vol = Math.exp(Math.log(0.02) + random() * Math.log(125));
    const forward = Math.exp(-4 + 16 * random());
    const strike = forward * Math.exp((2 * random() - 1) * 7 * vol * Math.sqrt(t));
    const isCall = strike >= forward;
    const price = blackPrice(forward, strike, t, vol, isCall);
    if (!(price > 1e-12 * forward)) continue;
    worst = Math.max(worst, Math.abs(impliedVol(forward, strike, t, isCall, price) - vol));
    i++;
  }
  return worst;
}

const CDF_BOUND = 1e-14;
const ROUND_TRIP_BOUND = 1e-12;
/** The exact series costs as much as a hundred prices. */
const OPTIONS_A_PLACE = 100;

/** What a row has against it, as a sentence; null where it is within its tolerance. */
export function faultOf({ file, what, measure, tolerance, worst, at }: GoldenRow): string | null {
  if (worst <= tolerance) return null;
  return `${file}: ${what} at ${at} is off by ${worst.toExponential(2)} (${measure}), ${tolerance} is allowed`;
}

/** Compares every number of the reference files, and `count` places of the normal distribution with its exact series. */
export async function goldenErrors({ count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const faults: string[] = [];
  let [entries, nearest] = [0, 0];
  for (const [name, compare] of Object.entries(goldens)) {
    const ledger = compare();
    for (const row of ledger.rows) {
      const fault = faultOf(row);
      if (fault !== null) faults.push(fault);
      entries += row.entries;
      nearest = Math.max(nearest, row.worst / row.tolerance);
      tell(
        [
          name.padEnd(15),
          row.what.padEnd(52),
          String(row.entries).padStart(4),
          row.worst.toExponential(1).padStart(8),
          `of ${row.tolerance.toExponential(1)}`,
          row.measure,
        ].join('  '),
      );
    }
    for (const path of ledger.unread) faults.push(`${name}: ${path} is compared with nothing`);
  }
  const random = seededRandom(seed);
  const cdf = worstCdf(count, random);
  const roundTrip = worstRoundTrip(count * OPTIONS_A_PLACE, random);
  if (!(cdf <= CDF_BOUND)) faults.push(`the normal distribution is off by ${cdf}`);
  if (!(roundTrip <= ROUND_TRIP_BOUND)) faults.push(`a volatility comes back off by ${roundTrip}`);
  return {
    figures: {
      files: Object.keys(goldens).length,
      entries,
      nearest_to_tolerance: nearest.toPrecision(2),
      cdf_places: count,
      cdf_worst: cdf.toExponential(1),
      round_trips: count * OPTIONS_A_PLACE,
      round_trip_worst: roundTrip.toExponential(1),
      faults: faults.length,
      seed,
    },
    faults,
  };
}
