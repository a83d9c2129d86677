import { expect, test } from 'vitest';
import { memorySource } from '#testing/byte-source.ts';
import { isFitFile } from './fit-file.ts';
import { readFiles } from './index.ts';
import { makeHead } from './io/file-head.ts';

async function message(content: string | Uint8Array | readonly number[], name = 'f.csv'): Promise<string> {
  const bytes =
    typeof content === 'string' || content instanceof Uint8Array ? content : Uint8Array.from(content);
  const reading = readFiles([memorySource(name, bytes)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value.ok ? 'opened' : step.value.error.message;
}

const padded = (...bytes: number[]) => [...bytes, ...Array.from({ length: 300 }, (_, i) => (i * 37) % 256)];
const zip = (inside: string) => [0x50, 0x4b, 3, 4, ...new TextEncoder().encode(inside), 0, 1, 2];
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

test('every wrong kind of file has its own sentence', async () => {
  const said: Record<string, string> = {
    empty: await message(''),
    'one byte': await message('x'),
    blanks: await message(' \n\n '),
    'web page': await message('<!DOCTYPE html>\n<html><body>404</body></html>', 'btc.html'),
    'web page without doctype': await message('<html lang="en"><head></head></html>'),
    xml: await message('<?xml version="1.0"?><quotes/>'),
    png: await message(padded(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)),
    jpeg: await message(padded(0xff, 0xd8, 0xff, 0xe0)),
    gif: await message(padded(0x47, 0x49, 0x46, 0x38, 0x39, 0x61)),
    webp: await message(padded(0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50)),
    pdf: await message('%PDF-1.7\n%\u00e2\u00e3'),
    xlsx: await message(zip('[Content_Types].xml....xl/workbook.xml'), 'q.xlsx'),
    docx: await message(zip('[Content_Types].xml....word/document.xml')),
    ods: await message(zip('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')),
    zip: await message(zip('quotes.csv')),
    gzip: await message(padded(0x1f, 0x8b, 8)),
    zstd: await message(padded(0x28, 0xb5, 0x2f, 0xfd)),
    bzip2: await message(padded(0x42, 0x5a, 0x68, 0x39)),
    xz: await message(padded(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)),
    '7z': await message(padded(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)),
    rar: await message(padded(0x52, 0x61, 0x72, 0x21, 0x1a, 7)),
    parquet: await message(padded(0x50, 0x41, 0x52, 0x31)),
    arrow: await message(padded(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31)),
    hdf5: await message(padded(0x89, 0x48, 0x44, 0x46)),
    xls: await message(padded(0xd0, 0xcf, 0x11, 0xe0)),
    sqlite: await message(padded(0x53, 0x51, 0x4c, 0x69, 0x74, 0x65)),
    elf: await message(padded(0x7f, 0x45, 0x4c, 0x46)),
    binary: await message(Array.from({ length: 500 }, (_, i) => (i * i * 7) % 256)),
    rtf: await message('{\\rtf1\\ansi quotes}'),
    lfs: await message(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 280928\n`,
    ),
    'cut json': await message(
      '{"as_of": "2026-08-01T00:00:00Z", "options": [{"instrument_name": "BTC-7AUG26-60000-C", "bid_price": 0.1',
    ),
    'other json': await message('{"name": "x", "version": 1}'),
    'a price history': await message('date,open,high,low,close\n2026-01-01,1,2,3,4\n'),
    prose: await message('Dear reader,\nthis is a letter, not a table.\n'),
    'no rows': await message('strike,expiry,type,bid,ask\n'),
    'bybit reply': await message('{"retCode":0,"result":{"category":"option","list":[]}}'),
    'error reply': await message(
      '{"jsonrpc":"2.0","result":[],"error":{"code":10028,"message":"too_many_requests"},"usOut":1,"instrument_name":1}',
    ),
    'fit file': await message('{"format": "volbench-fit", "version": 1}'),
  };
  for (const [kind, text] of Object.entries(said)) {
    expect(text, kind).not.toBe('opened');
    expect(text, kind).not.toContain('could not be read (');
    expect(text.length, kind).toBeGreaterThan(30);
    expect(text.split('\n'), kind).toHaveLength(1);
  }
  expect(new Set(Object.values(said).map((text) => text.replace(/^\S+/, ''))).size).toBeGreaterThanOrEqual(
    33,
  );
});

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
