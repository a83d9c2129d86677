/** A workbench that follows a live market, whose worker does what a test says. */
import type { WantedFit } from '#live/live-frame.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { createLive } from '#store/live/live.ts';
import { createLiveState } from '#store/live/live-state.ts';
import type { LiveTold } from '#worker/live-api.ts';
import { type Bench, bench } from './bench.ts';
import { deribitBoard } from './deribit-board.ts';
import { fakeLiveWorker, frameOf, toldFrame } from './live-market.ts';

export const SOURCE = {
  address: 'ws://localhost:8123',
  plan: { currency: 'BTC', base: null, books: [], depth: 10 },
} as const;

/** Quotes as a feed brings them: those of a file, of the venue. */
export async function quotesOf(text: string): Promise<QuoteSet> {
  const b = bench();
  await b.open('feed.json', text);
  const { quotes } = b.state();
  if (quotes === null) throw new Error('no quotes');
  return { ...quotes, files: [{ name: 'localhost:8123', bytes: 0, sha256: '' }] };
}

export async function live(b: Bench) {
  const worker = fakeLiveWorker();
  const state = createLiveState();
  const saved: string[] = [];
  let tell: (told: LiveTold) => void = () => undefined;
  const own = createLive({
    workbench: b.workbench,
    live: state,
    spawn(told) {
      tell = told;
      return worker.service;
    },
    clock: b.clock,
    save: (_, name) => saved.push(name),
  });
  await own.connect(SOURCE);
  const quotes = await quotesOf(deribitBoard());
  const want = async (of: QuoteSet, reason: WantedFit['reason'] = 'first') => {
    tell({ kind: 'fit', wanted: { reason, at: 0, quotes: of } });
    await b.settle();
  };
  return { own, state, worker, saved, quotes, want, tell: (told: LiveTold) => tell(told) };
}

/** A market whose first snapshot is fitted, and its first frame told. */
export async function streaming(b = bench()) {
  const l = await live(b);
  await l.want(l.quotes);
  const { market } = b.state();
  if (market === null) throw new Error('no market');
  const frame = (options: Parameters<typeof frameOf>[2] = {}) =>
    l.tell(toldFrame(frameOf(l.quotes, market, options)));
  frame();
  return { ...l, b, market, frame };
}

/** What the badge says. */
export const feed = (b: Bench) => {
  const look = b.state().feed;
  return look === null ? null : look.word + look.rest;
};
