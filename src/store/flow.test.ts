import { expect, test, vi } from 'vitest';
import { failure } from '#base/outcome.ts';
import { epochMs } from '#base/units.ts';
import { calibrateNow } from '#calibration/calibrate.ts';
import { withoutConstraints } from '#calibration/settings.ts';
import { bench, nextSnapshot, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';

test('a dropped file is read, made a market and fitted, with the month out in focus', async () => {
  const b = bench();
  expect(b.state().fit.phase).toBe('idle');
  b.actions.openFiles([new File([deribitBoard()], 'btc.json')]);
  expect(b.state().fit.phase).toBe('running');
  await b.settle();
  const { fit, fitted, quotes, market, look, loading, openError } = b.state();
  expect(fit).toMatchObject({ phase: 'done', stale: false, overdue: false, error: null });
  expect(fitted?.quotes).toBe(quotes);
  expect(fitted?.market).toBe(market);
  expect(fitted?.result.slices).toHaveLength(3);
  expect(look.focus).toBe('2026-08-28T08:00:00.000Z');
  expect([loading, openError]).toEqual([null, null]);
});

test('a changed weight marks the fit stale at once and overdue only after 150 ms', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.5 });
  expect(b.state().fit).toMatchObject({ phase: 'running', stale: true, overdue: false });
  await b.settle();
  b.clock.advance(149);
  expect(b.state().fit.overdue).toBe(false);
  b.clock.advance(1);
  expect(b.state().fit.overdue).toBe(true);
  b.service.progress({ done: 2, total: 3, stage: 'fit' });
  expect(b.state().fit.progress).toEqual({ done: 2, total: 3, stage: 'fit' });
  b.service.release();
  await b.settle();
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false, overdue: false });
  expect(b.state().fitted?.decisions).toEqual(b.state().decisions);
});

test('a drag of many values has one fit running and one owed, and ends at the last value', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  const before = b.service.calls.calibrate;
  b.actions.beginGesture();
  for (let i = 0; i <= 20; i++) b.actions.setWeights({ spread: i / 10 });
  b.actions.endGesture();
  await b.settle();
  expect(b.service.calls.calibrate).toBe(before + 1);
  b.service.release();
  await b.settle();
  expect(b.service.calls.calibrate).toBe(before + 2);
  expect(b.state().fitted?.decisions.settings.all.weights.spread).toBe(2);
  b.actions.undo();
  expect(b.state().decisions.settings.all.weights.spread).toBe(1);
});

test('a slow fit that the hand has left behind is replaced', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  const before = b.service.calls.calibrate;
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  b.clock.advance(100);
  b.actions.setWeights({ spread: 0.6 });
  b.clock.advance(49);
  expect(b.service.calls.calibrate).toBe(before + 1);
  b.clock.advance(1);
  await b.settle();
  expect(b.service.calls.calibrate).toBe(before + 2);
  b.service.release();
  await b.settle();
  expect(b.state().fitted?.decisions.settings.all.weights.spread).toBe(0.6);
});

test('a fit that lands during a drag is shown, stale since the first newer change', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.5 });
  b.clock.advance(20);
  b.actions.setWeights({ spread: 0.6 });
  await b.settle();
  b.service.release();
  b.service.hold('calibrate');
  await b.settle();
  expect(b.state().fitted?.decisions.settings.all.weights.spread).toBe(0.5);
  expect(b.state().fit).toMatchObject({ phase: 'running', stale: true, overdue: false });
  b.clock.advance(150);
  expect(b.state().fit.overdue).toBe(true);
});

test('cancel keeps the last fit, says so, and Fit again fits', async () => {
  const b = await opened();
  const shown = b.state().fitted;
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.5 });
  b.actions.cancel();
  expect(b.state().fitted).toBe(shown);
  expect(b.state().fit).toMatchObject({ phase: 'done', cancelled: true, stale: true, overdue: true });
  b.service.release();
  b.actions.fitAgain();
  await b.settle();
  expect(b.state().fit).toMatchObject({ phase: 'done', cancelled: false, stale: false });
});

test('undoing back to the shown fit needs no new one', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.5 });
  b.actions.cancel();
  const calls = b.service.calls.calibrate;
  b.actions.undo();
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false, overdue: false, cancelled: false });
  expect(b.service.calls.calibrate).toBe(calls);
});

test('a failed fit keeps the last good one and offers to undo the change', async () => {
  const b = await opened();
  const shown = b.state().fitted;
  b.service.fail.calibrate = failure('timeout', 'Fitting took longer than 30 s and was stopped.');
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  expect(b.state().fit).toMatchObject({ phase: 'failed', stale: true, overdue: true });
  expect(b.state().fitted).toBe(shown);
  expect(b.state().messages.at(-1)).toMatchObject({
    text: 'The fit failed: Fitting took longer than 30 s and was stopped.',
    action: { label: 'Undo the change', kind: 'undo' },
  });
  b.actions.undo();
  await b.settle();
  expect(b.state().fit.phase).toBe('done');
});

