/**
 * ln phi(u - i/2) and its gradient at n points u, phi being the characteristic function of ln(S_T/F).
 * Buffers of one capacity; row a of a gradient starts at a x capacity.
 */
export interface LogCharacteristic {
  readonly capacity: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly gradientRe: Float64Array;
  readonly gradientIm: Float64Array;
}

/**
 * A model known by its characteristic function, on the line Im = -1/2 on which Lewis's formula prices.
 * Parameters theta in the order of `parameters`; t in years; variances per year.
 */
export interface CharacteristicFunction {
  readonly parameters: readonly string[];
  /** ln phi(u_j - i/2) for j < n into out.re and out.im, continuous in u. */
  value(theta: Float64Array, t: number, u: Float64Array, n: number, out: LogCharacteristic): void;
  /** The same with d ln phi/d theta. */
  gradient(theta: Float64Array, t: number, u: Float64Array, n: number, out: LogCharacteristic): void;
  /**
   * ln E[(S_T/F)^s], continued analytically, for j < n along a path of s_j = pathRe + i pathIm that does not leave the
   * upper half-plane and begins where the moment exists; into re and im. Infinite on the real line where the
   * moment does not exist.
   */
  logMoment(
    theta: Float64Array,
    t: number,
    pathRe: Float64Array,
    pathIm: Float64Array,
    n: number,
    re: Float64Array,
    im: Float64Array,
  ): void;
  /**
   * A bound of the real part of ln E[(S_T/F)^(p + i u)] without the waves that jumps of nearly one size make in u: what
   * is small there may be large again further out.
   */
  logMomentBound(theta: Float64Array, t: number, p: number, u: number): number;
  /** A bound of ln |phi(u - i/2)| that falls with u. */
  logModulus(theta: Float64Array, t: number, u: number): number;
  /** Expected quadratic variation of ln S up to t. */
  totalVariance(theta: Float64Array, t: number): number;
  /** How far jumps carry ln S with a probability that a price sees; 0 without jumps. */
  reach(theta: Float64Array, t: number): number;
}

/** Buffers for up to `capacity` points and `size` parameters. */
export function createLogCharacteristic(capacity: number, size: number): LogCharacteristic {
  return logCharacteristicIn(new Float64Array(logCharacteristicLength(capacity, size)), capacity, size);
}

/** Numbers that the buffers of `logCharacteristicIn` take. */
export function logCharacteristicLength(capacity: number, size: number): number {
  return 2 * capacity * (1 + size);
}

/** The same buffers as views of one array: creating an array costs as much as pricing an expiry. */
export function logCharacteristicIn(pool: Float64Array, capacity: number, size: number): LogCharacteristic {
  return {
    capacity,
    re: pool.subarray(0, capacity),
    im: pool.subarray(capacity, 2 * capacity),
    gradientRe: pool.subarray(2 * capacity, (2 + size) * capacity),
    gradientIm: pool.subarray((2 + size) * capacity, (2 + 2 * size) * capacity),
  };
}
