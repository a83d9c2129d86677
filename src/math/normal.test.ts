import { expect, test } from 'vitest';
import { golden, hasShared } from '#testing/shared.ts';
import { erf, erfc, erfcx } from './erf.ts';
import { millsRatio } from './mills-ratio.ts';
import { normalCdf, normalDensity, normalInverse } from './normal.ts';

interface Special {
  readonly special: {
    readonly erfcx: readonly { readonly x: number; readonly y: number }[];
    readonly normCdf: readonly { readonly x: number; readonly y: number }[];
    readonly normInv: readonly { readonly p: number; readonly x: number }[];
  };
}

const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

test.skipIf(!hasShared)('erfcx agrees with 50-digit values to 1e-15', () => {
  for (const { x, y } of golden<Special>('black76').special.erfcx) {
    expect(relative(erfcx(x), y), `erfcx(${x})`).toBeLessThan(1e-15);
    expect(relative(millsRatio(x * Math.SQRT2) / Math.sqrt(Math.PI / 2), y), `Mills at ${x}`).toBeLessThan(
      Math.max(1e-15, x < 0 ? 2e-16 * x * x * 2 : 0),
    );
  }
});

test.skipIf(!hasShared)('the distribution agrees with 50-digit values to 1e-14 in the far tail', () => {
  for (const { x, y } of golden<Special>('black76').special.normCdf) {
    expect(relative(normalCdf(x), y), `N(${x})`).toBeLessThan(1e-14);
  }
});

test.skipIf(!hasShared)('the inverse agrees with 50-digit values to 1e-15', () => {
  for (const { p, x } of golden<Special>('black76').special.normInv) {
    expect(Math.abs(normalInverse(p) - x), `N^-1(${p})`).toBeLessThan(1e-15 * (1 + Math.abs(x)));
  }
});

// Values of mpmath at 40 digits, rounded to the nearest double.
test.each([
  [1e-10, 1.1283791670955126e-10, 0.9999999998871621],
  [0.3, 0.3286267594591274, 0.6713732405408726],
  [0.46875, 0.49261347321793797, 0.507386526782062],
  [0.47, 0.4937450508860821, 0.5062549491139179],
  [1, 0.8427007929497149, 0.15729920705028513],
  [2.5, 0.999593047982555, 0.00040695201744495896],
  [4, 0.9999999845827421, 1.541725790028002e-8],
  [4.5, 0.9999999998033839, 1.9661604415428873e-10],
  [10, 1, 2.088487583762545e-45],
  [26, 1, 5.663192408856143e-296],
])('erf and erfc at %d agree with mpmath', (x, value, complement) => {
  expect(relative(erf(x), value)).toBeLessThan(4e-16);
  expect(relative(erfc(x), complement)).toBeLessThan(2e-15);
  expect(erf(-x)).toBe(-erf(x));
  expect(relative(erfc(-x), 2 - complement)).toBeLessThan(4e-16);
});

test('the inverse undoes the distribution from -37 to 8', () => {
  for (let x = -37; x <= 4; x += 0.0537) {
    expect(Math.abs(normalInverse(normalCdf(x)) - x)).toBeLessThan(
      1e-13 * (1 + Math.exp(0.5 * Math.max(x, 0) ** 2)),
    );
  }
});

test('the distribution is monotone across the joins of its pieces', () => {
  for (const join of [-5, -1, 0, 1, 5]) {
    for (let i = -50; i < 50; i++) {
      const x = join + i * 1e-9;
      expect(normalCdf(x + 1e-9)).toBeGreaterThanOrEqual(normalCdf(x));
    }
  }
});

test('limits are exact and the impossible is NaN', () => {
  expect(normalCdf(-40)).toBe(0);
  expect(normalCdf(-Infinity)).toBe(0);
  expect(normalCdf(Infinity)).toBe(1);
  expect(normalCdf(0)).toBe(0.5);
  expect(normalDensity(0)).toBe(0.3989422804014327);
  expect(normalDensity(Infinity)).toBe(0);
  expect(normalDensity(Number.NaN)).toBeNaN();
  expect(normalCdf(Number.NaN)).toBeNaN();
  expect(normalInverse(0)).toBe(-Infinity);
  expect(normalInverse(1)).toBe(Infinity);
  expect(normalInverse(0.5)).toBe(0);
  expect(normalInverse(-0.1)).toBeNaN();
  expect(normalInverse(1.1)).toBeNaN();
  expect(erfcx(-30)).toBe(Infinity);
});
