import { expect, test } from 'vitest';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { corpus } from './command.ts';

async function command(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await corpus(argv, {
    folder: sharedPath('data'),
    input: (async function* () {})(),
    output: async (text) => {
      out += text;
    },
    say: (text) => {
      err += text;
    },
    screen: false,
  });
  return { status, out, err };
}

const BTC = 'deribit-book-summary/btc-2026-08-01.json';

test.skipIf(!hasShared)(
  'real boards are fitted without arbitrage, one line of JSON a file and model',
  async () => {
    const { status, out, err } = await command('--json', BTC, 'paper-tables/sepp_vix.json');
    expect([status, err]).toEqual([0, '']);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ file, model, slices }) => [file, model, slices])).toEqual([
      [BTC, 'svi', 13],
      [BTC, 'essvi', 13],
      ['paper-tables/sepp_vix.json', 'svi', 4],
      ['paper-tables/sepp_vix.json', 'essvi', 4],
    ]);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual([
        'file',
        'model',
        'slices',
        'gViolations',
        'calendarViolations',
        'insideSpread',
        'insideSpreadFree',
        'ms',
      ]);
      expect([row['gViolations'], row['calendarViolations']]).toEqual([0, 0]);
      expect(row['ms']).toBeGreaterThan(0);
    }
    const [svi] = rows;
    expect((svi?.['insideSpreadFree'] as number) - (svi?.['insideSpread'] as number)).toBeLessThan(0.02);
  },
);

test.skipIf(!hasShared)('what cannot be read costs one line, and no other file', async () => {
  const { status, out, err } = await command('--json', '--model=svi', 'nowhere.json', 'README.md', BTC);
  expect(status).toBe(2);
  expect(err).toMatch(/^nowhere\.json: there is no such file\.\n[^\n]*README\.md[^\n]*\n$/);
  expect(out.split('\n').length).toBe(2);
});

test.skipIf(!hasShared)('the free fit is counted where it is asked for', async () => {
  const { out } = await command(
    '--json',
    '--model',
    'svi',
    '--butterfly',
    'report',
    '--calendar=report',
    BTC,
  );
  const row = JSON.parse(out) as { gViolations: number; calendarViolations: number };
  expect([row.gViolations, row.calendarViolations]).toEqual([8, 8]);
});

test('wrong arguments end with 3 and one line', async () => {
  expect(await command('--model', 'sv1', 'x.json')).toMatchObject({ status: 3, out: '' });
  expect((await command('--out', 'y', 'x.json')).err).toBe('--out is an option of fit alone.\n');
});
