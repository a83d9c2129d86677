import { expect, test } from 'vitest';
import { exporters } from '#exporters/index.ts';
import { type Bench, opened } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { priorFault, priorSource } from './prior-source.ts';

const at = (clock: string): number => Date.parse(`2026-08-01T${clock}.320Z`);

/** The board some time later, or of another coin. */
function snapshot(clock: string, coin = 'BTC'): File {
  const text = deribitBoard({ coin }).replaceAll('2026-08-01T17:58:04', `2026-08-01T${clock}`);
  return new File([text], `${coin}-${clock.replaceAll(':', '')}.json`);
}

async function drop(b: Bench, ...files: File[]): Promise<void> {
  b.actions.openFiles(files);
  await b.settle();
}

const prior = (b: Bench) => b.state().decisions.settings.prior;

test('without a fit before there is no prior, and the reason says what would make one', async () => {
  const b = await opened();
  expect(priorFault(b.state())).toMatch(/keep a fit \(k\), drop a fit file or the next snapshot/);
  b.actions.setPrior(1);
  expect(prior(b)).toBeNull();
  b.actions.keepGhost();
  expect(priorFault(b.state())).toBeNull();
  b.actions.setPrior(2);
  await b.settle();
  expect(prior(b)).toMatchObject({
    strength: 2,
    fit: { model: 'svi', underlying: 'BTC', asOf: at('17:58:04') },
  });
  expect(b.state().fitted?.request.settings.prior).toEqual(prior(b));
  b.actions.undo();
  expect(prior(b)).toBeNull();
});

test('the fit of the snapshot before is the prior of the next, from file to file', async () => {
  const b = await opened();
  await drop(b, snapshot('18:58:04'));
  expect(priorSource(b.state())?.asOf).toBe(at('17:58:04'));
  b.actions.setPrior(1);
  await b.settle();
  expect(prior(b)?.fit.asOf).toBe(at('17:58:04'));
  await drop(b, snapshot('19:58:04'));
  expect(prior(b)?.fit.asOf).toBe(at('18:58:04'));
  expect(b.state().fitted?.decisions.settings.prior).toEqual(prior(b));
  expect(b.state().messages.map(({ text }) => text)).toContain(
    'The fit is drawn towards the one of 1 Aug 2026 18:58:04Z.',
  );
  expect(b.state().fit).toMatchObject({ phase: 'done', stale: false });
});

test('a kept fit stays the prior over the next file, and can be taken in place of another', async () => {
  const b = await opened();
  b.actions.keepGhost();
  await drop(b, snapshot('18:58:04'));
  b.actions.setPrior(1);
  await b.settle();
  await drop(b, snapshot('19:58:04'));
  expect(prior(b)?.fit.asOf).toBe(at('17:58:04'));
  b.actions.dropGhost();
  b.actions.renewPrior();
  expect(prior(b)).toMatchObject({ strength: 1, fit: { asOf: at('18:58:04') } });
});

test('another underlying drops the prior and says so; a fit file of another gives none', async () => {
  const b = await opened();
  await drop(b, snapshot('18:58:04'));
  b.actions.setPrior(1);
  await b.settle();
  const { quotes, market, filtered, result, decisions } = b.state().fitted!;
  const fit = { quotes, market, filtered, result, ...decisions, appVersion: '0.1.0' };
  const file = new File([exporters.find((e) => e.id === 'fit-json')!.write(fit)], 'btc.fit.json');
  await drop(b, snapshot('19:58:04', 'ETH'));
  expect([prior(b), b.state().previous]).toEqual([null, null]);
  expect(b.state().messages.some(({ text }) => text.includes('the fit it was drawn towards'))).toBe(true);
  await drop(b, file);
  expect(priorFault(b.state())).toMatch(/another underlying/);
  b.actions.applyGhostSettings();
  expect(prior(b)).toBeNull();
  await drop(b, snapshot('20:58:04'));
  expect(priorFault(b.state())).toMatch(/keep a fit/);
  await drop(b, file);
  expect(priorSource(b.state())?.asOf).toBe(at('18:58:04'));
  b.actions.applyGhostSettings();
  expect(prior(b)?.fit.asOf).toBe(at('17:58:04'));
});

test('another model keeps the setting, says that it does nothing, and takes it up with the next file', async () => {
  const b = await opened();
  b.actions.keepGhost();
  b.actions.setPrior(1);
  b.actions.setModel('ssvi');
  await b.settle();
  expect(priorFault(b.state())).toBe('Prior n/a: all expiries of SSVI share its parameters');
  expect(b.state().fitted?.result.surface?.message).toMatch(/no prior/);
  b.actions.setModel('sabr');
  await b.settle();
  expect(priorFault(b.state())).toBe('Prior n/a: the fit before is of SVI, not of SABR');
  expect(b.state().fitted?.result.slices[0]?.message).toBe(
    'no prior: the fit before is of SVI, not of SABR.',
  );
  await drop(b, snapshot('18:58:04'));
  expect(priorFault(b.state())).toBeNull();
  expect(prior(b)).toMatchObject({ strength: 1, fit: { model: 'sabr', asOf: at('17:58:04') } });
  expect(b.state().fitted?.result.slices[0]?.message).toBeNull();
  b.actions.setModel('svi');
  await b.settle();
  // The kept fit is of SVI: there is something to be drawn towards again.
  expect(priorFault(b.state())).toBeNull();
  b.actions.setPrior(2);
  expect(prior(b)).toMatchObject({ strength: 2, fit: { model: 'svi' } });
});

test('a prior that does nothing can be turned off', async () => {
  const b = await opened();
  b.actions.keepGhost();
  b.actions.setPrior(1);
  b.actions.setModel('sabr');
  b.actions.setPrior(0);
  expect(prior(b)).toBeNull();
});
