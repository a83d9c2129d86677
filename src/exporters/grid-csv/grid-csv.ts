import type { SliceFit } from '#calibration/result.ts';
import {
  counted,
  csvText,
  type Exporter,
  type FitExport,
  lacksFittedExpiry,
  movedCells,
  movedHeads,
} from '#exporters/exporter.ts';
import { bookKey } from '#market/book.ts';
import { settledPart } from '#market/settlement.ts';
import { modelById } from '#models/index.ts';
import { riskNeutralLaw } from '#surface/density.ts';
import { localVolGrid } from '#surface/local-vol.ts';
import { boardClock, isWeighted } from '#surface/time-settings.ts';
import { createSurface } from '#surface/vol-surface.ts';

/** Steps of k the grid may have, as points per 1.00 of log-moneyness, finest first. */
const POINTS_PER_UNIT = [10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];
const USUAL = 100;
const FEWEST_POINTS = 61;
const MOST_POINTS = 601;
/** Points that lie between the quotes of each expiry, at least. */
const FEWEST_OWN = 31;

/**
 * The fitted surface on a rectangle: t at every fitted expiry; k in steps of 0.01
 * (the next of 0.02, 0.05, 0.1, ... where that gives more than 601, of 0.005, 0.002, 0.001, ... where it
 * gives fewer than 61, as on a board of hours) from the lowest to the highest used quote of any expiry,
 * both rounded outwards to a step; and closer ones of these steps between the used quotes of an expiry that would have
 * fewer than 31 there, as one of hours beside one of a year. Every expiry has all of them.
 * `strike` is F(t) exp(k), inside a settlement window c + (F(t) - c) exp(k) with c of the settlement price fixed already.
 * `density` is the risk-neutral density of k = ln(S/F), there of what is not fixed yet, below 0
 * where the smile has butterfly arbitrage; `localVol` is Dupire's, empty where it does not
 * exist (density or growth in time not positive), with the growth of total variance after
 * the expiry, at the last of several before it, on the clock of the settings. A surface that has moved since its fit is
 * that of now; columns at the end say from which fit and by which scalar.
 */
export const gridCsv: Exporter = {
  id: 'grid-csv',
  label: 'Grid (CSV)',
  extension: 'grid.csv',
  mediaType: 'text/csv',
  describe(fit) {
    const { k } = kGrid(fit);
    const weighted = isWeighted(fit.settings.time) ? ' on weighted days' : '';
    return `${counted(fitted(fit).length, 'expiry', 'expiries')} × ${k.length} points of k: vol, variance, density, local vol${weighted}.`;
  },
  lacks: lacksFittedExpiry,
  write(fit) {
    const model = modelById(fit.result.model);
    const slices = fitted(fit);
    const header = [...HEADER, ...movedHeads(fit)];
    if (model === undefined || slices.length === 0) return csvText(header, []);
    const surface = createSurface(model, slices, boardClock(fit.settings.time, fit.market));
    const { k } = kGrid(fit);
    return csvText(
      header,
      slices.flatMap((slice) => {
        const { expiry, t, forward } = slice;
        const moved = movedCells(fit, slice);
        const book = fit.market.books.find((each) => bookKey(each, fit.quotes) === slice.key);
        const settled = book === undefined ? 0 : settledPart(book);
        const law = riskNeutralLaw(surface.curve(t));
        const { vol: local } = localVolGrid(surface, Float64Array.from(k), Float64Array.of(t));
        return k.map((x, i) => [
          new Date(expiry).toISOString(),
          t,
          x,
          settled + (forward - settled) * Math.exp(x),
          surface.vol(x, t),
          surface.totalVariance(x, t),
          law?.at(x).density,
          local[i],
          ...moved,
        ]);
      }),
    );
  },
};

const HEADER = ['expiry', 't', 'k', 'strike', 'vol', 'totalVariance', 'density', 'localVol'];

/** The fitted slices ascending in time; of two roots that expire at one instant the surface holds the last. */
function fitted({ result }: FitExport) {
  const slices = result.slices.flatMap((slice: SliceFit) =>
    slice.status === 'failed' || slice.theta === null ? [] : [{ ...slice, theta: slice.theta }],
  );
  return slices.filter(({ t }, i) => slices[i + 1]?.t !== t);
}

/** Points k of the grid, ascending; integer multiples of a step, so that 0 and 0.1 are exact and 0.1 of two steps is one. */
function kGrid({ result }: FitExport): { k: number[] } {
  const ranges = result.slices.flatMap(({ status, arbitrage }) =>
    status === 'failed' || arbitrage?.quotedRange == null ? [] : [arbitrage.quotedRange],
  );
  const low = Math.min(0, ...ranges.map(([from]) => from));
  const high = Math.max(0, ...ranges.map(([, to]) => to));
  const pointsOf = (from: number, to: number, n: number) => Math.ceil(to * n) - Math.floor(from * n) + 1;
  const points = (n: number): number => pointsOf(low, high, n);
  const perUnit =
    POINTS_PER_UNIT.findLast((n) => n >= USUAL && points(n) >= FEWEST_POINTS && points(n) <= MOST_POINTS) ??
    POINTS_PER_UNIT.find((n) => points(n) <= MOST_POINTS) ??
    1;
  const multiples = (from: number, to: number, n: number) =>
    Array.from({ length: pointsOf(from, to, n) }, (_, i) => (Math.floor(from * n) + i) / n);
  const closer = ranges.flatMap(([from, to]) => {
    const own = POINTS_PER_UNIT.findLast((n) => pointsOf(from, to, n) >= FEWEST_OWN) ?? POINTS_PER_UNIT[0]!;
    return own > perUnit ? multiples(from, to, own) : [];
  });
  return { k: [...new Set([...multiples(low, high, perUnit), ...closer])].sort((a, b) => a - b) };
}
