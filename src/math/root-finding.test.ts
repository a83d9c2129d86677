import { expect, test } from 'vitest';
import { brent } from './root-finding.ts';

test('finds the zeros of the classic test functions to the tolerance', () => {
  expect(brent((x) => x * x - 2, 0, 2, 1e-15)).toBeCloseTo(Math.SQRT2, 14);
  expect(brent((x) => Math.cos(x) - x, 0, 1, 1e-15)).toBeCloseTo(0.7390851332151607, 14);
  expect(brent((x) => (x - 1) ** 9, 0, 3, 1e-12)).toBeCloseTo(1, 1);
});

test('answers null where the bracket holds no change of sign', () => {
  expect(brent((x) => x * x + 1, -1, 1, 1e-12)).toBeNull();
  expect(brent(() => Number.NaN, -1, 1, 1e-12)).toBeNull();
});

test('an end that is a zero is returned as it stands', () => {
  expect(brent((x) => x, 0, 1, 1e-12)).toBe(0);
  expect(brent((x) => x - 1, 0, 1, 1e-12)).toBe(1);
});

/** Where `brent` looks, in order. */
function looks(f: (x: number) => number, lower: number, upper: number, tolerance: number) {
  const places: number[] = [];
  const seen = (x: number): number => {
    places.push(x);
    return f(x);
  };
  return { zero: brent(seen, lower, upper, tolerance), places };
}

// The places at which the Algol procedure of Brent's section 4.6, transcribed apart from this program, looks when its
// tolerance is half of ours: it adds it to one side of the zero, we state the whole width.
test.each([
  [
    'x^3 - 2x - 5',
    (x: number) => x * x * x - 2 * x - 5,
    [2, 3, 1e-12],
    [
      2.0588235294117645, 2.0956589322913497, 2.094528891117347, 2.0945514674640098, 2.094551481542327,
      2.094551481541826,
    ],
  ],
  [
    '2 + x^3',
    (x: number) => 2 + x * x * x,
    [-2, 0, 1e-9],
    [
      -0.5, -1.25, -1.2660362892921033, -1.259872799904563, -1.2599208164554176, -1.2599210498949451,
      -1.2599210493949446,
    ],
  ],
  [
    'exp(-x) - 1/1000',
    (x: number) => Math.exp(-x) - 1e-3,
    [0, 40, 1e-10],
    [
      39.96, 19.98, 9.99, 4.995, 9.281399942740425, 7.138199971370213, 6.584393572279904, 6.944212218572599,
      6.906866951974379, 6.9077715677709, 6.907755286215971, 6.907755278982137, 6.9077552790321395,
    ],
  ],
  [
    '1/(x - 3) - 6',
    (x: number) => 1 / (x - 3) - 6,
    [3.001, 5, 1e-12],
    [
      4.989000000000001, 3.995, 3.498, 3.2495000000000003, 3.1252500000000003, 3.18725075, 3.171781811375,
      3.1665096784343434, 3.166671484771822, 3.1666666712049816, 3.1666666666666665, 3.166666666667168,
    ],
  ],
  [
    'a step',
    (x: number) => (x < 0.3 ? -1 : 1),
    [0, 1, 1e-3],
    [0.5, 0.25, 0.375, 0.3125, 0.28125, 0.296875, 0.3046875, 0.30078125, 0.298828125, 0.2998046875],
  ],
] as const)(
  '%s is looked at where the published procedure looks',
  (_, f, [lower, upper, tolerance], path) => {
    const { zero, places } = looks(f, lower, upper, tolerance);
    const expected = [lower, upper, ...path];
    expect(places).toHaveLength(expected.length);
    places.forEach((place, i) => {
      expect(Math.abs(place - expected[i]!)).toBeLessThan(1e-13 * (upper - lower));
    });
    expect(Math.abs(f(zero!))).toBe(Math.min(...places.slice(2).map((x) => Math.abs(f(x)))));
  },
);

test('zeros of high order take as many looks as the published procedure', () => {
  const ninth = looks((x) => (x - 1) ** 9, 0, 3, 1e-12);
  expect(ninth.places).toHaveLength(117);
  expect(ninth.zero).toBeCloseTo(1, 12);
  const nineteenth = looks((x) => x ** 19, -1, 4, 1e-6);
  expect(nineteenth.places).toHaveLength(62);
  expect(Math.abs(nineteenth.zero!)).toBeLessThan(1e-6);
});

test('the order of the ends does not matter', () => {
  const f = (x: number): number => x * x * x - 2 * x - 5;
  expect(looks(f, 3, 2, 1e-12).places.slice(2)).toEqual(looks(f, 2, 3, 1e-12).places.slice(2));
});

test('a function that stops being a number inside the bracket has no zero to tell', () => {
  expect(brent((x) => (x === 0 ? -1 : x === 1 ? 1 : Number.NaN), 0, 1, 1e-12)).toBeNull();
  expect(brent((x) => (x === 0 ? -1 : x === 1 ? 1 : Infinity), 0, 1, 1e-12)).toBeNull();
});
