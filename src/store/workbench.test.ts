import { expect, test } from 'vitest';
import { bench, nextSnapshot, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { hasOwnSettings, stripCells } from './selectors.ts';

test('one expiry with too few quotes costs no other and is said', async () => {
  const b = await opened({ thin: true });
  expect(b.state().fit.phase).toBe('done');
  const message = b.state().messages.find((m) => m.code === 'slice-failed');
  expect(message?.text).toMatch(/^3 of 4 expiries fitted\. 25 Dec 2026: .*needs 5/);
  expect(message?.action?.kind).toBe('show-quotes');
  const cell = stripCells(b.state()).at(-1);
  expect(cell).toMatchObject({ name: '25 Dec 2026', status: 'failed' });
  expect(cell?.short).toMatch(/^\d quotes?, needs 5$/);
  // A parameter that is held spares a quote, in the strip as in the message.
  b.actions.setParameter('putWing', { fixed: true, value: 0.7 });
  await b.settle();
  expect(b.state().messages.find((m) => m.code === 'slice-failed')?.text).toContain('SVI needs 4');
  expect(stripCells(b.state()).at(-1)?.short).toMatch(/^\d quotes?, needs 4$/);
});

test('taking every quote of an expiry out by hand is said, and resetting brings them back', async () => {
  const b = await opened();
  const slice = b.state().fitted?.request.slices[0];
  b.actions.beginGesture();
  for (const row of slice?.quote ?? []) b.actions.setManual(row, 0);
  b.actions.endGesture();
  await b.settle();
  const message = b.state().messages.find((m) => m.code === 'no-weight');
  expect(message).toMatchObject({
    text: '7 Aug 2026: every weight is 0, nothing to fit. The last fit is shown. Reset weights?',
    expiry: '2026-08-07T08:00:00.000Z',
    action: { kind: 'reset-weights' },
  });
  expect(b.state().ghost?.slices['2026-08-07T08:00:00.000Z']?.theta).toBeInstanceOf(Float64Array);
  b.actions.resetManual();
  await b.settle();
  expect(b.state().messages.some((m) => m.code === 'no-weight')).toBe(false);
});

test('the next snapshot keeps settings, exclusions by name and focus, and lists what is gone', async () => {
  const b = await opened();
  const { quotes } = b.state();
  const near = quotes?.symbol.findIndex((s) => s.startsWith('BTC-7AUG26')) ?? -1;
  const far = quotes?.symbol.findIndex((s) => s.startsWith('BTC-25SEP26')) ?? -1;
  b.actions.setWeights({ spread: 0.3 });
  b.actions.setManual(near, 0);
  b.actions.setManual(far, 0);
  b.actions.focusExpiry('2026-09-25T08:00:00.000Z');
  b.actions.look({ cursor: far, scope: 'this' });
  b.actions.setParameter('rho', { fixed: true, value: -0.2 });
  await b.settle();
  const { decisions } = b.state();
  await b.open('next.json', nextSnapshot());
  const after = b.state();
  expect(after.decisions).toEqual(decisions);
  expect(after.look.focus).toBe('2026-09-25T08:00:00.000Z');
  expect(after.quotes?.symbol[after.look.cursor ?? -1]).toBe(quotes?.symbol[far]);
  const gone = after.messages.find((m) => m.code === 'manual-gone');
  expect(gone?.text).toContain(quotes?.symbol[near]);
  expect(gone?.text).not.toContain(quotes?.symbol[far]);
  expect(after.ghost).toMatchObject({ source: 'gesture', label: 'btc.json' });
  expect(after.fitted?.request.settings).toEqual(decisions.settings);
});

test('a focus that is gone moves to the nearest expiry', async () => {
  const b = await opened();
  b.actions.focusExpiry('2026-08-07T08:00:00.000Z');
  await b.open('next.json', nextSnapshot());
  expect(b.state().look.focus).toBe('2026-08-28T08:00:00.000Z');
});

test('another underlying keeps model and weights and drops what names instruments, undoably', async () => {
  const b = await opened();
  b.actions.setWeights({ spread: 0.3 });
  b.actions.setManual(0, 0);
  await b.settle();
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  expect(b.state().quotes?.underlying).toBe('ETH');
  expect(b.state().decisions.settings.all.weights.spread).toBe(0.3);
  expect(b.state().decisions.settings.manual).toEqual({});
  expect(b.said()).toContain(
    'Dropped with BTC: 1 weight or exclusion by hand. Model, weights and filters are kept.',
  );
  expect(b.state().ghost).toBeNull();
});

test('an edit made while a file is on its way is not lost', async () => {
  const b = await opened();
  b.service.hold('market');
  b.actions.openFiles([new File([nextSnapshot()], 'next.json')]);
  await b.settle();
  b.actions.setWeights({ spread: 0.3 });
  b.service.release();
  await b.settle();
  expect(b.state().quotes?.files[0]?.name).toBe('next.json');
  expect(b.state().fitted?.decisions.settings.all.weights.spread).toBe(0.3);
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false });
});

