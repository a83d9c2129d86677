/** Markets, recordings and files one upon the other, and frames one upon the other: what came last is what is followed. */
import { expect, test } from 'vitest';
import { failure, type Outcome } from '#base/outcome.ts';
import { shownState } from '#store/shown.ts';
import { bench } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { feed, live, SOURCE, streaming } from '#testing/live-bench.ts';

test('a recording that is still read when a venue is connected to does not end the connection', async () => {
  const b = bench();
  const l = await live(b);
  let end: (why: Outcome<never>) => void = () => undefined;
  l.worker.service.replay = () => new Promise((resolve) => (end = resolve));
  const replayed = l.own.replay([new File(['x'], 'day.ndjson.gz')]);
  await b.settle();
  await l.own.connect(SOURCE);
  end(failure('superseded', 'Something newer took the place of this.'));
  expect(await replayed).toBeNull();
  expect(l.state.getState()).toMatchObject({ phase: 'live', fault: null });
  expect(feed(b)).toBe('Connecting to localhost:8123');
});

test('a recording that is called off while it is read is not replayed', async () => {
  const b = bench();
  const l = await live(b);
  let end: () => void = () => undefined;
  const { replay } = l.worker.service;
  l.worker.service.replay = async (...asked) => {
    await new Promise<void>((resolve) => (end = resolve));
    return replay(...asked);
  };
  const called = new AbortController();
  const replayed = l.own.replay([new File(['x'], 'day.ndjson.gz')], called.signal);
  await b.settle();
  called.abort();
  end();
  expect(await replayed).toBeNull();
  expect(l.state.getState()).toMatchObject({ phase: 'off', fault: null });
  expect(l.worker.calls.map(({ name }) => name)).not.toContain('play');
});

test('of two addresses the one that was connected to last is followed, though the market before is still being left', async () => {
  const { b, own, state, worker } = await streaming();
  await own.record();
  const other = { ...SOURCE, address: 'ws://localhost:8124' };
  await Promise.all([own.connect(SOURCE), own.connect(other)]);
  await b.settle();
  expect(state.getState().source).toBe(other);
  expect(worker.calls.filter(({ name }) => name === 'connect').at(-1)?.of).toBe(other.address);
  await Promise.all([own.disconnect(), own.connect(SOURCE)]);
  await b.settle();
  expect(state.getState()).toMatchObject({ phase: 'live', source: SOURCE });
});

test('another file is shown at once, though the recording of the market before it is still being kept', async () => {
  const { b, own, worker, frame } = await streaming();
  await own.record();
  frame({ after: 1000, published: 0.03 });
  b.clock.advance(300);
  expect(b.state().published).not.toBeNull();
  let kept: () => void = () => undefined;
  worker.service.stopRecording = () => new Promise((resolve) => (kept = () => resolve(new Blob(['x']))));
  await b.open('other.json', deribitBoard({ coin: 'ETH' }));
  expect(shownState(b.state()).quotes?.underlying).toBe('ETH');
  kept();
  await b.settle();
  expect(b.state().feed).toBeNull();
});

test('a surface that is moved while a hand is on its fit is told to be of the hand', async () => {
  const { b, frame } = await streaming();
  b.actions.setConstraint('butterfly', { mode: 'penalise' });
  await b.settle();
  const atRest = b.state().fitted;
  b.actions.beginGesture();
  b.actions.setWeights({ spread: 0.7 });
  await b.settle();
  frame({ after: 1000 });
  b.clock.advance(250);
  expect(b.state().published?.inHand).toBe(atRest);
  b.actions.endGesture();
  await b.settle();
  expect(b.state().published?.inHand).toBeUndefined();
});

test('frames that waited for a busy page are not called live, and only the last of them is drawn', async () => {
  const { b, state, frame } = await streaming();
  b.clock.advance(250);
  frame({ after: 250 });
  b.clock.advance(12_000);
  const drawn: number[] = [];
  state.subscribe(({ frame: last }, { frame: before }) => {
    if (last !== null && last !== before) drawn.push(last.at);
  });
  frame({ after: 350 });
  expect(feed(b)).toMatch(/^Stale, 12 s: no quote since /);
  for (let after = 450; after <= 12_250; after += 100) frame({ after });
  expect(feed(b)).toBe('Live, newest quote 0.1 s old');
  b.clock.advance(10);
  expect(drawn).toEqual([state.getState().frame?.at]);
});
