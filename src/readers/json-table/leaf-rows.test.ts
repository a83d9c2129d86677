import { expect, test } from 'vitest';
import { LeafRows } from './leaf-rows.ts';

const fields = (values: { readonly [name: string]: string }) => new Map(Object.entries(values));

test('an option says its own fields before those of the levels above, whatever their capitals', () => {
  const above = fields({ expiry: '2026-12-18', Bid: '9', note: 'a, "b"' });
  const rows = new LeafRows([
    { own: fields({ strike: '590', bid: '4.1' }), above },
    { own: fields({ strike: '610', ask: '5.3' }), above },
    { own: fields({ STRIKE: '620' }), above: fields({ strike: '1' }) },
  ]);
  expect(rows.header).toEqual(['strike', 'bid', 'expiry', 'note', 'ask', 'Bid', 'STRIKE']);
  const text = ['590,4.1,2026-12-18,"a, ""b""",,,\n', '610,,2026-12-18,"a, ""b""",5.3,9,\n', ',,,,,,620\n'];
  expect(rows.text(0, 3)).toBe(text.join(''));
  expect(rows.text(2, 3)).toBe(text[2]);
});

test('what the levels above say is looked at once for all options below them', () => {
  let looks = 0;
  class Counted extends Map<string, string> {
    override get(name: string): string | undefined {
      looks++;
      return super.get(name);
    }
  }
  const names = Array.from({ length: 60 }, (_, i) => `f${i}`);
  const above = new Counted(names.map((name) => [name, name]));
  const leaves = Array.from({ length: 1000 }, (_, i) => ({ own: fields({ strike: `${i}` }), above }));
  const rows = new LeafRows(leaves);
  expect(rows.text(0, 1000).split('\n')[999]).toBe(`999,${names.join()}`);
  expect(looks).toBe(rows.header.length);
});