test('scope This gives one expiry settings of its own, null takes them back, All leaves them alone', async () => {
  const b = await opened();
  const key = b.state().look.focus ?? '';
  b.actions.look({ scope: 'this' });
  b.actions.setParameter('rho', { fixed: true, value: -0.3 });
  expect(hasOwnSettings(b.state(), key)).toBe(true);
  b.actions.look({ scope: 'all' });
  b.actions.setParameter('m', { fixed: true, value: 0 });
  expect(b.state().decisions.settings.byExpiry[key]?.parameters).toEqual({
    rho: { fixed: true, value: -0.3 },
  });
  b.actions.setParameter('m', null);
  b.actions.look({ scope: 'this' });
  b.actions.setParameter('rho', null);
  expect(hasOwnSettings(b.state(), key)).toBe(false);
  b.actions.setWeights({ spread: 0 });
  b.actions.followAll(key);
  expect(b.state().decisions.settings.byExpiry).toEqual({});
});

test('a fixed parameter is held in the fit', async () => {
  const b = await opened();
  b.actions.setParameter('rho', { fixed: true, value: -0.1 });
  await b.settle();
  for (const slice of b.state().fitted?.result.slices ?? []) expect(slice.theta?.[2]).toBe(-0.1);
});

test('a forward by hand makes the market again and is fitted on', async () => {
  const b = await opened();
  const calls = b.service.calls.market;
  b.actions.setForward('2026-08-28T08:00:00.000Z', 63000);
  await b.settle();
  expect(b.service.calls.market).toBe(calls + 1);
  expect(b.state().market?.books[1]?.forward).toMatchObject({ value: 63000, source: 'user' });
  expect(b.state().fitted?.market).toBe(b.state().market);
  b.actions.setWeights({ size: 0 });
  await b.settle();
  expect(b.service.calls.market).toBe(calls + 1);
});

test('an exclusion is one step and toggling admits again', async () => {
  const b = await opened();
  const row = b.state().fitted?.request.slices[0]?.quote[3] ?? -1;
  b.actions.toggleQuote(row);
  await b.settle();
  expect(b.state().fitted?.result.slices[0]?.weight[3]).toBe(0);
  b.actions.toggleQuote(row);
  await b.settle();
  expect(b.state().decisions.settings.manual).toEqual({});
  b.actions.undo();
  b.actions.undo();
  expect(b.state().canUndo).toBe(false);
  b.actions.redo();
  expect(Object.values(b.state().decisions.settings.manual)).toEqual([0]);
});

test('the ghost is the fit at the start of the gesture, unless one is kept', async () => {
  const b = await opened();
  const start = b.state().fitted?.result.slices[0]?.theta;
  b.actions.beginGesture();
  expect(b.state().ghost).toBeNull();
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  b.actions.setWeights({ spread: 0.1 });
  await b.settle();
  b.actions.endGesture();
  const key = '2026-08-07T08:00:00.000Z';
  expect(b.state().ghost?.slices[key]?.theta).toBe(start);
  b.actions.keepGhost();
  const kept = b.state().ghost;
  b.actions.setWeights({ spread: 2 });
  await b.settle();
  expect(b.state().ghost).toBe(kept);
  b.actions.dropGhost();
  expect(b.state().ghost).toBeNull();
});

test('a kept fit that was let go comes back by undo after the next snapshot, and not on another underlying', async () => {
  const b = await opened();
  b.actions.keepGhost();
  const kept = b.state().ghost;
  b.actions.dropGhost();
  await b.open('next.json', nextSnapshot());
  b.actions.undo();
  expect(b.state().ghost).toBe(kept);
  b.actions.redo();
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  expect(b.state().canUndo).toBe(false);
});

