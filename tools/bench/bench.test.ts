import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wantedKinds } from './refit.ts';

const root = join(import.meta.dirname, '../..');

function bench(...words: readonly string[]) {
  return spawnSync(process.execPath, ['tools/run.mjs', 'tools/bench.ts', ...words], {
    cwd: root,
    encoding: 'utf8',
  });
}

test('each kind of refit is asked for by its own name', () => {
  const names = (asked: string) => wantedKinds((name) => name.startsWith(asked)).map(([name]) => name);
  expect(names('refit_penalised_both')).toEqual(['refit_penalised_both', 'refit_penalised_both_at_rest']);
  expect(names('refit_penalised_calendar_at_rest')).toEqual(['refit_penalised_calendar_at_rest']);
  expect(names('load_10k')).toEqual([]);
});

test('a name that begins no row is told', () => {
  const { status, stdout, stderr } = bench('refits');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('bench: no row begins with refits\n');
}, 120_000);
