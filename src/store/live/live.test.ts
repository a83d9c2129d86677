import { expect, test } from 'vitest';
import { epochMs } from '#base/units.ts';
import type { LiveBase } from '#live/live-frame.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { fitIsOld } from '#store/selectors.ts';
import { shownState } from '#store/shown.ts';
import { bench, nextSnapshot, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { feed, live, quotesOf, SOURCE, streaming } from '#testing/live-bench.ts';
import { frameOf, toldFrame } from '#testing/live-market.ts';

test('nothing is contacted before it is asked for, and the first snapshot goes through the flow as any other', async () => {
  const b = bench();
  const l = await live(b);
  expect(l.worker.calls.map(({ name, of }) => [name, of])).toEqual([['connect', 'ws://localhost:8123']]);
  expect(feed(b)).toBe('Connecting to localhost:8123');
  await l.want(l.quotes);
  const { fitted, quotes, canUndo } = b.state();
  expect(quotes).toBe(l.quotes);
  expect(fitted?.result.slices.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  expect(canUndo).toBe(false);
  const [base] = l.worker.bases as [LiveBase];
  expect(base).toMatchObject({ id: 1, model: 'svi', quotesAt: epochMs(fitted?.market.asOf ?? 0) });
  expect(base.expiries.map(({ key }) => key)).toEqual(fitted?.result.slices.map(({ key }) => key));
  for (const [i, { theta, quoted, noise }] of base.expiries.entries()) {
    expect(theta).toEqual([...(fitted?.result.slices[i]?.theta ?? [])]);
    expect(quoted[0]).toBeLessThan(0);
    expect(quoted[1]).toBeGreaterThan(0);
    expect(noise).toBeGreaterThan(0);
  }
});

test('a frame moves what is shown and leaves the fit, the decisions and the undo as they are', async () => {
  const { b, frame } = await streaming();
  const { fitted, decisions } = b.state();
  b.clock.advance(250);
  frame({ published: 0.1, after: 250 });
  const shown = shownState(b.state());
  expect(b.state().fitted).toBe(fitted);
  expect(b.state().decisions).toBe(decisions);
  expect(b.state().canUndo).toBe(false);
  shown.fitted?.result.slices.forEach((slice, i) => {
    const before = fitted?.result.slices[i]?.measures?.vol ?? 0;
    expect(slice.measures?.vol).toBeCloseTo(before * Math.exp(0.1), 10);
  });
});

test('where summaries stand for a stream that is gone, the board is of the last of them', async () => {
  const { b, market, quotes, tell } = await streaming();
  const after = 600_000;
  const later = frameOf(quotes, market, { after, phase: 'waiting' });
  // The stream was last heard of ten minutes ago, and each quote a tenth of a second.
  tell(toldFrame({ ...later, feed: { ...later.feed, stamp: market.asOf } }));
  b.clock.advance(300);
  const { published } = b.state();
  expect(published?.market.asOf).toBe(market.asOf + after - 100);
  published?.request.slices.forEach(({ t, expiry }) => {
    expect(t * 365 * 86_400_000).toBeCloseTo(expiry - market.asOf - after + 100, 1);
  });
});

test('frames are drawn four times a second at most, the newest of them', async () => {
  const { b, state, frame } = await streaming();
  b.clock.advance(250);
  const drawn: number[] = [];
  state.subscribe(({ frame: last }, { frame: before }) => {
    if (last !== null && last !== before) drawn.push(last.at);
  });
  for (let i = 0; i < 10; i++) {
    frame({ after: 300 + 100 * i });
    b.clock.advance(100);
  }
  expect(drawn.length).toBeLessThanOrEqual(5);
  b.clock.advance(250);
  expect(state.getState().frame?.at).toBe(drawn.at(-1));
});

test('a changed weight fits the same snapshot anew and becomes the next base, its scalars held meanwhile', async () => {
  const { b, worker, frame, quotes } = await streaming();
  frame({ published: 0.05, after: 300 });
  b.clock.advance(300);
  b.actions.setWeights({ spread: 0 });
  await b.settle();
  expect(worker.bases.map((base) => base?.id)).toEqual([1, 2]);
  expect(b.state().quotes).toBe(quotes);
  const { published, fitted } = b.state();
  // Shown at once, before the worker has taken it up.
  expect(published?.decisions).toEqual(fitted?.decisions);
  const own = fitted?.result.slices[0]?.measures?.vol ?? 0;
  expect(published?.result.slices[0]?.measures?.vol).toBeCloseTo(own * Math.exp(0.05), 10);
  b.actions.undo();
  await b.settle();
  expect(b.state().decisions.settings.all.weights.spread).toBe(1);
  expect(b.state().canUndo).toBe(false);
});

test('the next snapshot keeps decisions, focus and undo, and fills nothing', async () => {
  const { b, want, worker } = await streaming();
  b.actions.setManual(3, 0);
  b.actions.focusExpiry('2026-09-25T08:00:00.000Z');
  await b.settle();
  const { decisions, look } = b.state();
  await want(await quotesOf(nextSnapshot()), 'age');
  expect(b.state().decisions).toEqual(decisions);
  expect(b.state().look.focus).toBe(look.focus);
  expect(b.state().question).toBe(null);
  b.actions.undo();
  await b.settle();
  expect(b.state().canUndo).toBe(false);
  expect(worker.bases.at(-1)?.expiries).toHaveLength(2);
});

test('the expiry in focus is told when a market is connected and whenever it changes', async () => {
  const { own, b, worker } = await streaming();
  const told = () => worker.calls.filter(({ name }) => name === 'focus').map(({ of }) => of);
  const keys = b.state().fitted!.result.slices.map(({ key }) => key);
  const first = b.state().look.focus;
  expect(told().at(-1)).toBe(first);
  const other = keys.find((key) => key !== first)!;
  b.workbench.actions.focusExpiry(other);
  expect(told().at(-1)).toBe(other);
  await own.reconnect();
  expect(worker.calls.slice(-2).map(({ name, of }) => [name, of])).toEqual([
    ['connect', SOURCE.address],
    ['focus', other],
  ]);
});

test('a fit that is drawn towards the one before is, while live, drawn towards what is published', async () => {
  const { b, want, frame, quotes, worker } = await streaming();
  const later = (minutes: number): QuoteSet => ({
    ...quotes,
    asOf: epochMs(quotes.asOf! + minutes * 60_000),
  });
  await want(later(1), 'age');
  b.actions.setPrior(1);
  await b.settle();
  const { fitted } = b.state();
  const before = b.state().decisions.settings.prior!.fit;
  b.clock.advance(250);
  frame({ published: 0.1, after: 90_000, base: worker.bases.at(-1)!.id });
  expect(b.state().published).not.toBeNull();
  await want(later(2), 'age');
  const { prior } = b.state().decisions.settings;
  expect(prior?.strength).toBe(1);
  expect(prior?.fit.asOf).toBe(fitted?.market.asOf);
  expect(prior?.fit).not.toEqual(before);
  for (const { key, theta, t } of fitted!.result.slices) {
    const towards = prior!.fit.slices[key]!;
    const factor = Math.exp(0.2) * (towards.t / t);
    // a and b of SVI grow with the factor, rho, m and sigma stay.
    expect(towards.theta[0]! / theta![0]!).toBeCloseTo(factor, 3);
    expect(towards.theta[1]! / theta![1]!).toBeCloseTo(factor, 3);
    expect(towards.theta.slice(2)).toEqual([...theta!.slice(2)]);
  }
  expect(b.state().fitted?.decisions).toEqual(b.state().decisions);
});

test('a snapshot that cannot be fitted is one line, and what is published goes on', async () => {
  const { b, want, worker, frame } = await streaming();
  const { fitted, quotes } = b.state();
  await want(await quotesOf(deribitBoard({ noBids: true })), 'shape');
  expect(b.state().fitted).toBe(fitted);
  expect(b.state().quotes).toBe(quotes);
  expect(b.state().openError).toBe(null);
  expect(b.said().filter((text) => text.startsWith('The newest snapshot could not be fitted'))).toHaveLength(
    1,
  );
  expect(worker.bases.at(-1)).toBe(null);
  frame({ published: 0.02, after: 900 });
  b.clock.advance(300);
  expect(b.state().published).not.toBe(null);
  expect(b.state().fit.phase).toBe('done');
});

test('a feed that is no longer heard of grows late, stale and offline by the page’s own clock', async () => {
  const { b, tell } = await streaming();
  expect(feed(b)).toBe('Live, newest quote 0.1 s old');
  // The newest quote was a tenth of a second old when it was heard of.
  // It is judged as it will be when it is written next.
  b.clock.advance(2249);
  expect(b.state().feed?.freshness).toBe('fresh');
  b.clock.advance(2);
  expect(b.state().feed).toMatchObject({ freshness: 'late', word: 'Late' });
  expect(Object.values(b.state().feed?.expiries ?? {})).toEqual(['late', 'late', 'late']);
  expect(fitIsOld(b.state())).toBe(false);
  b.clock.advance(7600);
  expect(b.state().feed?.freshness).toBe('stale');
  expect(feed(b)).toMatch(/^Stale, \d+(\.\d)? s: no quote since 17:58:04Z$/);
  expect(fitIsOld(b.state())).toBe(true);
  tell({ kind: 'lost', message: 'The live worker died three times.', again: false });
  expect(b.state().feed).toMatchObject({ freshness: 'offline', isOver: true, word: 'Offline' });
  expect(b.said()).toContain('The live worker died three times.');
});

test('a connection that is known to be gone is not live, however new its last quote', async () => {
  const { b, frame } = await streaming();
  frame({ after: 200, phase: 'waiting' });
  expect(feed(b)).toBe('Late, 0.1 s: reconnecting (try 2)');
  frame({ after: 400 });
  expect(feed(b)).toBe('Live, newest quote 0.1 s old');
});

test('leaving keeps the board as it stands, fitted once more, and the recording', async () => {
  const { b, own, frame, saved, worker, quotes } = await streaming();
  await own.record();
  const before = b.state().fitted;
  frame({ after: 1000, drift: 1.01, published: 0.03 });
  b.clock.advance(300);
  await own.disconnect();
  await b.settle();
  expect(saved).toEqual(['volbench-localhost-8123-20260801T175805Z.ndjson.gz']);
  expect(worker.calls.map(({ name }) => name)).toContain('disconnect');
  const { feed: look, published, quotes: left, market, fitted } = b.state();
  expect([look, published]).toEqual([null, null]);
  expect(left).not.toBe(quotes);
  expect(left?.symbol).toBe(quotes.symbol);
  expect(market?.asOf).toBe((quotes.asOf ?? 0) + 900);
  expect(fitted?.quotes).toBe(left);
  fitted?.result.slices.forEach((slice, i) => {
    expect(slice.forward).toBeCloseTo(1.01 * (before?.result.slices[i]?.forward ?? 0), 6);
  });
});

test('another file ends the live market, and its board stays', async () => {
  const { b, worker, frame } = await streaming();
  await b.open('other.json', deribitBoard({ coin: 'ETH' }));
  expect(b.state().quotes?.underlying).toBe('ETH');
  expect([b.state().feed, b.state().published]).toEqual([null, null]);
  expect(worker.calls.at(-1)?.name).toBe('disconnect');
  frame({ after: 5000 });
  b.clock.advance(1000);
  expect(b.state().published).toBe(null);
  expect(b.state().quotes?.underlying).toBe('ETH');
});

test('a board of a file stays until the first snapshot comes, and its decisions go on', async () => {
  const b = await opened();
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  const l = await live(b);
  expect(b.state().quotes?.files[0]?.name).toBe('btc.json');
  await l.want(l.quotes);
  expect(b.state().quotes).toBe(l.quotes);
  expect(b.state().fitted?.decisions.settings.all.weights.spread).toBe(0.5);
  b.actions.undo();
  await b.settle();
  expect(b.state().decisions.settings.all.weights.spread).toBe(1);
  expect(b.state().canUndo).toBe(false);
});

test('a base that a recording brings is drawn by its own parameters, and none is sent back', async () => {
  const b = bench();
  const l = await live(b);
  await l.own.replay([new File(['x'], 'day.ndjson.gz')]);
  expect(b.state().feed).toMatchObject({ mode: 'replay', word: 'Replay' });
  const theta = [0.001, 0.02, -0.3, 0.01, 0.1];
  const keys = ['2026-08-07T08:00:00.000Z', '2026-08-28T08:00:00.000Z', '2026-09-25T08:00:00.000Z'];
  const base: LiveBase = {
    id: 7,
    model: 'svi',
    quotesAt: epochMs(l.quotes.asOf ?? 0),
    expiries: keys.map((key, i) => ({
      key,
      expiry: epochMs(Date.parse(key)),
      t: (0.02 + 0.06 * i) as LiveBase['expiries'][number]['t'],
      forward: 63_000,
      theta,
      quoted: [-0.2, 0.2],
      noise: 0.01,
      window: null,
    })),
  };
  l.tell({ kind: 'base', base, quotes: l.quotes });
  await b.settle();
  const { market } = b.state();
  if (market === null) throw new Error('no market');
  l.tell(toldFrame(frameOf(l.quotes, market, { base: 7, published: 0.04 })));
  b.clock.advance(300);
  expect(l.worker.bases).toEqual([]);
  for (const slice of b.state().published?.result.slices ?? []) {
    expect([...(slice.theta ?? [])]).toEqual(theta);
    expect(slice.parameters.map(({ value }) => value)).toEqual(theta);
    expect(slice.moved?.factor).toBeGreaterThan(1);
  }
});
