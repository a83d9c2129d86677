import { expect, test } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { isFitFile } from './fit-file.ts';
import { readFiles } from './index.ts';
import { makeHead } from './io/file-head.ts';

async function message(content: string | Uint8Array, name = 'f.csv'): Promise<string> {
  const reading = readFiles([memorySource(name, content)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value.ok ? 'opened' : step.value.error.message;
}

const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

test('the ten messages that concern files read as the screen shows them', async () => {
  expect(await message('<!DOCTYPE html><html></html>', 'q.json')).toBe(
    'q.json is a web page, not quotes (it starts with "<!DOCTYPE html>"). Save the JSON or CSV itself.',
  );
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 2809280\n`;
  expect(await message(pointer, 'q.json')).toBe(
    `q.json is a Git LFS pointer of ${pointer.length} bytes, not the data. Run "git lfs pull" and open it again.`,
  );
  expect(await message('date,open,high,low,close\n1,2,3,4,5\n', 'q.csv')).toBe(
    'q.csv: no column is recognised as strike, expiry, type or bid and ask. Found: date, open, high, low, close. Needed: strike, expiry, type, and bid and ask or their vols.',
  );
  const futures = [
    { instrument_name: 'BTC-25SEP26', bid_price: 63072.5, ask_price: 63077.5 },
    { instrument_name: 'BTC-PERPETUAL', bid_price: 62687.5, ask_price: 62688 },
  ];
  const only = 'q.json holds 2 futures and no option. Open the option list of the same venue.';
  expect(
    await message(JSON.stringify({ as_of: '2026-08-01T00:00:00Z', futures, options: [] }), 'q.json'),
  ).toBe(only);
  expect(await message(JSON.stringify(futures), 'q.json')).toBe(only);
  expect(await message(JSON.stringify({ jsonrpc: '2.0', result: futures, usOut: 1 }), 'q.json')).toBe(only);
});

test('what a venue says in place of quotes is repeated, whichever venue it is', async () => {
  const said = (text: string) => message(text, 'q.json');
  const sentence = (words: string) =>
    `q.json is an error reply of a venue (${words}), not quotes. Ask again.`;
  expect(await said('{"code":"50011","msg":"Too Many Requests","data":[]}')).toBe(
    sentence('50011 Too Many Requests'),
  );
  expect(await said('{"code":-1121,"msg":"Invalid symbol."}')).toBe(sentence('-1121 Invalid symbol.'));
  const limited = { jsonrpc: '2.0', error: { message: 'too_many_requests', code: 10028 }, testnet: false };
  expect(await said(JSON.stringify(limited, null, 2))).toBe(sentence('10028 too_many_requests'));
  expect(await said('{"code":"0","msg":"","data":[]}')).not.toContain('error reply');
  expect(await said('{"code":1,"msg":"<img src=x>\u202e"}')).not.toContain('\u202e');
});

test('a hostile name is refused and never shown as it is', async () => {
  const rows = [
    'symbol,strike,expiry,type,bid,ask',
    '<img src=x onerror=alert(1)>,100,2027-01-15,C,1,2',
    'A B,100,2027-01-15,C,1,2',
  ];
  const said = await message(`${rows.join('\n')}\n`);
  expect(said).not.toMatch(/[<>()]img/);
  expect(await message('', `${'x'.repeat(500)}\u202e.csv`)).not.toContain('\u202e');
});

test('a Western code page is read as text', async () => {
  const rows = 'Basiswert \u00fc;Expiry;Strike;Type;Bid;Ask\n' + '\u00c4X;2027-01-15;100;Call;1,5;2,5\n';
  expect(await message(latin(rows))).toBe('opened');
});

test('a fit file is told by its head', () => {
  const head = (text: string) => makeHead('x.fit.json', new TextEncoder().encode(text));
  expect(isFitFile(head('{"format": "volbench-fit", "version": 1}'))).toBe(true);
  expect(isFitFile(head('{\n  "format":"volbench-fit"'))).toBe(true);
  expect(isFitFile(head('{"format": "other"}'))).toBe(false);
  expect(isFitFile(head('[{"format": "volbench-fit"}]'))).toBe(false);
});
