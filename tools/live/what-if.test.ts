import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { cutSnapshots } from '#live/cut-snapshots.ts';
import { LiveChain } from '#live/live-chain.ts';
import { recordedMarket } from '#live/recorded-market.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import { ChainSource, RecordingSource, type ReplaySource } from '#live/replay-source.ts';
import { type WhatIf, type WhatIfPolicy, whatIf } from '#live/what-if.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { DrivenSession, LIVE_SETTINGS } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const MINUTE = 60_000;
const PLAN: FeedPlan = { currency: 'BTC', base: null, books: [], depth: 0 };
const FIT = { ...DEFAULT_SETTINGS, filters: { ...DEFAULT_SETTINGS.filters, expiryWithinHours: 0 } };

/** A recording of so long a time of a market whose clock runs faster than ours. */
function recorded(ms: number): RecordingSource {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 3, strikesASide: 5, pace: 60 });
  const it = DrivenSession.of(PLAN, new SimulatedVenue(chain, 5, true), START);
  it.tell({ kind: 'start' });
  it.run(4000);
  const source = new RecordingSource('live.ndjson');
  const from = it.log.length;
  for (const line of recordingHead(it.now, it.session.keep())) source.take(line);
  it.run(ms);
  for (const { at, input } of it.log.slice(from))
    for (const line of recordingLines(at, input)) source.take(line);
  expect(source.end()).toMatchObject({ ok: true });
  return source;
}

/** Chains of a simulated market, one after so many ms. */
function chains(count: number, every: number, from = START): readonly QuoteSet[] {
  const chain = new SimulatedChain(9, from, 'BTC', { expiries: 3, strikesASide: 6, pace: 1 });
  return Array.from({ length: count }, (_, i) => {
    const now = from + i * every;
    chain.advance(now);
    const live = new LiveChain(PLAN);
    const options = chain.listed.map((option) => {
      const { bids, asks } = chain.book(option);
      return {
        instrument_name: option.name,
        bid_price: bids[0]?.[0] ?? null,
        ask_price: asks[0]?.[0] ?? null,
        underlying_price: chain.forward(option.expiry),
        creation_timestamp: now,
      };
    });
    live.takeSummary(options, []);
    return live.cut()!;
  });
}

function tried(source: ReplaySource, settings = LIVE_SETTINGS) {
  const steps = whatIf(source, settings, FIT);
  const shares: number[] = [];
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) shares.push(step.value);
  return { outcome: step.value, shares };
}

const rowsOf = ({ rows }: WhatIf) =>
  Object.fromEntries(rows.map((row) => [row.policy, row])) as Record<WhatIfPolicy, WhatIf['rows'][number]>;

test('settings are tried on a recording beside full fits as often, at every snapshot and never', () => {
  const source = ChainSource.of(chains(25, 10 * MINUTE), LIVE_SETTINGS);
  if (!source.ok) throw new Error(source.error.message);
  const { outcome, shares } = tried(source.value);
  if (!outcome.ok) throw new Error(outcome.error.message);
  expect(outcome.value).toMatchObject({ snapshots: 25, from: START, to: START + 240 * MINUTE });
  const { set, every, never, 'as-often': often } = rowsOf(outcome.value);
  expect(every.refits).toBe(24);
  expect(every.reasons).toEqual({ every: 24 });
  expect([never.refits, never.turnover, never.cost]).toEqual([0, 0, 0]);
  expect(Math.abs(often.refits - set.refits)).toBeLessThanOrEqual(1);
  expect(set.nextError).toBeLessThan(often.nextError!);
  expect(set.loss + set.cost).toBeLessThan(never.loss);
  for (const row of [set, every, never, often]) {
    expect(row.nextQuotes).toBe(set.nextQuotes);
    expect(row.nextInside).toBeGreaterThanOrEqual(0);
  }
  expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
});

test('dearer moves are fewer', () => {
  const source = ChainSource.of(chains(13, 10 * MINUTE), LIVE_SETTINGS);
  if (!source.ok) throw new Error(source.error.message);
  const moves = [0, 10].map((fixed) => {
    const policy = { riskAversion: 10_000, costs: { proportional: 0, fixed } };
    const refit = { ...LIVE_SETTINGS.refit, level: 10, shape: 100, age: Number.MAX_VALUE };
    const { outcome } = tried(source.value, { ...LIVE_SETTINGS, refit, policy });
    return outcome.ok ? rowsOf(outcome.value).set.moves : Number.NaN;
  });
  expect(moves[0]).toBeGreaterThan(20);
  expect(moves[1]).toBeLessThan(0.5 * moves[0]!);
});

test('a recording of the feed is cut into chains as they stood, and settings are tried on it', () => {
  const source = recorded(30_000);
  const cutting = cutSnapshots(source, 5000);
  let cut = cutting.next();
  while (cut.done !== true) cut = cutting.next();
  expect(cut.value.length).toBeGreaterThanOrEqual(5);
  cut.value.forEach(({ asOf, symbol }, i) => {
    expect(asOf! - (cut.value as readonly QuoteSet[])[Math.max(0, i - 1)]!.asOf!).toBeGreaterThanOrEqual(0);
    expect(symbol.length).toBe(3 * 11 * 2);
  });
  const { outcome } = tried(source);
  expect(outcome.ok && outcome.value.snapshots).toBeGreaterThanOrEqual(5);
});

test('an expiry whose settlement price is being averaged is neither followed nor held against its quotes', () => {
  const roll = Date.UTC(2026, 7, 2, 8);
  const told = chains(2, 20 * MINUTE, roll - 40 * MINUTE).map((quotes) => {
    const market = recordedMarket(quotes, FIT);
    const keys = market?.snapshot.expiries.map(({ key }) => key);
    // What there is to follow is what the full fit of the same quotes has.
    expect(market?.fit()?.map(({ key }) => key)).toEqual(keys);
    return keys?.map((key) => Date.parse(key));
  });
  const [day, next] = [86_400_000, roll + 86_400_000];
  expect(told).toEqual([
    [roll, next, next + day],
    [next, next + day],
  ]);
});

test('too short a recording is told as such', () => {
  const { outcome } = tried(recorded(6000));
  expect(outcome.ok).toBe(false);
  expect(outcome.ok ? '' : outcome.error.message).toMatch(
    /three snapshots or more, 5 s apart; \d of this recording/,
  );
});
