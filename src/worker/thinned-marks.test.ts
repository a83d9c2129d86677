import { expect, test } from 'vitest';
import { ThinnedMarks } from './thinned-marks.ts';

const said = (channel: string): string =>
  `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":[]}}`;

test('marks are taken every ten seconds and at once on a new connection, everything else always', () => {
  const marks = new ThinnedMarks();
  const taken: number[] = [];
  for (let at = 0; at < 35_000; at += 1000) {
    if (at === 24_000) marks.opened();
    if (marks.admits(said('markprice.options.btc_usd'), at)) taken.push(at);
    expect(marks.admits(said('quote.BTC-7AUG26-60000-C'), at)).toBe(true);
    expect(marks.admits('{"jsonrpc":"2.0","id":4,"result":["markprice.options.btc_usd"]}', at)).toBe(true);
  }
  expect(taken).toEqual([0, 10_000, 20_000, 24_000, 34_000]);
});
