/** When a scalar no longer does, and the surface is to be fitted anew. */

/** Why a full fit is wanted. */
export type RefitReason =
  /** The quotes no longer lie about the base smile's shape. */
  | 'shape'
  /** A scalar is far from 1. */
  | 'level'
  | 'age'
  /** An expiry of the base surface has settled. */
  | 'roll'
  /** What the scalars ask for cannot be published without arbitrage. */
  | 'arbitrage';

/** What the user sets of it. */
export interface RefitSettings {
  /** Shape statistic over that at the base fit beyond which the shape is taken for another. */
  readonly shape: number;
  /** Readings in a row that it must be so. */
  readonly readings: number;
  /** |ln v| beyond which a scalar is far from 1. */
  readonly level: number;
  /** Oldest base fit, ms. */
  readonly age: number;
}

export const DEFAULT_REFIT: RefitSettings = { shape: 1.5, readings: 3, level: 0.25, age: 2 * 3_600_000 };

/** Counts readings of a strange shape in a row, by expiry. */
export class ShapeWatch {
  private readonly usual: Float64Array;
  private readonly strange: Uint16Array;

  /** @param noise scatter of the quotes about each base smile at its fit, in ln vol; NaN where it is not known */
  constructor(noise: Float64Array) {
    this.usual = noise;
    this.strange = new Uint16Array(noise.length);
  }

  /** Goes on from another's count: the usual shape of an expiry, null where it is not known, and its strange readings. */
  resume(i: number, usual: number | null, strange: number): void {
    if (!(this.usual[i]! > 0)) this.usual[i] = usual ?? Number.NaN;
    this.strange[i] = strange;
  }

  /** The usual shape of each expiry, null where it is not known, and its strange readings in a row. */
  count(): { readonly usual: readonly (number | null)[]; readonly strange: readonly number[] } {
    return {
      usual: Array.from(this.usual, (shape) => (Number.isNaN(shape) ? null : shape)),
      strange: [...this.strange],
    };
  }

  /** True once the shape of an expiry has been strange for long enough. */
  take(i: number, shape: number, { shape: times, readings }: RefitSettings): boolean {
    const usual = this.usual[i]!;
    // The first reading says what is usual where the fit did not.
    if (!(usual > 0)) this.usual[i] = shape;
    const isStrange = usual > 0 && shape > times * usual;
    this.strange[i] = isStrange ? this.strange[i]! + 1 : 0;
    return this.strange[i]! >= readings;
  }
}