test('a read is shown as loading after 300 ms with its progress, and can be cancelled', async () => {
  const b = await opened();
  b.service.hold('read');
  b.actions.openFiles([new File(['x'], 'next.json')]);
  await b.settle();
  expect(b.state().loading?.shown).toBe(false);
  b.clock.advance(300);
  expect(b.state().loading).toEqual({ name: 'next.json', progress: null, shown: true });
  b.actions.cancel();
  expect(b.state().loading).toBeNull();
  expect(b.state().fit.phase).toBe('done');
  expect(b.state().openError).toBeNull();
  b.service.release();
  await b.settle();
  expect(b.state().quotes?.files[0]?.name).toBe('btc.json');
});

test('a bad file leaves the surface before in place and says one line', async () => {
  const b = await opened();
  const shown = b.state().fitted;
  await b.open('page.html', '<!DOCTYPE html><html></html>');
  expect(b.state().openError?.message).toContain('page.html');
  expect(b.state().fitted).toBe(shown);
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false });
  b.actions.clearOpenError();
  expect(b.state().openError).toBeNull();
});

test('a bad first file ends as failed, not as idle', async () => {
  const b = bench();
  await b.open('empty.json', '');
  expect(b.state().fit.phase).toBe('failed');
  expect(b.state().openError).not.toBeNull();
  expect(b.state().quotes).toBeNull();
});

test('a service that rejects is still an answer', async () => {
  const b = bench();
  b.service.read = () => Promise.reject(new Error('gone'));
  await b.open('btc.json', deribitBoard());
  expect(b.state().openError?.message).toBe('btc.json could not be read (gone). Open it again.');
  expect(b.state().loading).toBeNull();
});

test('of two files dropped one after the other the last wins', async () => {
  const b = bench();
  b.actions.openFiles([new File([deribitBoard()], 'first.json')]);
  b.actions.openFiles([new File([deribitBoard({ thin: true })], 'second.json')]);
  await b.settle();
  expect(b.state().quotes?.files[0]?.name).toBe('second.json');
  expect(b.state().fit.phase).toBe('done');
});

test('a file in which nothing can be fitted says what it holds', async () => {
  const b = await opened({ noBids: true });
  expect(b.state().fit.error?.message).toBe(
    'No quote in btc.json can be fitted: 102 read, 50 in the money, 52 without a bid.',
  );
  expect(b.state().messages.at(-1)?.action?.kind).toBe('show-filters');
  expect(b.state().fit.phase).toBe('failed');
  b.actions.setFilters({ oneSided: true });
  await b.settle();
  expect(b.state().filtered?.kept).toBe(52);
});

test('beside a surface, a file in which nothing can be fitted is refused', async () => {
  const b = await opened();
  await b.open('empty.json', deribitBoard({ noBids: true }));
  expect(b.state().openError?.message).toMatch(/^No quote in empty\.json can be fitted/);
  expect(b.state().quotes?.files[0]?.name).toBe('btc.json');
  expect(b.state().fit.phase).toBe('done');
});

test('beside a surface, a file of too few quotes an expiry is refused by its name', async () => {
  const b = await opened();
  const board = JSON.parse(deribitBoard()) as { options: readonly { instrument_name: string }[] };
  const seen = new Map<string, number>();
  board.options = board.options.filter(({ instrument_name: name }) => {
    const expiry = name.split('-')[1]!;
    seen.set(expiry, (seen.get(expiry) ?? 0) + 1);
    return seen.get(expiry)! > 28;
  });
  await b.open('few.json', JSON.stringify(board));
  expect(b.state().openError?.message).toBe(
    'few.json: None of 3 expiries could be fitted; 2 of them: 3 usable quotes, SVI needs 5.',
  );
  expect(b.state().quotes?.files[0]?.name).toBe('btc.json');
});

test('where nothing is fitted the reason of most expiries is told, not the one of a thin first', async () => {
  const b = await opened();
  const board = JSON.parse(deribitBoard()) as { options: readonly { instrument_name: string }[] };
  const near = board.options[0]!.instrument_name.split('-')[1]!;
  let seen = 0;
  board.options = board.options.filter(
    ({ instrument_name: name }) => name.split('-')[1] !== near || ++seen > 28,
  );
  await b.open('thin.json', JSON.stringify(board));
  b.actions.setParameter('putWing', { fixed: true, value: 0.7 });
  await b.settle();
  b.actions.setParameter('rho', { fixed: true, value: -0.2 });
  await b.settle();
  expect(b.state().fit.error?.message).toBe(
    'None of 3 expiries could be fitted; 2 of them: Put wing cannot be held together with rho; free one side.',
  );
});