/** The board as Bybit tells it: premiums in USDC. */
function paidInUsdc(): string {
  const board = JSON.parse(deribitBoard()) as {
    options: { instrument_name: string; bid_price: number | null; ask_price: number }[];
    futures: { instrument_name: string; bid_price: number }[];
  };
  const list = board.options.map((row) => {
    const expiry = row.instrument_name.split('-').slice(0, 2).join('-');
    const forward = (board.futures.find((of) => of.instrument_name === expiry)?.bid_price ?? 0) + 2.5;
    const [bid, ask] = [row.bid_price ?? 0, row.ask_price].map((price) => String(price * forward));
    return {
      symbol: row.instrument_name,
      bid1Price: bid,
      bid1Iv: '0.3',
      ask1Price: ask,
      ask1Iv: '0.4',
      markIv: '0.35',
      underlyingPrice: String(forward),
    };
  });
  return JSON.stringify({ retCode: 0, result: { category: 'option', list }, time: 1785607084320 });
}

test('a kept fit stays over a board of the same underlying that is paid otherwise, and of another is said to go', async () => {
  const b = await opened();
  b.actions.keepGhost();
  const kept = b.state().ghost;
  await b.open('bybit.json', paidInUsdc());
  expect(b.state().quotes).toMatchObject({ underlying: 'BTC', settlement: 'linear' });
  expect(b.state().ghost).toBe(kept);
  // Its smiles are those of the new expiries.
  expect(Object.keys(kept?.slices ?? {})).toEqual(b.state().fitted?.result.slices.map(({ key }) => key));
  b.actions.dropGhost();
  b.actions.undo();
  expect(b.state().ghost).toBe(kept);
  await b.open('eth.json', deribitBoard({ coin: 'ETH' }));
  expect(b.state().ghost).toBeNull();
  expect(b.said()).toContain(
    'The kept fit went with the board of BTC: it says nothing of ETH. Where sessions are saved, that of its board still holds it.',
  );
});

test('steps along expiries and quotes stay on the board', async () => {
  const b = await opened();
  b.actions.stepExpiry(1);
  b.actions.stepExpiry(1);
  expect(b.state().look.focus).toBe('2026-09-25T08:00:00.000Z');
  for (const by of ['home', 1, -1, -1, 'end', 1] as const) b.actions.stepCursor(by);
  expect(b.state().look.lastMoved).toBe('cursor');
  expect(b.state().quotes?.symbol[b.state().look.cursor ?? -1]).toMatch(/^BTC-25SEP26-.*-C$/);
  b.actions.hover(3);
  expect(b.state().look).toMatchObject({ hover: 3, lastMoved: 'hover' });
});

test('the sample is marked as simulated and a real file takes the mark away', async () => {
  const b = bench();
  b.actions.openSample();
  await b.settle();
  expect(b.state().simulated).toBe(true);
  await b.open('btc.json', deribitBoard());
  expect(b.state().simulated).toBe(false);
});

test('messages can be dismissed, keep their ids, and come back with the next file', async () => {
  const b = await opened({ thin: true });
  const message = b.state().messages.find((m) => m.code === 'slice-failed');
  b.actions.setWeights({ spread: 0.9 });
  await b.settle();
  expect(b.state().messages.find((m) => m.code === 'slice-failed')?.id).toBe(message?.id);
  b.actions.dismissMessage(message?.id ?? -1);
  expect(b.state().messages.some((m) => m.code === 'slice-failed')).toBe(false);
  await b.open('again.json', deribitBoard({ thin: true }));
  expect(b.state().messages.some((m) => m.code === 'slice-failed')).toBe(true);
});

test('a drag that is called off puts back what was there, is no step, and moves nothing until the hand lets go', async () => {
  const b = await opened();
  const spread = () => b.state().decisions.settings.all.weights.spread;
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  b.actions.setWeights({ spread: 0.7 });
  await b.settle();
  b.actions.undo();
  await b.settle();
  const { ghost, fitted } = b.state();
  expect(b.actions.callOffGesture()).toBe(false);

  b.actions.beginGesture();
  b.actions.setWeights({ spread: 0.8 });
  await b.settle();
  b.actions.setWeights({ spread: 0.9 });
  expect(b.actions.callOffGesture()).toBe(true);
  b.actions.setWeights({ spread: 1.1 });
  expect([spread(), b.state().ghost]).toEqual([0.5, ghost]);
  b.actions.endGesture();
  await b.settle();
  expect(b.state().fitted?.result.slices.map(({ theta }) => theta)).toEqual(
    fitted?.result.slices.map(({ theta }) => theta),
  );
  // Both steps are where they were.
  b.actions.redo();
  expect(spread()).toBe(0.7);
  b.actions.undo();
  b.actions.undo();
  expect(spread()).toBe(1);

  b.actions.beginGesture();
  b.actions.setWeights({ spread: 0.3 });
  b.actions.endGesture();
  expect(spread()).toBe(0.3);
});
