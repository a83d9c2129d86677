import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

function bench(...words: readonly string[]) {
  return spawnSync(process.execPath, ['tools/run.mjs', 'tools/bench.ts', ...words], {
    cwd: root,
    encoding: 'utf8',
  });
}

test('a row is printed by its full name, alone', () => {
  const { status, stdout } = bench('--json', 'refit_penalised_at_rest');
  const rows = stdout.trim().split('\n');
  expect(rows.map((row) => (JSON.parse(row) as { workload: string }).workload)).toEqual([
    'refit_penalised_at_rest',
  ]);
  expect(status).toBe(0);
}, 120_000);

test('a name that begins no row is told', () => {
  const { status, stdout, stderr } = bench('refits');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('bench: no row begins with refits\n');
}, 120_000);