test('a file of the past waits for its as-of time', async () => {
  const b = await opened();
  await b.open('old.json', deribitBoard({ past: true }));
  expect(b.state().openError?.message).toContain('Check the as-of time.');
  expect(b.state().messages.at(-1)?.action?.kind).toBe('set-as-of');
  b.actions.setAsOf(epochMs(Date.parse('2026-08-01T18:00:00Z')));
  await b.settle();
  expect(b.state().quotes?.files[0]?.name).toBe('old.json');
  expect(b.state().openError).toBeNull();
  expect(b.state().market?.asOf).toBe(Date.parse('2026-08-01T18:00:00Z'));
  expect(b.state().fit.phase).toBe('done');
});

test('a file that is read and not fitted yet does not give way to the next snapshot of a live market', async () => {
  const market = await opened();
  await market.open('next.json', nextSnapshot());
  const snapshot = market.state().quotes!;
  const b = await opened();
  const { feed } = b.workbench;
  b.service.hold('calibrate');
  b.actions.openFiles([new File([deribitBoard({ coin: 'ETH' })], 'eth.json')]);
  expect(feed.snapshot(snapshot, false)).toBe(false);
  await vi.waitFor(() => expect(b.state().loading).toBeNull());
  expect(feed.snapshot(snapshot, false)).toBe(false);
  b.service.release();
  await b.settle();
  expect(b.state().quotes?.underlying).toBe('ETH');
  expect(feed.snapshot(snapshot, false)).toBe(true);
});

test('undone after a fit that failed, what was said of its market goes with it', async () => {
  const b = await opened();
  const before = b.said();
  b.service.fail.calibrate = failure('timeout', 'Fitting took longer than 30 s and was stopped.');
  b.actions.setForward('2026-08-28T08:00:00.000Z', 61_000);
  await b.settle();
  expect(b.said().join()).toContain('the forward by hand');
  b.actions.undo();
  expect(b.said()).toEqual(before);
});

test('a fit that lands after the filters have changed leaves what they keep as it is decided now', async () => {
  const b = await opened();
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  b.actions.setFilters({ inTheMoney: true });
  const now = b.state().filtered?.kept;
  b.service.release();
  b.service.hold('calibrate');
  await b.settle();
  expect(b.state().fit).toMatchObject({ phase: 'running', stale: true });
  expect(b.state().filtered?.kept).toBe(now);
  b.actions.cancel();
  expect(b.state().filtered?.kept).toBe(now);
  b.service.release();
});

test('the free fit on the way to a strict one comes with its market, and without what was found out of the one before', async () => {
  const b = await opened();
  b.actions.assess('holdout');
  b.service.hold('calibrate');
  b.actions.setConstraint('butterfly', { mode: 'strict' });
  b.actions.cancel();
  b.actions.setAsOf(epochMs(Date.parse('2026-08-01T20:00:00Z')));
  await b.settle();
  const request = b.service.requests.at(-1);
  const free = calibrateNow({ ...request!, settings: withoutConstraints(request!.settings) });
  if (!free.ok) throw new Error(free.error.message);
  expect(b.state().assessment).not.toBeNull();
  b.service.progress({ done: 3, total: 3, stage: 'strict', preview: free.value });
  const { fitted, market, assessment } = b.state();
  expect(fitted?.result).toBe(free.value);
  expect(fitted?.market).toBe(market);
  expect(assessment).toBeNull();
  b.service.release();
});

test('a fit that is called off after its change was taken back leaves the shown one as fresh as it was, with what was found out of it', async () => {
  const b = await opened();
  b.actions.assess('holdout');
  b.service.hold('calibrate');
  b.actions.setWeights({ spread: 0.5 });
  await b.settle();
  b.service.progress({ done: 1, total: 3, stage: 'fit' });
  b.actions.undo();
  b.actions.cancel();
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false, cancelled: false, progress: null });
  expect(b.state().assessment).not.toBeNull();
  b.service.release();
});

test('a time set for the board is not taken for that of a file that was refused for another reason', async () => {
  const b = await opened();
  await b.open('empty.json', deribitBoard({ noBids: true }));
  const asOf = epochMs(Date.parse('2026-08-01T20:00:00Z'));
  b.actions.setAsOf(asOf);
  await b.settle();
  expect(b.state().decisions.marketOptions.asOf).toBe(asOf);
  expect(b.state().market?.asOf).toBe(asOf);
});
