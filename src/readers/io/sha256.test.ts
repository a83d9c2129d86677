import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256 } from './sha256.ts';

test('the published examples have their digests', () => {
  const of = (text: string) => {
    const hash = new Sha256();
    hash.update(new TextEncoder().encode(text));
    return hash.hex();
  };
  expect(of('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(of('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
});

test('bytes in pieces of any length hash as the platform hashes them whole', () => {
  const seed = 20261120;
  let state = seed;
  const random = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return state / 2 ** 32;
  };
  for (let round = 0; round < 200; round++) {
    const bytes = Uint8Array.from({ length: Math.floor(400 * random()) }, () => 256 * random());
    const hash = new Sha256();
    for (let at = 0; at < bytes.length; ) {
      const next = at + Math.floor(150 * random());
      hash.update(bytes.subarray(at, next));
      at = next;
    }
    expect(hash.hex(), `seed ${seed}, round ${round}`).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});
