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
  /** A bound of ln |phi(u - i/2)| that falls with u. */
  logModulus(theta: Float64Array, t: number, u: number): number;
  /** Expected quadratic variation of ln S up to t. */
  totalVariance(theta: Float64Array, t: number): number;
  /** How far jumps carry ln S with a probability that a price sees; 0 without jumps. */
  reach(theta: Float64Array, t: number): number;
}

/** Buffers for up to `capacity` points and `size` parameters. */
export function createLogCharacteristic(capacity: number, size: number): LogCharacteristic {
  return {
    capacity,
    re: new Float64Array(capacity),
    im: new Float64Array(capacity),
    gradientRe: new Float64Array(capacity * size),
    gradientIm: new Float64Array(capacity * size),
  };
}
