import fc from 'fast-check';
import { epochMs, MS_PER_YEAR, years } from '#base/units.ts';
import { buildBook } from '#market/build-book.ts';
import { median, medianNear } from '#market/columns.ts';
import {
  calendarDate,
  chicagoInstant,
  cryptoExpiry,
  listedExpiry,
  newYorkDate,
  newYorkInstant,
  newYorkOffsetHours,
} from '#market/expiry.ts';
import { canonicalName, isSafeName, parseInstrumentName } from '#market/instrument-name.ts';
import { parityByLine, parityByMean } from '#market/parity.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { averagedTime, fixedPart } from '#market/settlement.ts';
import { seededRandom } from '#math/seeded-random.ts';
import { blackPrice } from '#pricing/black76.ts';
import { quoteSetOf } from '#testing/board.ts';
import { seeded } from '../../sample/random.ts';
import { anOption, noOption } from '../files/names.ts';
import { columnOf, real, seeds, spread } from './draw.ts';
import { atLeast, each, everyOf, holds, near, type Property, property } from './property.ts';

const dates = fc
  .record({
    year: fc.integer({ min: 2000, max: 2060 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  })
  .map(({ year, month, day }) => ({ year, month, day }));

/** Pairs of a call and a put at strikes about a forward, exactly on parity. */
const pairs = fc
  .record({
    forward: spread(0.01, 1e6),
    discount: real(0.8, 1.05),
    seed: seeds,
    n: fc.integer({ min: 4, max: 20 }),
  })
  .map(({ forward, discount, seed, n }) => {
    const random = seededRandom(seed);
    const strike = Float64Array.from(
      { length: n },
      (_, i) => forward * (0.6 + (0.8 * (i + 0.5 * random())) / n),
    );
    const weight = Float64Array.from({ length: n }, () => 0.1 + random());
    return { forward, discount, strike, weight };
  });

/** A board of one expiry about a skewed smile: coin premiums, or currency. */
export interface DrawnBoard {
  readonly forward: number;
  readonly vol: number;
  readonly days: number;
  readonly tilt: number;
  readonly halfSpread: number;
  readonly steps: number;
}

export const drawnBoards: fc.Arbitrary<DrawnBoard> = fc.record({
  forward: spread(0.5, 1e5),
  vol: spread(0.1, 1.2),
  days: spread(2, 500),
  tilt: real(-0.2, 0.2),
  halfSpread: spread(0.002, 0.03),
  steps: fc.integer({ min: 4, max: 8 }),
});

const DAY = 86_400_000;

/** Its quotes with every price in a currency that is `scale` of the first, or in coin. */
export function boardQuotes(
  { forward, vol, days, tilt, halfSpread, steps }: DrawnBoard,
  { scale = 1, inCoin = false, order }: { scale?: number; inCoin?: boolean; order?: readonly number[] } = {},
): QuoteSet {
  const expiry = Math.round(days * DAY);
  const t = expiry / MS_PER_YEAR;
  const unit = vol * Math.sqrt(t);
  const rows = Array.from({ length: 2 * steps + 1 }, (_, i) => ((i - steps) / steps) * 2 * unit).flatMap(
    (k) =>
      [false, true].map((isCall) => {
        const z = k / unit;
        const sigma = vol * (1 + tilt * z + 0.06 * z * z);
        const strike = forward * Math.exp(k);
        const at = (v: number): number =>
          blackPrice(forward, strike, t, v, isCall) * (inCoin ? 1 / forward : scale);
        return {
          expiry,
          strike: strike * (inCoin ? 1 : scale),
          isCall,
          bid: at(sigma - halfSpread * vol),
          ask: at(sigma + halfSpread * vol),
        };
      }),
  );
  const ordered =
    order === undefined ? rows : order.map((i) => rows[i % rows.length]).flatMap((row) => row ?? []);
  return quoteSetOf(ordered, {
    asOf: epochMs(0),
    ...(inCoin
      ? { settlement: 'inverse', unit: 'coin', premiumCurrency: 'BTC', venue: 'deribit', underlying: 'BTC' }
      : {}),
  });
}

function bookOf(quotes: QuoteSet) {
  const market = buildBook(quotes, { asOf: null, forwards: {} });
  if (!market.ok) throw new Error(market.error.message);
  const [book] = market.value.books;
  if (book === undefined) throw new Error('no expiry');
  return book;
}

export const marketProperties: readonly Property[] = [
  property(
    'an option of any venue is read as what its name was drawn from, also in small letters',
    seeds,
    (seed) => {
      const known = anOption(seeded(seed));
      return everyOf([known.name, canonicalName(known.name.toLowerCase())], (name) => {
        const read = parseInstrumentName(name);
        if (read.kind !== 'option') return `${name} is ${read.kind}`;
        return holds(
          `${name} as it was drawn`,
          read.root === known.root &&
            read.expiry === known.expiry &&
            read.strike === known.strike &&
            read.isCall === known.isCall,
        );
      });
    },
  ),
  property('what is no option is not read as one', seeds, (seed) => {
    const name = noOption(seeded(seed));
    return holds(`${name} refused`, parseInstrumentName(name).kind !== 'option');
  }),
  property(
    'any text is read without an error, and what is kept is safe',
    fc.string({ maxLength: 70 }),
    (text) => {
      const name = canonicalName(text);
      const read = parseInstrumentName(name);
      return each(
        holds('a canonical name canonical', canonicalName(name) === name),
        holds(
          'a name read is safe',
          read.kind === 'bad-name' || read.kind === 'unknown-name' || isSafeName(name.trimEnd()),
        ),
      );
    },
  ),
  property('a date is one of the calendar or none', dates, ({ year, month, day }) => {
    const date = calendarDate(year, month, day);
    const real_ = new Date(Date.UTC(year, month - 1, day));
    const exists = real_.getUTCMonth() === month - 1;
    if (date === null || !exists) return holds('the calendar', (date === null) === !exists);
    const close = newYorkDate(listedExpiry('SPY', date));
    const days = (real_.getTime() - Date.UTC(close.year, close.month - 1, close.day)) / DAY;
    // Monthly options were dated with the Saturday after their last session.
    const isDatedAfter = real_.getUTCDay() === 6 && real_.getTime() <= Date.UTC(2015, 0, 17);
    return each(
      holds('08:00 UTC', cryptoExpiry(date) === Date.UTC(year, month - 1, day, 8)),
      holds('the date in New York of its own close', isDatedAfter ? days === 1 || days === 2 : days === 0),
      holds('SPX before SPXW', listedExpiry('SPX', date) < listedExpiry('SPXW', date)),
      holds('Chicago an hour behind', chicagoInstant(date, 15, 15) - newYorkInstant(date, 16, 15) === 0),
    );
  }),
  property(
    'the clock of New York is four or five hours behind, as the engine has it',
    fc.integer({ min: 0, max: 60 * 365 * 24 }),
    (hour) => {
      // 1 January 2000 and on, by hours.
      const at = Date.UTC(2000, 0, 1) + hour * 3_600_000;
      const wall = new Intl.DateTimeFormat('en-US', {
        timeZone: 'America/New_York',
        hour: 'numeric',
        hourCycle: 'h23',
      }).format(at);
      const behind = (24 + new Date(at).getUTCHours() - Number(wall)) % 24;
      return near('hours', newYorkOffsetHours(at), behind, 0);
    },
    { weight: 20 },
  ),
  property('a median has as many below it as above', columnOf(real(0, 10), 1, 40), (values) => {
    const sorted = Float64Array.from(values).sort();
    const middle = ((sorted[(values.length - 1) >> 1] ?? 0) + (sorted[values.length >> 1] ?? 0)) / 2;
    const scratch = new Float64Array(values.length);
    return each(
      near('the median', median(Float64Array.from(values)), middle, 0),
      everyOf([0.01, 1, middle, 3 * middle + 1], (guess) =>
        near(`from a guess of ${guess}`, medianNear(Float64Array.from(values), guess, scratch), middle, 0),
      ),
    );
  }),
  property(
    'parity gives forward and discount of exact pairs back',
    pairs,
    ({ forward, discount, strike, weight }) => {
      const difference = strike.map((k) => discount * (forward - k));
      const line = parityByLine({ strike, difference, weight }, false);
      const mean = parityByMean({ strike, difference, weight }, false, discount);
      return each(
        near('the forward', line?.forward ?? 0, forward, 1e-10 * forward),
        near('the discount', line?.discount ?? 0, discount, 1e-10),
        near('the forward at a known discount', mean?.forward ?? 0, forward, 1e-10 * forward),
      );
    },
  ),
  property('parity in coin gives them back too', pairs, ({ forward, discount, strike, weight }) => {
    const difference = strike.map((k) => discount * (1 - k / forward));
    const line = parityByLine({ strike, difference, weight }, true);
    const mean = parityByMean({ strike, difference, weight }, true, discount);
    return each(
      near('the forward', line?.forward ?? 0, forward, 1e-10 * forward),
      near('the discount', line?.discount ?? 0, discount, 1e-10),
      near('the forward at a known discount', mean?.forward ?? 0, forward, 1e-10 * forward),
    );
  }),
  property(
    'parity does not see a change of currency',
    fc.tuple(pairs, spread(1e-4, 1e4), seeds),
    ([{ forward, discount, strike, weight }, scale, seed]) => {
      const random = seededRandom(seed);
      const noise = strike.map(() => 0.002 * forward * (random() - 0.5));
      const difference = strike.map((k, i) => discount * (forward - k) + (noise[i] ?? 0));
      const ours = parityByLine({ strike, difference, weight }, false);
      const theirs = parityByLine(
        {
          strike: strike.map((k) => k * scale),
          difference: difference.map((y) => y * scale),
          weight: weight.map((w) => w / (scale * scale)),
        },
        false,
      );
      if (ours === null || theirs === null) return holds('one line', ours === theirs);
      return each(
        near('the forward', theirs.forward / scale, ours.forward, 1e-9 * forward),
        near('the discount', theirs.discount, ours.discount, 1e-9),
      );
    },
  ),
  property(
    'the time of a settlement average rises with time and stays below it',
    fc.tuple(spread(1e-7, 1), spread(1e-6, 1e-3), real(0, 1)),
    ([t, window, more]) => {
      const at = (x: number): number => averagedTime(years(x), years(window));
      return each(
        holds('between nothing and time', at(t) > 0 && at(t) < t),
        atLeast('later', at(t * (1 + more)), at(t), 1e-18),
        holds(
          'the fixed part within the average',
          fixedPart(years(t), years(window), 5) >= 0 && fixedPart(years(t), years(window), 5) <= 5,
        ),
      );
    },
  ),
  property(
    'a book does not see a change of currency',
    fc.tuple(drawnBoards, spread(0.01, 100)),
    ([board, scale]) => {
      const [ours, theirs] = [bookOf(boardQuotes(board)), bookOf(boardQuotes(board, { scale }))];
      return each(
        near('the forward', theirs.forward.value / scale, ours.forward.value, 1e-9 * board.forward),
        everyOf(ours.midVol, (vol, i) => {
          const other = theirs.midVol[i] ?? Number.NaN;
          return Number.isNaN(vol)
            ? holds(`quote ${i} without one`, Number.isNaN(other))
            : near(`vol of quote ${i}`, other, vol, 1e-7);
        }),
      );
    },
    { weight: 8 },
  ),
  property(
    'a board in coin has the volatilities of the same board in currency',
    drawnBoards,
    (board) => {
      const [ours, theirs] = [bookOf(boardQuotes(board)), bookOf(boardQuotes(board, { inCoin: true }))];
      return each(
        near('the forward', theirs.forward.value, ours.forward.value, 1e-6 * board.forward),
        everyOf(ours.midVol, (vol, i) => {
          // Volatilities of prices inside out lose digits to the intrinsic value.
          const isOut = (ours.isCall[i] === 1) === (ours.k[i] ?? 0) >= 0;
          return isOut && vol > 0
            ? near(`vol of quote ${i}`, theirs.midVol[i] ?? Number.NaN, vol, 1e-4 * board.vol)
            : null;
        }),
      );
    },
    { weight: 8 },
  ),
  property(
    'volatilities of a book lie about the smile its quotes were made of',
    drawnBoards,
    (board) => {
      const { vol, tilt, halfSpread, forward, days } = board;
      const book = bookOf(boardQuotes(board));
      const unit = vol * Math.sqrt(Math.round(days * DAY) / MS_PER_YEAR);
      return each(
        near('the forward', book.forward.value, forward, 1e-6 * forward),
        everyOf(book.k, (k, i) => {
          const z = k / unit;
          const sigma = vol * (1 + tilt * z + 0.06 * z * z);
          if ((book.isCall[i] === 1) !== k >= 0) return null;
          return each(
            near(`bid of quote ${i}`, book.bidVol[i] ?? 0, sigma - halfSpread * vol, 1e-4 * vol),
            near(`ask of quote ${i}`, book.askVol[i] ?? 0, sigma + halfSpread * vol, 1e-4 * vol),
            holds(
              'the mid between them',
              (book.midVol[i] ?? 0) >= (book.bidVol[i] ?? 1) &&
                (book.midVol[i] ?? 9) <= (book.askVol[i] ?? 0),
            ),
          );
        }),
      );
    },
    { weight: 6 },
  ),
];
