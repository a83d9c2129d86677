/** Seeded random numbers for generated data: mulberry32 (T. Ettinger, public domain), 32 bits of state. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal, by the polar form of Box and Muller. */
  normal(): number;
}

/** A stream of random numbers that depends on its seed alone. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => {
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const r = x * x + y * y;
      if (r > 0 && r < 1) return x * Math.sqrt((-2 * Math.log(r)) / r);
    }
  };
  return { uniform, normal };
}
