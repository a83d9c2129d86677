import fc from 'fast-check';
import { calibrateNow } from '#calibration/calibrate.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { APP_VERSION } from '#exporters/app-version.ts';
import { fitJson } from '#exporters/fit-json/fit-json.ts';
import { fitFileText, parseFitFile, settingsFromFitFile } from '#exporters/fit-json/parse.ts';
import { exporters } from '#exporters/index.ts';
import { applyFilters } from '#market/apply-filters.ts';
import { buildBook } from '#market/build-book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { smallFit } from '#testing/fit-export.ts';
import { readTexts } from '#testing/read-text.ts';
import { real, seeds, spread } from './draw.ts';
import { boardQuotes, type DrawnBoard, drawnBoards } from './market.ts';
import { awaited, each, everyOf, holds, near, type Property, property, type Verdict } from './property.ts';

/** A fit of quotes as the exporters get it. */
function fitOf(quotes: QuoteSet) {
  const options = { asOf: null, forwards: {} };
  const market = buildBook(quotes, options);
  if (!market.ok) throw new Error(market.error.message);
  const filtered = applyFilters(quotes, market.value, DEFAULT_SETTINGS.filters);
  const result = calibrateNow(makeRequest(quotes, market.value, filtered, DEFAULT_SETTINGS));
  if (!result.ok) throw new Error(result.error.message);
  return {
    quotes,
    market: market.value,
    marketOptions: options,
    filtered,
    settings: DEFAULT_SETTINGS,
    result: result.value,
    appVersion: APP_VERSION,
  };
}

