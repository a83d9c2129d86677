/**
 * Uniform numbers in [0, 1) from a seed, the same on every machine.
 *
 * G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003: 32 bits, shifts 13, 17, 5; the seed is
 * spread by the finaliser of MurmurHash3 so that neighbouring seeds start far apart.
 */
export function seededRandom(seed: number): () => number {
  let state = (seed | 0) + 0x9e3779b9;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  state ^= state >>> 16;
  if (state === 0) state = 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
