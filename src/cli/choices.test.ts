import { expect, test } from 'vitest';
import type { FitFile } from '#exporters/fit-json/fit-file.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { run } from './run.ts';

async function command(argv: readonly string[], input: string) {
  let out = '';
  let err = '';
  const status = await run(argv, {
    folder: '/',
    input: (async function* () {
      yield new TextEncoder().encode(input);
    })(),
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

const asOf = (out: string) => (JSON.parse(out) as FitFile).source.asOf;

test('a file of several underlyings is refused with the choice, and read once it is made', async () => {
  const btc = JSON.parse(deribitBoard()) as { options: unknown[] };
  const eth = JSON.parse(deribitBoard({ coin: 'ETH' })) as { options: unknown[] };
  const both = JSON.stringify({ ...btc, options: [...btc.options, ...eth.options] });
  const unasked = await command(['-'], both);
  expect([unasked.status, unasked.out]).toEqual([2, '']);
  expect(unasked.err).toMatch(
    /holds several underlyings: BTC \(\d+\), ETH \(\d+\)\. .* Say --underlying BTC\.\n$/,
  );
  const asked = await command(['-', '--underlying', 'ETH'], both);
  expect([asked.status, (JSON.parse(asked.out) as FitFile).source.underlying]).toEqual([0, 'ETH']);
  const absent = await command(['-', '--underlying', 'SOL'], both);
  expect([absent.status, absent.err]).toEqual([2, expect.stringContaining('no SOL')]);
});

test('a file of several snapshots gives the last, or the last at an instant', async () => {
  const board = deribitBoard();
  const earlier = board.replaceAll('2026-08-01T17:58', '2026-08-01T16:58');
  const history = `${earlier}\n${board}\n`;
  expect(asOf((await command(['-'], history)).out)).toBe('2026-08-01T17:58:04.320Z');
  const chosen = await command(['-', '--at', '2026-08-01T17:00:00Z'], history);
  expect(asOf(chosen.out)).toBe('2026-08-01T16:58:04.320Z');
  const before = await command(['-', '--at', '2026-07-01T00:00:00Z'], history);
  expect([before.status, before.err]).toEqual([
    2,
    expect.stringContaining('begins at 2026-08-01T16:58:04.320Z'),
  ]);
});
