import { expect, test } from 'vitest';
import type { WorkbenchState } from '#store/state.ts';
import { statusSentence } from './sentence.ts';

const calm = {
  loading: null,
  quotes: null,
  messages: [],
  fitted: null,
  fit: {
    phase: 'done',
    progress: null,
    stale: false,
    overdue: false,
    cancelled: false,
    error: null,
    elapsedMs: 3,
  },
} as unknown as WorkbenchState;

const fitted = (...slices: object[]) => ({ result: { slices } }) as unknown as WorkbenchState['fitted'];

test('a settled fit without trouble has no sentence', () => {
  expect(statusSentence({ ...calm, fitted: fitted({ status: 'ok' }) })).toBe(null);
});

test('a long read tells its share and rows, and can be cancelled', () => {
  const loading = { name: 'big.csv', shown: true, progress: { bytes: 41.9, totalBytes: 100, rows: 212_000 } };
  const said = statusSentence({ ...calm, loading });
  expect(said?.text).toBe('Reading big.csv: 41 %, 212\u2009000 rows');
  expect(said?.step).toBe('cancel');
  expect(statusSentence({ ...calm, loading: { ...loading, shown: false } })).toBe(null);
});

test('a fit is spoken of only once it is overdue', () => {
  const running = {
    ...calm.fit,
    phase: 'running' as const,
    progress: { done: 9, total: 13, stage: 'fit' as const },
  };
  expect(statusSentence({ ...calm, fit: running })).toBe(null);
  const said = statusSentence({ ...calm, fitted: fitted(), fit: { ...running, overdue: true } });
  expect(said?.text).toBe('Fitting, 9 of 13 expiries. The last fit is shown.');
  const strict = { ...running, overdue: true, progress: { ...running.progress, stage: 'strict' as const } };
  expect(statusSentence({ ...calm, fitted: fitted(), fit: strict })?.text).toBe(
    'Fitting without arbitrage, 9 of 13 expiries. The free fit is shown.',
  );
});

test('a cancelled fit says what is shown and offers to fit again', () => {
  const said = statusSentence({ ...calm, fitted: fitted(), fit: { ...calm.fit, cancelled: true } });
  expect(said?.text).toBe('Cancelled. The last fit is shown; settings have changed since.');
  expect(said?.step).toBe('fit-again');
});

test('a lost expiry is named with its reason and leads to its quotes', () => {
  const key = '2026-08-02T08:00:00.000Z';
  const slices = [{ status: 'failed', key, message: '3 usable quotes, SVI needs 5.' }, { status: 'ok' }];
  const said = statusSentence({ ...calm, fitted: fitted(...slices) });
  expect(said?.text).toBe('1 of 2 expiries fitted. 2 Aug 2026: 3 usable quotes, SVI needs 5.');
  expect(said?.expiry).toBe(key);
  // How good the fit of the others is stays on the screen.
  expect(said?.afterFigures).toBe(true);
});

test('a failed fit keeps the last good one and offers to undo', () => {
  const error = { reason: 'timeout' as const, message: 'No answer within 10 s.' };
  const said = statusSentence({
    ...calm,
    fitted: fitted({ status: 'ok' }),
    fit: { ...calm.fit, phase: 'failed', error },
  });
  expect(said?.text).toBe(
    'The fit failed: no answer within 10 s. The last good fit is shown and marked old.',
  );
  expect(said?.step).toEqual({ label: 'Undo the change', kind: 'undo' });
});

test('where no expiry was ever fitted no good fit is spoken of: its quotes are shown', () => {
  const key = '2026-08-28T08:00:00.000Z';
  const message = '3 usable quotes, SVI needs 5.';
  const error = { reason: 'calculation-failed' as const, message };
  const state = { ...calm, fitted: fitted({ status: 'failed', key, message }) };
  const said = statusSentence({ ...state, fit: { ...calm.fit, phase: 'failed', error } });
  expect(said).toMatchObject({
    text: 'The fit failed: 3 usable quotes, SVI needs 5.',
    step: { label: 'Show its quotes', kind: 'show-quotes' },
    expiry: key,
  });
});

test('one state has one sentence: asked twice, every field is the same object', () => {
  const lost = { key: '2026-12-25', status: 'failed', message: '2 usable quotes, SVI needs 5.' };
  const error = { reason: 'timeout' as const, message: 'It took too long.' };
  for (const state of [
    { ...calm, fitted: fitted({ status: 'ok' }, lost) },
    { ...calm, fitted: fitted({ status: 'ok' }), fit: { ...calm.fit, phase: 'failed' as const, error } },
  ]) {
    const [first, second] = [statusSentence(state), statusSentence(state)];
    expect(first?.step).not.toBe(null);
    expect(second?.step).toBe(first?.step);
  }
});
