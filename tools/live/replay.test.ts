import { expect, test } from 'vitest';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { inputShape } from '#live/input-shapes.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import { ReplayPlayer } from '#live/replay-player.ts';
import { ChainSource, RecordingSource } from '#live/replay-source.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { seededRandom } from '#math/seeded-random.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedTrades } from '../feed-sim/trades.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { baseOf, DrivenSession, LIVE_SETTINGS } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const PLAN: FeedPlan = { currency: 'BTC', base: null, books: [Date.UTC(2026, 7, 2, 8)], depth: 0 };

/** Total variances of the published smiles on a few k, all digits. */
function varianceOf(curves: ReadonlyMap<string, SmileCurve>): unknown {
  const k = Float64Array.from({ length: 9 }, (_, i) => (i - 4) / 20);
  return [...curves].map(([key, curve]) => {
    const [w, w1, w2] = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
    curve.derivatives(k, w, w1, w2);
    return [key, ...w, ...w1, ...w2];
  });
}

interface Look {
  readonly at: number;
  readonly frame: LiveFrame;
  readonly curves: unknown;
  /** Sizes that a full fit would weigh by: of the books, and of what was traded. */
  readonly sizes: unknown;
}

function sizesOf(quotes: QuoteSet | null): unknown {
  return [quotes?.volume, quotes?.bidDepth, quotes?.askDepth, quotes?.notes];
}

/** A session with trades, lost changes, a drop, a freeze, a full fit and another focus in it, recorded from its middle on. */
function recorded(): { readonly lines: readonly string[]; readonly looks: readonly Look[] } {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 3, strikesASide: 5, pace: 60 });
  const trades = new SimulatedTrades(chain, 5, START, 600);
  const it = DrivenSession.of(PLAN, new SimulatedVenue(chain, 5, true, trades), START, -2345.5);
  it.tell({ kind: 'start' });
  it.run(4000);
  const lines = [...recordingHead(it.now - 2345.5, it.session.keep())];
  const from = it.log.length;
  const looks: Look[] = [];
  const look = (at: number): void => {
    const { session } = it;
    looks.push({
      at,
      frame: session.frame(at),
      curves: varianceOf(session.curves()),
      sizes: sizesOf(session.quotes()),
    });
  };
  /** What happens at the instant of a look belongs to it. */
  const act = (what: () => void): void => {
    const at = looks.pop()!.at;
    what();
    look(at);
  };
  it.run(3000, look);
  it.venue.faults.lostChanges = 2;
  it.run(2000, look);
  act(() => it.tell({ kind: 'freeze', on: true }));
  it.run(1000, look);
  act(() => {
    it.tell({ kind: 'freeze', on: false });
    it.tell({ kind: 'fit-now' });
    it.network.drop(it.now);
  });
  it.run(8000, look);
  act(() => it.tell({ kind: 'settings', settings: { ...LIVE_SETTINGS, map: 'standardised' } }));
  it.run(1000, look);
  act(() => it.tell({ kind: 'focus', key: '2026-08-03T08:00:00.000Z' }));
  it.run(2500, look);
  for (const { at, input } of it.log.slice(from)) lines.push(...recordingLines(at, input));
  return { lines, looks };
}

function sourceOf(lines: readonly string[]): RecordingSource {
  const source = new RecordingSource('live.ndjson');
  for (const line of lines) {
    const taken = source.take(line);
    if (!taken.ok) throw new Error(taken.error.message);
  }
  expect(source.end()).toMatchObject({ ok: true });
  return source;
}

const { lines, looks } = recorded();

/** Goes to an instant, a few inputs at a time. */
function went(player: ReplayPlayer, at: number): Look {
  player.seek(at);
  for (let turn = 0; turn < 10_000 && player.place().sought < 1; turn++) player.advance(50, 37);
  player.advance(50, 1000);
  const { current } = player;
  return {
    at,
    frame: player.frame(),
    curves: varianceOf(current.curves()),
    sizes: sizesOf(current.quotes()),
  };
}

