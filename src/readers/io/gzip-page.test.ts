import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzippedPage } from './gzip-page.ts';

const MB = 1 << 20;

test('a page is unpacked where it has the length it states, and refused where it is shorter or longer', () => {
  const page = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
  const packed = gzipSync(page);
  expect(gunzippedPage(packed, 5000)).toEqual(page);
  for (const length of [0, 1, 4999, 5001]) expect(gunzippedPage(packed, length)).toBeNull();
});

test('a large page comes out whole', () => {
  let state = 1;
  const page = new Uint8Array(2 * MB).map(() => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
  expect(Buffer.compare(gunzippedPage(gzipSync(page), page.length) ?? new Uint8Array(), page)).toBe(0);
});

test('a page that goes on beyond its length is given up, whatever its end says', () => {
  const packed = gzipSync(new Uint8Array(64 * MB));
  expect(gunzippedPage(packed, 100)).toBeNull();
  new DataView(packed.buffer, packed.byteOffset).setUint32(packed.length - 4, 100, true);
  expect(gunzippedPage(packed, 100)).toBeNull();
});
