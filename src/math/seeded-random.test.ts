import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

// The first four numbers and the thousandth, in units of 2^-32, of the published shifts and finaliser in Python's
// whole numbers. The last seed would start the register at zero, where it would stay.
test.each([
  [0, [844830715, 1143974537, 2661586166, 2339377035], 1520286081],
  [1, [3090573325, 3553206358, 530670935, 1383597714], 3077026336],
  [7, [420276880, 260816735, 1953238671, 1108287089], 2898998763],
  [-1, [4020896444, 1346862338, 1124809937, 3065044409], 3583379451],
  [123456789, [896447006, 2257416840, 860928550, 2795072940], 723627204],
  [-0x9e3779b9, [270369, 67634689, 2647435461, 307599695], 269958183],
] as const)('the numbers of seed %d are those of the published generator', (seed, first, thousandth) => {
  const random = seededRandom(seed);
  const numbers = Array.from({ length: 1000 }, () => random() * 2 ** 32);
  expect(numbers.slice(0, 4)).toEqual(first);
  expect(numbers[999]).toBe(thousandth);
});

test('the numbers fill [0, 1) evenly', () => {
  const random = seededRandom(5);
  const tenths = new Float64Array(10);
  for (let i = 0; i < 100_000; i++) tenths[Math.floor(10 * random())]! += 1;
  // Chi squared with 9 degrees of freedom: 27.9 is passed once in a thousand.
  expect(tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
});