test('a recording that is replayed gives what was published to the last bit, whichever way an instant is reached', () => {
  expect(looks.at(-1)!.frame).toMatchObject({
    fits: 2,
    map: 'standardised',
    feed: { gaps: 2 },
    plan: { books: [Date.UTC(2026, 7, 3, 8)] },
  });
  expect(lines.every((line) => line.length <= 65_536)).toBe(true);
  const player = new ReplayPlayer(sourceOf(lines));
  for (const look of looks.filter((_, i) => i % 3 === 0)) expect(went(player, look.at)).toEqual(look);
  expect(went(player, looks.at(-1)!.at)).toEqual(looks.at(-1));
  expect(player.place()).toMatchObject({ hasBases: true, at: looks.at(-1)!.at, sought: 1 });
  expect(player.place().fits).toHaveLength(1);
  expect(player.place().drops).toHaveLength(1);
  const random = seededRandom(3);
  for (let turn = 0; turn < 12; turn++) {
    const look = looks[Math.floor(random() * looks.length)]!;
    expect(went(player, look.at)).toEqual(look);
  }
});

test('a base keeps the window of the average it is fitted by; one that was recorded without prices none', () => {
  const it = DrivenSession.of(PLAN, new SimulatedVenue(new SimulatedChain(5, START, 'BTC'), 5, true), START);
  it.average = true;
  it.tell({ kind: 'start' });
  it.run(3000);
  const { base } = it.session;
  expect(base?.expiries[0]?.window).toBeCloseTo(1 / 48 / 365, 15);
  const read = (text: string): unknown => inputShape(JSON.parse(text), '');
  const line = JSON.stringify({ kind: 'base', base });
  expect(read(line)).toEqual({ kind: 'base', base });
  const expiries = base?.expiries.map((expiry) => ({ ...expiry, window: null }));
  expect(read(line.replaceAll(/,"window":[^,}]+/g, ''))).toEqual({
    kind: 'base',
    base: { ...base, expiries },
  });
  expect(() => read(line.replace(/"window":[^,}]+/, '"window":-1'))).toThrow(
    'base.expiries[0].window is not',
  );
});

test('a replay plays at its speed, is paused and goes on, and ends at its end', () => {
  const player = new ReplayPlayer(sourceOf(lines));
  const { from, to } = player.place();
  player.play(8);
  player.advance(500, 1e6);
  expect(player.place()).toMatchObject({ at: from + 4000, playing: true, speed: 8 });
  player.pause();
  player.advance(500, 1e6);
  expect(player.place()).toMatchObject({ at: from + 4000, playing: false });
  player.step();
  expect(player.place().at).toBeGreaterThan(from + 4000);
  expect(player.place().at).toBeLessThan(from + 4200);
  player.play(100);
  player.advance(1000, 1e6);
  expect(player.place()).toMatchObject({ at: to, playing: false });
  expect(player.frame().expiries).toEqual(looks.at(-1)!.frame.expiries);
});

test('the full fits of a recording are told with the quotes as they stand, and none is wanted', () => {
  const player = new ReplayPlayer(sourceOf(lines));
  expect(player.takeBase()).toMatchObject({ base: { id: 1 }, quotes: { venue: 'deribit' } });
  expect(player.takeBase()).toBeNull();
  player.play(1000);
  player.advance(1000, 1e6);
  expect(player.takeBase()).toMatchObject({ base: { id: 2 } });
  expect(player.takeWanted()).toBeNull();
  went(player, player.place().from);
  expect(player.takeBase()).toMatchObject({ base: { id: 1 } });
});