/** The numbers 0 to n - 1 in an order of the seed's. */
function shuffled(n: number, seed: number): number[] {
  const random = seededRandom(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** Settings as a user may choose them. */
const settings: fc.Arbitrary<FitSettings> = fc
  .record({
    model: fc.constantFrom('svi', 'essvi', 'sabr'),
    residual: fc.constantFrom('vol' as const, 'total-variance' as const, 'price' as const),
    threshold: real(0.5, 5),
    loss: fc.constantFrom('squared' as const, 'huber' as const, 'soft-l1' as const),
    outsidePenalty: real(0, 10),
    atmPin: real(0, 5),
    spread: real(0, 2),
    cap: real(0.05, 1),
    strength: spread(0.1, 1e6),
    rho: real(-0.9, 0.9),
    isFixed: fc.boolean(),
  })
  .map(
    ({
      model,
      residual,
      threshold,
      loss,
      outsidePenalty,
      atmPin,
      spread: power,
      cap,
      strength,
      rho,
      isFixed,
    }) => ({
      ...DEFAULT_SETTINGS,
      model,
      residual,
      outsidePenalty,
      atmPin,
      loss: loss === 'squared' ? { kind: loss } : { kind: loss, threshold },
      all: {
        ...DEFAULT_SETTINGS.all,
        weights: { ...DEFAULT_SETTINGS.all.weights, spread: power, cap },
        butterfly: { mode: 'report', strength },
        parameters: {
          rho: isFixed ? { fixed: true, value: rho } : { fixed: false, lower: -0.95, upper: 0.95 },
        },
      },
    }),
  );

/** A quote table in CSV, volatilities written by `iv`. */
function volTable(
  { forward, vol, tilt, steps }: DrawnBoard,
  iv: (vol: number) => string,
  order: readonly number[],
): string {
  const rows = Array.from({ length: 2 * steps + 1 }, (_, i) => i - steps).map((i) => {
    const sigma = vol * (1 + (tilt * i) / steps + (0.06 * i * i) / (steps * steps));
    const strike = Number((forward * Math.exp((0.3 * i) / steps)).toPrecision(8));
    const isCall = i >= 0;
    return [
      'BTC',
      '2026-12-18',
      strike,
      isCall ? 'C' : 'P',
      iv(sigma * 0.98),
      iv(sigma * 1.02),
      forward.toPrecision(8),
      '2026-11-20T15:00:00Z',
    ].join(',');
  });
  const head = 'underlying,expiry,strike,type,bid_iv,ask_iv,underlying_price,timestamp';
  return `${[head, ...order.map((i) => rows[i % rows.length])].join('\n')}\n`;
}

/** A volatility in percent, of the six decimals it has as a fraction. */
const sixDigits = (vol: number): string => (100 * Number(vol.toFixed(6))).toFixed(4);

async function readTable(text: string): Promise<QuoteSet | string> {
  const read = await readTexts({ 'quotes.csv': text });
  return read.ok ? read.value : read.error.message;
}

/** Columns of one set as those of another, row by row of `order`. */
function sameColumns(ours: QuoteSet, theirs: QuoteSet, order: readonly number[], tolerance: number): Verdict {
  return each(
    holds('as many quotes', ours.strike.length === theirs.strike.length),
    everyOf(order, (from, i) =>
      each(
        near(`strike ${i}`, theirs.strike[i] ?? 0, ours.strike[from] ?? 1, 0),
        near(`bid ${i}`, theirs.bid[i] ?? 0, ours.bid[from] ?? 1, tolerance),
        near(`ask ${i}`, theirs.ask[i] ?? 0, ours.ask[from] ?? 1, tolerance),
      ),
    ),
  );
}

export const fitProperties: readonly Property[] = [
  property(
    'a fit file is read and written to the same bytes, and its settings are those of the fit',
    settings,
    (chosen) => {
      const fit = smallFit(chosen);
      const text = fitJson.write(fit);
      const read = parseFitFile(text);
      if (!read.ok) return read.error.message;
      const back = settingsFromFitFile(read.value).settings;
      return each(
        holds('the same bytes', fitFileText(read.value) === text),
        holds('no number that is none', !/NaN|Infinity/.test(text)),
        holds('the same settings', JSON.stringify(sorted(back)) === JSON.stringify(sorted(chosen))),
      );
    },
    { weight: 60 },
  ),
  property(
    'the order of its rows changes no number of a fit',
    fc.tuple(drawnBoards, seeds),
    ([board, seed]) => {
      const rows = 2 * (2 * board.steps + 1);
      const [ours, theirs] = [undefined, shuffled(rows, seed)].map((order) =>
        fitJson.write(fitOf(boardQuotes(board, order === undefined ? {} : { order }))),
      );
      return holds('the same bytes', ours === theirs);
    },
    { weight: 60 },
  ),
  property(
    'no export of a fit holds a number that is none',
    drawnBoards,
    (board) => {
      const fit = fitOf(boardQuotes(board));
      return everyOf(exporters, (exporter) =>
        holds(exporter.id, !/\b(?:NaN|Infinity|undefined)\b/.test(exporter.write(fit))),
      );
    },
    { weight: 80 },
  ),
  awaited(
    'volatilities in percent, with a sign or without, and as fractions are the same quotes',
    drawnBoards,
    async (board) => {
      const order = Array.from({ length: 2 * board.steps + 1 }, (_, i) => i);
      const decimal = await readTable(volTable(board, (v) => v.toFixed(6), order));
      if (typeof decimal === 'string') return decimal;
      for (const iv of [sixDigits, (v: number) => `${sixDigits(v)}%`]) {
        const percent = await readTable(volTable(board, iv, order));
        if (typeof percent === 'string') {
          // A column whose unit nothing tells is asked about.
          if (/decimal|percent|unit/i.test(percent)) continue;
          return percent;
        }
        const verdict = sameColumns(decimal, percent, order, 1e-9);
        if (verdict !== null) return verdict;
      }
      return null;
    },
    { weight: 40 },
  ),
  awaited(
    'rows of a table in another order are the same quotes',
    fc.tuple(drawnBoards, seeds),
    async ([board, seed]) => {
      const n = 2 * board.steps + 1;
      const order = shuffled(n, seed);
      const ours = await readTable(
        volTable(
          board,
          (v) => `${(100 * v).toFixed(4)}%`,
          Array.from({ length: n }, (_, i) => i),
        ),
      );
      const theirs = await readTable(volTable(board, (v) => `${(100 * v).toFixed(4)}%`, order));
      if (typeof ours === 'string' || typeof theirs === 'string')
        return typeof ours === 'string' ? ours : String(theirs);
      return each(
        near(
          'rows read',
          theirs.rowsRead,
          theirs.strike.length + theirs.rejected.reduce((sum, { count }) => sum + count, 0),
          0,
        ),
        sameColumns(ours, theirs, order, 0),
      );
    },
    { weight: 30 },
  ),
];

/** With every key in one order, so that equal settings are equal texts. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
