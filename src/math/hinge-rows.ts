import { bandIndex } from './banded.ts';

/**
 * Rows max(0, c_j + a_j'h)^2/2 of the model of f about one point, h the step from it. A row that is off at the
 * point may come on after the step and the other way round: a minimum of the model that knows only the rows on
 * at h = 0 runs into the others.
 */
export interface HingeRows {
  /** Forgets all rows. */
  clear(): void;
  /** A row with coefficients, `span` of them from `from` in the array, for the variables from `first` on. */
  add(first: number, value: number, coefficients: Float64Array, from?: number): void;
  /** Stands at h = 0: the rows on are those on there. */
  reset(): void;
  /**
   * Looks from where it stands along t d: what the rows add to the slope of the model of the rows on so far, and to
   * its rise. `along` prepares, `slope` and `rise` answer for the last t given to `at`.
   */
  along(d: Float64Array): void;
  at(t: number): void;
  readonly slope: number;
  readonly rise: number;
  /**
   * Goes on by t times the d of `along`, and moves the normal equations from the rows on so far to those on there.
   *
   * @param normal band of the matrix (banded.ts)
   * @returns how many rows changed
   */
  follow(t: number, normal: Float64Array, gradient: Float64Array): number;
  /** Half the squares at h = 0 of the rows on there, less those of the rows on now. */
  readonly surplus: number;
}

/**
 * @param span coefficients of a row
 * @param room rows there is room for without growing
 */
export function createHingeRows(half: number, span: number, room = 64): HingeRows {
  let count = 0;
  let first = new Int32Array(room);
  let value = new Float64Array(room);
  let on = new Uint8Array(room);
  let coefficients = new Float64Array(room * span);
  let stand = new Float64Array(room);
  let pace = new Float64Array(room);

  const grow = (): void => {
    const size = 2 * first.length;
    const [oldFirst, oldValue, oldOn, oldCoefficients] = [first, value, on, coefficients];
    first = new Int32Array(size);
    value = new Float64Array(size);
    on = new Uint8Array(size);
    coefficients = new Float64Array(size * span);
    stand = new Float64Array(size);
    pace = new Float64Array(size);
    first.set(oldFirst);
    value.set(oldValue);
    on.set(oldOn);
    coefficients.set(oldCoefficients);
  };

  const rows = {
    slope: 0,
    rise: 0,
    surplus: 0,
    clear(): void {
      count = 0;
    },
    add(at: number, c: number, a: Float64Array, from = 0): void {
      if (count === first.length) grow();
      first[count] = at;
      value[count] = c;
      for (let i = 0, to = count * span; i < span; i++) coefficients[to + i] = a[from + i]!;
      count++;
    },
    reset(): void {
      rows.surplus = 0;
      for (let j = 0; j < count; j++) {
        on[j] = value[j]! > 0 ? 1 : 0;
        stand[j] = value[j]!;
      }
    },
    along(d: Float64Array): void {
      for (let j = 0, row = 0; j < count; j++, row += span) {
        const at = first[j]!;
        let gain = 0;
        for (let i = 0; i < span; i++) gain += coefficients[row + i]! * d[at + i]!;
        pace[j] = gain;
      }
    },
    follow(t: number, normal: Float64Array, gradient: Float64Array): number {
      let switched = 0;
      for (let j = 0; j < count; j++) {
        stand[j]! += t * pace[j]!;
        const now = stand[j]! > 0 ? 1 : 0;
        if (now === on[j]) continue;
        on[j] = now;
        switched++;
        const at = first[j]!;
        const row = j * span;
        const c = value[j]!;
        const sign = now === 1 ? 1 : -1;
        rows.surplus -= sign * 0.5 * c * c;
        for (let i = 0; i < span; i++) {
          const a = sign * coefficients[row + i]!;
          gradient[at + i]! += a * c;
          for (let l = 0; l <= i; l++) normal[bandIndex(at + i, at + l, half)]! += a * coefficients[row + l]!;
        }
      }
      return switched;
    },
    at(t: number): void {
      let slope = 0;
      let rise = 0;
      for (let j = 0; j < count; j++) {
        const there = stand[j]! + t * pace[j]!;
        const sign = (there > 0 ? 1 : 0) - on[j]!;
        if (sign === 0) continue;
        slope += sign * there * pace[j]!;
        rise += sign * pace[j]! * pace[j]!;
      }
      rows.slope = slope;
      rows.rise = rise;
    },
  };
  return rows;
}
