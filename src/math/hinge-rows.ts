import { bandIndex } from './banded.ts';

/**
 * Rows max(0, c_j + a_j'h)^2/2 of the model of f about one point, h the step from it. A row that is off at the
 * point may come on after the step and the other way round: a minimum of the model that knows only the rows on
 * at h = 0 runs into the others.
 */
export interface HingeRows {
  /** Forgets all rows. */
  clear(): void;
  /**
   * A row with coefficients, `span` of them from `from` in the array, for the variables from `first` on.
   *
   * @param key tells it from the others, and is the same about every point; ascending
   */
  add(first: number, value: number, coefficients: Float64Array, from: number, key: number): void;
  /** Stands at h = 0: the rows on are those on there. */
  reset(): void;
  /**
   * Looks from where it stands along t d: what the rows add to the slope of the model of the rows on so far, and to
   * its rise. `along` prepares, `slope` and `rise` answer for the last t, from 0 to 1, given to `at`.
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
  /**
   * Stands at the step h from the point, where rows have the values that those about its end have at 0, and takes each for
   * the line through there that it is tangent to at the point: what it bends by on the way is made good by the next step.
   * Moves the normal equations from the rows on at the point to those on there.
   */
  bend(end: HingeRows, h: Float64Array, normal: Float64Array, gradient: Float64Array): void;
  /** The j-th row, of `count`. */
  readonly count: number;
  keyAt(j: number): number;
  valueAt(j: number): number;
  /** Half the squares at h = 0 of the rows on there, less those of the rows on now. */
  readonly surplus: number;
}

/**
 * @param span coefficients of a row
 * @param room rows there is room for from the first one on
 */
export function createHingeRows(half: number, span: number, room = 64): HingeRows {
  let first = new Int32Array(0);
  let key = new Int32Array(0);
  let value = new Float64Array(0);
  /** What the line that a row is taken for has at h = 0: the value, until it is bent. */
  let base = new Float64Array(0);
  let on = new Uint8Array(0);
  let coefficients = new Float64Array(0);
  let stand = new Float64Array(0);
  let pace = new Float64Array(0);
  /** Those that are otherwise at the end of the way than they are on now: only they switch on it. */
  let candidates = new Int32Array(0);
  let switching = 0;

  const grow = (): void => {
    const size = Math.max(room, 2 * first.length);
    const [oldFirst, oldKey, oldValue, oldCoefficients] = [first, key, value, coefficients];
    first = new Int32Array(size);
    key = new Int32Array(size);
    value = new Float64Array(size);
    coefficients = new Float64Array(size * span);
    base = new Float64Array(size);
    on = new Uint8Array(size);
    stand = new Float64Array(size);
    pace = new Float64Array(size);
    candidates = new Int32Array(size);
    first.set(oldFirst);
    key.set(oldKey);
    value.set(oldValue);
    coefficients.set(oldCoefficients);
  };

  /** What row j gains along d. */
  const gainOf = (j: number, d: Float64Array): number => {
    const at = first[j]!;
    const row = j * span;
    let gain = 0;
    for (let i = 0; i < span; i++) gain += coefficients[row + i]! * d[at + i]!;
    return gain;
  };

  /** Adds push times the coefficients of row j to the gradient, and their square, `sign` times, to the normal matrix. */
  const addRow = (j: number, sign: number, push: number, normal: Float64Array, gradient: Float64Array) => {
    const at = first[j]!;
    const row = j * span;
    for (let i = 0; i < span; i++) {
      gradient[at + i]! += push * coefficients[row + i]!;
      if (sign === 0) continue;
      const a = sign * coefficients[row + i]!;
      for (let l = 0; l <= i; l++) normal[bandIndex(at + i, at + l, half)]! += a * coefficients[row + l]!;
    }
  };

  const rows = {
    slope: 0,
    rise: 0,
    surplus: 0,
    count: 0,
    keyAt: (j: number): number => key[j]!,
    valueAt: (j: number): number => value[j]!,
    clear(): void {
      rows.count = 0;
    },
    add(at: number, c: number, a: Float64Array, from: number, name: number): void {
      const j = rows.count;
      if (j === first.length) grow();
      first[j] = at;
      key[j] = name;
      value[j] = c;
      for (let i = 0, to = j * span; i < span; i++) coefficients[to + i] = a[from + i]!;
      rows.count++;
    },
    reset(): void {
      rows.surplus = 0;
      for (let j = 0; j < rows.count; j++) {
        on[j] = value[j]! > 0 ? 1 : 0;
        stand[j] = value[j]!;
        base[j] = value[j]!;
      }
    },
    bend(end: HingeRows, h: Float64Array, normal: Float64Array, gradient: Float64Array): void {
      for (let j = 0, e = 0; j < rows.count; j++) {
        const gain = gainOf(j, h);
        while (e < end.count && end.keyAt(e) < key[j]!) e++;
        // A row that is not watched there any more is far from coming on, where its tangent tells enough.
        const isThere = e < end.count && end.keyAt(e) === key[j]!;
        const there = isThere ? end.valueAt(e) : value[j]! + gain;
        const before = value[j]! > 0 ? 1 : 0;
        const after = there > 0 ? 1 : 0;
        stand[j] = there;
        base[j] = there - gain;
        on[j] = after;
        const push = after * base[j]! - before * value[j]!;
        if (push !== 0 || after !== before) addRow(j, after - before, push, normal, gradient);
      }
    },
    along(d: Float64Array): void {
      switching = 0;
      for (let j = 0; j < rows.count; j++) {
        pace[j] = gainOf(j, d);
        if ((stand[j]! + pace[j]! > 0 ? 1 : 0) !== on[j]) candidates[switching++] = j;
      }
    },
    follow(t: number, normal: Float64Array, gradient: Float64Array): number {
      let switched = 0;
      for (let j = 0; j < rows.count; j++) {
        stand[j]! += t * pace[j]!;
        const now = stand[j]! > 0 ? 1 : 0;
        if (now === on[j]) continue;
        on[j] = now;
        switched++;
        const c = base[j]!;
        const sign = now === 1 ? 1 : -1;
        rows.surplus -= sign * 0.5 * c * c;
        addRow(j, sign, sign * c, normal, gradient);
      }
      return switched;
    },
    at(t: number): void {
      let slope = 0;
      let rise = 0;
      for (let c = 0; c < switching; c++) {
        const j = candidates[c]!;
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
