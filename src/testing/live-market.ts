/** A live worker that does what a test says, and frames made of a board. */
import { success } from '#base/outcome.ts';
import type { Freshness } from '#feeds/freshness.ts';
import type { LiveBase, LiveExpiryFrame, LiveFrame, LiveScalar, LiveSettings } from '#live/live-frame.ts';
import { bookKey, type MarketBook } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { LiveService, LiveTold } from '#worker/live-api.ts';

/** What was asked of a live worker. */
export interface FakeLiveWorker {
  readonly service: LiveService;
  readonly calls: { readonly name: string; readonly of: unknown }[];
  /** Bases it was given, newest last; null where a fit could not be made. */
  readonly bases: (LiveBase | null)[];
  settings: LiveSettings | null;
}

export function fakeLiveWorker(): FakeLiveWorker {
  const calls: FakeLiveWorker['calls'] = [];
  const bases: FakeLiveWorker['bases'] = [];
  const note = async (name: string, of: unknown = null): Promise<void> => {
    calls.push({ name, of });
  };
  const worker: FakeLiveWorker = {
    calls,
    bases,
    settings: null,
    service: {
      async connect(address, _plan, settings) {
        worker.settings = settings;
        await note('connect', address);
        return success(null);
      },
      disconnect: () => note('disconnect'),
      async base(base) {
        bases.push(base);
        await note('base', base?.id ?? null);
      },
      fitNow: () => note('fit-now'),
      settings: (settings) => note('settings', settings),
      freeze: (on) => note('freeze', on),
      focus: (key) => note('focus', key),
      startRecording: () => note('record'),
      async stopRecording() {
        await note('stop-recording');
        return new Blob(['x']);
      },
      async replay(files) {
        await note('replay', files.length);
        return success({
          from: 0,
          to: 60_000,
          at: 0,
          playing: false,
          speed: 1,
          fits: [],
          drops: [],
          hasBases: true,
          sought: 1,
        });
      },
      play: (speed) => note('play', speed),
      pause: () => note('pause'),
      seek: (at) => note('seek', at),
      step: () => note('step'),
      async whatIf(settings) {
        await note('what-if', settings);
        const score = { nextQuotes: 200, nextInside: 0.8, trackingError: 0.2, turnover: 12, moves: 30 };
        const rows = (['set', 'as-often', 'every', 'never'] as const).map((policy, i) => ({
          ...score,
          policy,
          nextError: 0.4 + 0.2 * i,
          refits: 3 - i,
          reasons: {},
          loss: 0.01,
          cost: 0.002,
        }));
        return success({ from: 0, to: 60_000, snapshots: 12, rows });
      },
      start: () => undefined,
      dispose: () => undefined,
    },
  };
  return worker;
}

/** What of a frame a test decides. */
export interface FrameOptions {
  /** ms after the instant of the board. */
  readonly after?: number;
  /** ln v as published, of every expiry. */
  readonly published?: number;
  readonly z?: number;
  readonly base?: number | null;
  readonly freshness?: Freshness;
  readonly phase?: LiveFrame['feed']['phase'];
  readonly frozen?: boolean;
  /** Times every forward, and every price in coin stays. */
  readonly drift?: number;
  readonly map?: LiveFrame['map'];
  /** Times every bid and ask. */
  readonly prices?: number;
}

/** A frame of a board: its own quotes and forwards unless said otherwise, on a venue's clock that is ours. */
export function frameOf(quotes: QuoteSet, market: MarketBook, options: FrameOptions = {}): LiveFrame {
  const { after = 0, published = 0, z = published, base = 1, drift = 1, prices = 1 } = options;
  const at = market.asOf + after;
  const years = after / (365 * 86_400_000);
  const expiries = market.books.map((book): LiveExpiryFrame => {
    const rows = [...book.quote];
    const of = (column: Float64Array | null): Float64Array =>
      Float64Array.from(rows, (row) => column?.[row] ?? Number.NaN);
    const t = book.t - years;
    const scalar: LiveScalar = {
      z,
      deviation: 0.01,
      published,
      band: 0.02,
      cap: 0.5,
      capped: false,
      factor: (Math.exp(2 * published) * t) / book.t,
      t,
      readAt: at,
    };
    return {
      key: bookKey(book, quotes),
      expiry: book.expiry,
      t,
      forward: book.forward.value * drift,
      freshness: options.freshness ?? 'fresh',
      used: rows.length,
      oldestStamp: at - 900,
      newestStamp: at - 100,
      scalar: base === null ? null : scalar,
      quotes: {
        symbol: rows.map((row) => quotes.symbol[row]!),
        strike: of(quotes.strike),
        isCall: Uint8Array.from(rows, (row) => quotes.isCall[row]!),
        bid: of(quotes.bid).map((price) => price * prices),
        ask: of(quotes.ask).map((price) => price * prices),
        bidSize: of(null).fill(2),
        askSize: of(null).fill(2),
        stamp: of(null).fill(at - 100),
      },
    };
  });
  return {
    at,
    plan: { currency: 'BTC', base: null, books: [], depth: 10 },
    feed: {
      phase: options.phase ?? 'streaming',
      freshness: options.freshness ?? 'fresh',
      stamp: at - 100,
      clock: { offset: 0, error: 0 },
      tries: options.phase === undefined ? 0 : 2,
      nextTry: null,
      channels: 100,
      gaps: 0,
    },
    index: 62_700,
    map: options.map ?? 'vertical',
    frozen: options.frozen ?? false,
    base:
      base === null
        ? null
        : { id: base, model: 'svi', quotesAt: market.asOf, landedAt: at, butterfly: [], calendar: [] },
    expiries,
    publishedAt: at,
    publishes: 1,
    fits: 1,
    refit: null,
    notices: [],
  };
}

/** A frame as the live worker tells it. */
export function toldFrame(frame: LiveFrame, recorded: number | null = null): LiveTold {
  return { kind: 'frame', frame, recorded };
}
