import { expect, test, vi } from 'vitest';
import { type Bench, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { isWorking, workingKeys } from './accepted.ts';
import { agrees } from './agreement.ts';
import { REST_MS } from './flow.ts';
import { keptOf } from './prior-source.ts';
import { contentOf } from './sessions/content.ts';
import type { Fitted } from './state.ts';

/** A board whose butterflies are penalised. */
async function penalised(): Promise<Bench> {
  const b = await opened();
  b.actions.setConstraint('butterfly', { mode: 'penalise' });
  await b.settle();
  return b;
}

const last = (b: Bench) => b.service.requests.at(-1)!;
const thetas = (b: Bench) => b.state().fitted!.result.slices.flatMap(({ theta }) => Array.from(theta!));

/** The shown fit as it may be taken away. */
const takenFrom = (b: Bench) => new Promise<Fitted | null>((found) => b.actions.whenFound(found));

async function step(b: Bench, spread: number): Promise<void> {
  b.actions.setWeights({ spread });
  await b.settle();
}

test('in a drag a penalised fit goes on from the one on the screen, and is found anew when the hand lets go', async () => {
  const b = await penalised();
  const before = thetas(b);
  b.actions.beginGesture();
  await step(b, 0.7);
  expect(Array.from(last(b).nearby!)).toEqual(before);
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false });
  const { fitted } = b.state();
  expect([fitted!.inHand?.inHand, fitted!.request.nearby]).toEqual([undefined, undefined]);
  expect(fitted!.inHand?.result.slices.flatMap(({ theta }) => Array.from(theta!))).toEqual(before);
  const after = thetas(b);
  await step(b, 0.8);
  expect(Array.from(last(b).nearby!)).toEqual(after);
  const fits = b.service.calls.calibrate;
  b.actions.endGesture();
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits + 1);
  expect(last(b).nearby).toBeUndefined();
  const { decisions, ...state } = b.state();
  expect(state.fitted!.inHand).toBeUndefined();
  expect(state.fitted!.decisions).toEqual(decisions);
  b.clock.advance(10 * REST_MS);
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits + 1);
});

test('a hand that rests has its fit found anew, once', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  const fits = b.service.calls.calibrate;
  b.clock.advance(REST_MS - 1);
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits);
  b.clock.advance(1);
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits + 1);
  expect(last(b).nearby).toBeUndefined();
  expect(b.state().fitted!.inHand).toBeUndefined();
  b.clock.advance(10 * REST_MS);
  b.actions.endGesture();
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits + 1);
});

test('what is found at rest gives way at once to the next step of the hand', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.service.hold('calibrate');
  b.clock.advance(REST_MS);
  await b.settle();
  const fits = b.service.calls.calibrate;
  b.actions.setWeights({ spread: 0.8 });
  expect(b.service.calls.calibrate).toBe(fits + 1);
  expect(last(b).settings.all.weights.spread).toBe(0.8);
  expect(last(b).nearby).toBeDefined();
  b.service.release();
  await b.settle();
  expect(b.state().fitted!.decisions.settings.all.weights.spread).toBe(0.8);
});

test('a fit that is under way when the hand lets go is followed by one of its quotes alone', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.7 });
  b.actions.endGesture();
  await b.settle();
  b.service.release();
  await b.settle();
  expect(last(b).nearby).toBeUndefined();
  expect(b.state().fitted!.inHand).toBeUndefined();
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false });
});

test('a fit in the hand is no fit of a session, and undoing it makes the one before anew', async () => {
  const b = await penalised();
  const before = thetas(b);
  b.actions.beginGesture();
  await step(b, 0.7);
  const state = b.state();
  expect(agrees(state.fitted!, state)).toBe(false);
  expect(contentOf(state, { past: [], future: [] })?.body.fit).toBeNull();
  b.actions.undo();
  await b.settle();
  expect(thetas(b)).toEqual(before);
  expect(last(b).nearby).toBeUndefined();
});

test('a drag that goes on after undo is one step more, followed in hand, and undo in the air takes nothing from it', async () => {
  const b = await penalised();
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.actions.undo();
  expect(b.state().decisions.settings.all.weights.spread).toBe(0.5);
  await b.settle();
  for (const spread of [0.8, 0.9, 1.1]) await step(b, spread);
  expect(last(b).nearby).toBeDefined();
  // There is nothing to be done again, and the drag is not cut by asking for it.
  b.actions.redo();
  await step(b, 1.2);
  b.actions.endGesture();
  await b.settle();
  expect(b.state().fitted!.inHand).toBeUndefined();
  b.actions.undo();
  expect(b.state().decisions.settings.all.weights.spread).toBe(0.5);
});