test.each([
  [['{"format":"volbench-live","version":9}'], 'line 1: is of version 9, and 1 is read.'],
  [[lines[0]!.replace('"venue":"deribit"', '"venue":"okx"')], 'line 1: venue is not "deribit".'],
  [[''], 'line 1: is no JSON.'],
  [[...lines.slice(0, 1), 'half a li'], 'line 2: is no JSON.'],
  [
    [...lines, '{"at":1,"kind":"tick"}'],
    `line ${lines.length + 1}: "at" is before that of the line before it.`,
  ],
  [
    [...lines, '{"at":1e300,"kind":"tick"}'],
    `line ${lines.length + 1}: at is not a number from 0 to 7300000000000.`,
  ],
  [[...lines.slice(0, 1), '{"at":1785603600000,"kind":"tick"}'], 'line 2: "at" is before'],
  [
    [...lines.slice(0, 1), '{"at":1785603699000,"kind":"tick"}'],
    'line 2: comes before the session as it stood.',
  ],
  [[...lines, '{"at":1785699999999,"kind":"chain","quotes":{}}'], 'kind is not "start" or'],
  [
    [...lines, '{"at":1785699999999,"kind":"base","base":{"id":1,"model":"svi","quotesAt":1785603600000}}'],
    'base.expiries is not a list',
  ],
  [[...lines, '{"part":2,"of":3,"text":""}'], 'is no part of the line before it.'],
  [[...lines, `"${'x'.repeat(70_000)}"`], 'is longer than 65536 characters.'],
] as const)(
  'a recording that is damaged is refused in one sentence that names the line: %#',
  (damaged, sentence) => {
    const source = new RecordingSource('live.ndjson');
    const fault = damaged.map((line) => source.take(line)).find(({ ok }) => !ok);
    expect(fault?.ok === false ? fault.error.message : '').toContain(sentence);
  },
);

test('a recording that is cut off, whatever line, is replayed to there or refused', () => {
  const random = seededRandom(9);
  for (let turn = 0; turn < 40; turn++) {
    const source = new RecordingSource('live.ndjson');
    const cut = Math.floor(random() * 12);
    for (const line of lines.slice(0, cut)) source.take(line);
    const ended = source.end();
    if (!ended.ok) expect(ended.error.message.split('\n')).toHaveLength(1);
    else expect(new ReplayPlayer(source).frame().expiries.length).toBeGreaterThan(0);
  }
});

test('snapshots in a row are replayed as one market: a fit of the first, moved by scalars to each of the next', () => {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 3, strikesASide: 5, pace: 60 });
  const it = DrivenSession.of({ ...PLAN, books: [] }, new SimulatedVenue(chain, 5, true), START);
  it.tell({ kind: 'start' });
  it.fitsAfter = null;
  it.run(3000);
  // Sixty times as much happens in a day as the usual filter takes for granted.
  const filter = { ...LIVE_SETTINGS.filter, diffusion: Math.sqrt(60) * LIVE_SETTINGS.filter.diffusion };
  const quick = { ...LIVE_SETTINGS, filter };
  const sets: QuoteSet[] = [];
  const vols: number[] = [];
  for (let i = 0; i < 6; i++) {
    sets.push(it.session.quotes()!);
    vols.push(chain.vol(it.session.frame(it.now).expiries[0]!.expiry, 0));
    it.run(5000);
  }
  const source = ChainSource.of([...sets].reverse(), quick);
  if (!source.ok) throw new Error(source.error.message);
  const player = new ReplayPlayer(source.value);
  player.step();
  const wanted = player.takeWanted()!;
  expect(wanted).toMatchObject({ reason: 'first', quotes: { asOf: sets[0]!.asOf } });
  player.take({ kind: 'base', base: baseOf(wanted.quotes, 1)! });
  const frames = sets.slice(1).map(() => {
    player.step();
    return player.frame();
  });
  expect(player.place().at).toBe(sets.at(-1)!.asOf);
  expect(frames.map(({ feed }) => feed.freshness)).toEqual(frames.map(() => 'fresh'));
  frames.forEach(({ expiries }, i) => {
    const { scalar } = expiries[0]!;
    expect(Math.abs(scalar!.z - Math.log(vols[i + 1]! / vols[0]!))).toBeLessThan(0.03);
  });
  // Back and forth without another fit.
  player.takeWanted();
  const last = player.frame();
  went(player, player.place().from);
  expect(went(player, player.place().to).frame).toEqual(last);
  expect(player.takeWanted()).toBeNull();
  expect(ChainSource.of(sets.slice(0, 1), LIVE_SETTINGS)).toMatchObject({ ok: false });
  expect(ChainSource.of([sets[0]!, { ...sets[1]!, underlying: 'ETH' }], LIVE_SETTINGS)).toMatchObject({
    ok: false,
    error: { reason: 'invalid' },
  });
});
