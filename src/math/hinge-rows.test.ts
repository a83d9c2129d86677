import { expect, test } from 'vitest';
import { bandIndex } from './banded.ts';
import { createHingeRows, type HingeRows } from './hinge-rows.ts';
import { seededRandom } from './seeded-random.ts';

interface Row {
  readonly first: number;
  readonly value: number;
  readonly coefficients: Float64Array;
}

const size = 6;
const half = 2;
const span = 3;

function randomRows(count: number, seed: number): Row[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    first: Math.floor(random() * (size - span + 1)),
    value: 4 * random() - 2,
    coefficients: Float64Array.from({ length: span }, () => 2 * random() - 1),
  }));
}

function filled(rows: readonly Row[]): HingeRows {
  const hinges = createHingeRows(half, span);
  for (const [j, { first, value, coefficients }] of rows.entries())
    hinges.add(first, value, coefficients, 0, j);
  return hinges;
}

/** c + a'h of a row. */
const at = ({ first, value, coefficients }: Row, h: Float64Array): number =>
  coefficients.reduce((sum, a, i) => sum + a * h[first + i]!, value);

/** Band and gradient at h = 0 of the rows whose value at `place` is above zero. */
function sums(rows: readonly Row[], place: Float64Array) {
  const normal = new Float64Array(size * (half + 1));
  const gradient = new Float64Array(size);
  let squares = 0;
  for (const row of rows.filter((r) => at(r, place) > 0)) {
    squares += 0.5 * row.value ** 2;
    row.coefficients.forEach((a, i) => {
      gradient[row.first + i]! += a * row.value;
      for (let l = 0; l <= i; l++) {
        normal[bandIndex(row.first + i, row.first + l, half)]! += a * row.coefficients[l]!;
      }
    });
  }
  return { normal, gradient, squares };
}

const near = (values: Float64Array, expected: Float64Array): void => {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 12);
  });
};

const origin = new Float64Array(size);

/** Goes from one place to another; how many rows switch. */
function go(
  hinges: HingeRows,
  from: Float64Array,
  to: Float64Array,
  normal = new Float64Array(size * (half + 1)),
  gradient = new Float64Array(size),
): number {
  hinges.along(to.map((value, i) => value - from[i]!));
  return hinges.follow(1, normal, gradient);
}

test.each([1, 40, 64, 65, 300])(
  '%d rows that follow a step leave the sums of those that are on there',
  (count) => {
    const rows = randomRows(count, 11);
    const hinges = filled(rows);
    hinges.reset();
    const { normal, gradient, squares } = sums(rows, origin);
    const random = seededRandom(12);
    let before = rows.map((row) => at(row, origin) > 0);
    let from = origin;
    for (let round = 0; round < 4; round++) {
      const h = Float64Array.from({ length: size }, () => 6 * random() - 3);
      const after = rows.map((row) => at(row, h) > 0);
      const switched = after.filter((on, j) => on !== before[j]).length;
      expect(go(hinges, from, h, normal, gradient)).toBe(switched);
      const there = sums(rows, h);
      near(normal, there.normal);
      near(gradient, there.gradient);
      expect(hinges.surplus).toBeCloseTo(squares - there.squares, 11);
      expect(go(hinges, h, h, normal, gradient)).toBe(0);
      before = after;
      from = h;
    }
  },
);

test('slope and rise along a way are those of the rows that switch on it', () => {
  const rows = randomRows(50, 21);
  const hinges = filled(rows);
  hinges.reset();
  const random = seededRandom(22);
  const from = Float64Array.from({ length: size }, () => 2 * random() - 1);
  const way = Float64Array.from({ length: size }, () => 6 * random() - 3);
  go(hinges, origin, from);
  hinges.along(way);
  for (const t of [0.3, 1]) {
    hinges.at(t);
    const place = from.map((value, i) => value + t * way[i]!);
    let slope = 0;
    let rise = 0;
    for (const row of rows) {
      const pace = at(row, way) - row.value;
      const share = Number(at(row, place) > 0) - Number(at(row, from) > 0);
      slope += share * at(row, place) * pace;
      rise += share * pace * pace;
    }
    expect(Math.abs(slope)).toBeGreaterThan(0.01);
    expect(hinges.slope).toBeCloseTo(slope, 11);
    expect(hinges.rise).toBeCloseTo(rise, 11);
  }
});

test('reset goes back to the rows on at the start, clear forgets them all', () => {
  const rows = randomRows(30, 31);
  const hinges = filled(rows);
  hinges.reset();
  const h = new Float64Array(size).fill(2);
  const first = go(hinges, origin, h);
  expect(first).toBeGreaterThan(0);
  expect(hinges.surplus).not.toBe(0);
  hinges.reset();
  expect(hinges.surplus).toBe(0);
  expect(go(hinges, origin, h)).toBe(first);
  hinges.clear();
  hinges.add(0, 1, new Float64Array(span), 0, 0);
  hinges.reset();
  expect(go(hinges, origin, h)).toBe(0);
});

test('rows that have bent on the way to the end of a step are the lines through there, those unknown there their tangents', () => {
  const rows = randomRows(40, 41);
  const random = seededRandom(42);
  const h = Float64Array.from({ length: size }, () => 4 * random() - 2);
  const bends = rows.map((_, j) => (j % 5 === 0 ? 0 : 2 * random() - 1));
  const hinges = filled(rows);
  hinges.reset();
  const end = createHingeRows(half, span);
  for (const [j, row] of rows.entries()) {
    if (j % 5 !== 0) end.add(row.first, at(row, h) + bends[j]!, row.coefficients, 0, j);
  }
  const { normal, gradient } = sums(rows, origin);
  hinges.bend(end, h, normal, gradient);
  const lines = rows.map((row, j) => ({ ...row, value: row.value + bends[j]! }));
  const there = sums(lines, h);
  near(normal, there.normal);
  near(gradient, there.gradient);
  const on = Float64Array.from({ length: size }, () => 4 * random() - 2);
  expect(go(hinges, h, on, normal, gradient)).toBe(
    lines.filter((line) => at(line, h) > 0 !== at(line, on) > 0).length,
  );
  near(normal, sums(lines, on).normal);
  near(gradient, sums(lines, on).gradient);
});

test('a row that is zero is off', () => {
  const hinges = createHingeRows(0, 1);
  hinges.add(0, 0, Float64Array.of(1), 0, 0);
  hinges.add(0, 1, Float64Array.of(-1), 0, 1);
  hinges.reset();
  const normal = Float64Array.of(1);
  const gradient = Float64Array.of(-1);
  // At h = 1 the first row is 1 and the second 0: both switch.
  hinges.along(Float64Array.of(1));
  expect(hinges.follow(1, normal, gradient)).toBe(2);
  expect([normal[0], gradient[0], hinges.surplus]).toEqual([1, 0, 0.5]);
});