test('what is kept or accepted of a fit in the hand is the one found when the hand rests', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.actions.keepGhost();
  expect(b.state().ghost?.source).toBe('gesture');
  b.clock.advance(REST_MS);
  await b.settle();
  expect(b.state().fitted!.inHand).toBeUndefined();
  const { ghost, fitted } = b.state();
  expect(ghost?.source).toBe('kept');
  expect(workingKeys(ghost, fitted)).toEqual([]);
  await step(b, 0.8);
  const { key } = fitted!.result.slices[1]!;
  b.actions.acceptExpiry(key);
  b.actions.endGesture();
  await b.settle();
  expect(b.state().fitted!.inHand).toBeUndefined();
  expect(isWorking(b.state().ghost, b.state().fitted, key)).toBe(false);
});

test('what waits for the hand to rest is not done of another board, nor after the fit is called off', async () => {
  const b = await penalised();
  let done = 0;
  const wait = () => b.actions.whenFound((found) => (done += found === null ? 0 : 1));
  wait();
  expect(done).toBe(1);
  b.actions.beginGesture();
  await step(b, 0.7);
  b.service.hold('calibrate');
  wait();
  b.actions.openFiles([new File([deribitBoard({ coin: 'ETH' })], 'eth.json')]);
  const fits = b.service.calls.calibrate;
  await vi.waitFor(() => expect(b.service.calls.calibrate).toBe(fits + 1));
  b.service.release();
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('ETH');
  expect(done).toBe(1);
  await step(b, 0.8);
  b.service.hold('calibrate');
  wait();
  b.actions.cancel();
  b.service.release();
  await b.settle();
  await step(b, 0.9);
  b.actions.endGesture();
  await b.settle();
  expect(done).toBe(1);
  b.actions.beginGesture();
  await step(b, 1.1);
  b.service.hold('calibrate');
  b.actions.endGesture();
  b.actions.cancel();
  b.service.release();
  await b.settle();
  expect(b.state().fitted!.inHand).toBeDefined();
  expect(b.state().fit.cancelled).toBe(true);
  wait();
  await b.settle();
  expect(b.state().fitted!.inHand).toBeUndefined();
  expect(done).toBe(2);
});

test('a fit in the hand is found anew after a file that did not take its place', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.service.hold('calibrate');
  b.actions.openFiles([new File([deribitBoard({ coin: 'ETH' })], 'eth.json')]);
  const fits = b.service.calls.calibrate;
  await vi.waitFor(() => expect(b.service.calls.calibrate).toBe(fits + 1));
  b.actions.endGesture();
  b.actions.cancel();
  b.service.release();
  await b.settle();
  const { fitted, quotes, fit } = b.state();
  expect(quotes?.underlying).toBe('BTC');
  expect(fitted!.inHand).toBeUndefined();
  expect(fit).toMatchObject({ phase: 'done', stale: false });
});

test('a fit that was called off at rest is not begun again because the hand lets go', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.service.hold('calibrate');
  b.clock.advance(REST_MS);
  b.actions.cancel();
  const fits = b.service.calls.calibrate;
  b.actions.endGesture();
  b.service.release();
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits);
  expect(b.state().fit).toMatchObject({ phase: 'done', cancelled: true, stale: true, overdue: true });
});

test('nothing is found anew of a board that was closed in the hand', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.workbench.memory.clear();
  b.clock.advance(REST_MS);
  b.actions.endGesture();
  await b.settle();
  expect(b.state()).toMatchObject({ quotes: null, fitted: null, fit: { phase: 'idle', stale: false } });
});

test('a fit that is asked for to be taken away is the one of its quotes alone, found at once though the hand stays', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  const fits = b.service.calls.calibrate;
  const asked = takenFrom(b);
  expect(b.service.calls.calibrate).toBe(fits + 1);
  expect(last(b).nearby).toBeUndefined();
  await b.settle();
  const taken = await asked;
  expect(taken!.inHand).toBeUndefined();
  expect(taken).toBe(b.state().fitted);
  expect(await takenFrom(b)).toBe(taken);
  expect(b.service.calls.calibrate).toBe(fits + 1);
});

test('a hand that goes on meanwhile is waited for', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.service.hold('calibrate');
  const asked = takenFrom(b);
  b.actions.setWeights({ spread: 0.8 });
  b.service.release();
  await b.settle();
  expect(b.state().fitted!.inHand).toBeDefined();
  b.clock.advance(REST_MS);
  await b.settle();
  const taken = await asked;
  expect([taken!.inHand, taken!.decisions.settings.all.weights.spread]).toEqual([undefined, 0.8]);
});

test('where the fit of its quotes alone is cancelled nothing is there to be taken, and nothing waits for ever', async () => {
  const b = await penalised();
  b.actions.beginGesture();
  await step(b, 0.7);
  b.service.hold('calibrate');
  const asked = takenFrom(b);
  b.actions.cancel();
  expect(await asked).toBeNull();
  b.service.release();
});

test('free fits, and fits that no hand is on, are of their quotes alone', async () => {
  const b = await opened();
  b.actions.beginGesture();
  await step(b, 0.7);
  expect(last(b).nearby).toBeUndefined();
  const fits = b.service.calls.calibrate;
  b.actions.endGesture();
  b.clock.advance(10 * REST_MS);
  await b.settle();
  expect(b.service.calls.calibrate).toBe(fits);
  b.actions.setConstraint('calendar', { mode: 'penalise' });
  await b.settle();
  await step(b, 0.9);
  expect(last(b).nearby).toBeUndefined();
});

test('the first step after a slow fit at rest is drawn together with its fit, as those before it were', async () => {
  const b = await penalised();
  const seen = b.workbench.drawn;
  /** A fit that takes so long on the bench's clock. */
  const taking = async (ms: number, ask: () => void) => {
    b.service.hold('calibrate');
    ask();
    b.clock.advance(ms);
    b.service.release();
    await b.settle();
  };
  b.actions.beginGesture();
  await taking(3, () => b.actions.setWeights({ spread: 0.7 }));
  await taking(60, b.actions.endGesture);
  expect(b.state().fit.elapsedMs).toBe(60);

  b.actions.beginGesture();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.8 });
  const spreads = () => [b.state(), seen.getState()].map((s) => s.decisions.settings.all.weights.spread);
  expect(spreads()).toEqual([0.8, 0.7]);
  b.service.release();
  await b.settle();
  expect(spreads()).toEqual([0.8, 0.8]);
});

test('a strict fit is not waited for as long as a penalised one in the hand took', async () => {
  const b = await penalised();
  const seen = b.workbench.drawn;
  b.actions.beginGesture();
  await step(b, 0.7);
  b.actions.endGesture();
  await b.settle();
  b.service.hold('calibrate');
  b.actions.setConstraint('butterfly', { mode: 'strict' });
  b.clock.advance(60);
  b.service.release();
  await b.settle();
  b.actions.beginGesture();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.8 });
  expect(seen.getState().decisions.settings.all.weights.spread).toBe(0.8);
  b.service.release();
  await b.settle();
});

test('the next snapshot, fitted under a hand, is drawn towards the last fit that was found from its quotes alone', async () => {
  const b = await penalised();
  await b.open('first.json', deribitBoard());
  b.actions.setPrior(1);
  await b.settle();
  const atRest = b.state().fitted!;
  b.actions.beginGesture();
  await step(b, 0.7);
  await step(b, 1.6);
  expect(b.state().fitted!.inHand).toBe(atRest);
  expect(b.workbench.feed.snapshot({ ...atRest.quotes }, false)).toBe(true);
  await b.settle();
  const { previous, decisions } = b.state();
  expect(previous).toBe(keptOf(atRest));
  expect(decisions.settings.prior?.fit).toBe(previous);
});

test('what is frozen or locked of a fit in the hand is what is found from the quotes alone', async () => {
  const b = await penalised();
  const { key } = b.state().fitted!.result.slices[0]!;
  const theta = () => Array.from(b.state().fitted!.result.slices[0]!.theta!);
  b.actions.beginGesture();
  await step(b, 0.2);
  const inHand = theta();
  b.actions.freezeExpiry(key, true);
  await b.settle();
  const { frozen } = b.state().decisions.settings;
  expect(frozen[key]!.parameters).not.toEqual(inHand);
  expect(frozen[key]!.parameters).toEqual(theta());
});
