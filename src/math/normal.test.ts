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

// x, N(x), n(x) and the Mills ratio N(-x)/n(x) by mpmath at 40 digits, rounded to the nearest double.
test.each([
  [-37.5, 4.605353009581955e-308, 1.7282337322841054e-306, 5.786254378210513e305],
  [-30.3, 5.731723503315496e-202, 1.7385997808349067e-200, 5.75175501011384e199],
  [-20.7, 1.7318518790197378e-95, 3.5932612209698675e-94, 2.7829872043928024e93],
  [-12.1, 5.28055876743356e-34, 6.432540334635765e-33, 1.5545957708427238e32],
  [-8.3, 5.205569744890254e-17, 4.3816394355093325e-16, 2282250775579295.0],
  [-5.6, 1.071759025831093e-8, 6.182620500165856e-8, 16174371.195119992],
  [-5.0, 2.866515718791939e-7, 1.4867195147342977e-6, 672621.6367228793],
  [-4.4, 5.412543907703851e-6, 2.494247129005353e-5, 40092.041234697805],
  [-3.1, 0.0009676032132183566, 0.0032668190561999195, 305.8119778292501],
  [-2.2, 0.013903447513498604, 0.03547459284623142, 27.79726202245215],
  [-1.5, 0.06680720126885807, 0.12951759566589172, 7.205143007274779],
  [-1.0, 0.15865525393145705, 0.24197072451914334, 3.4770518117036944],
  [-0.7, 0.24196365222307303, 0.31225393336676127, 2.4276278591711673],
  [-0.3, 0.3820885778110474, 0.3813878154605241, 1.6201656087067893],
  [-0.05, 0.4800611941616275, 0.398443914094764, 1.3049234470543642],
  [0.05, 0.5199388058383725, 0.398443914094764, 1.2048400720394792],
  [0.4, 0.6554217416103242, 0.3682701403033233, 0.9356671113923768],
  [1.0, 0.8413447460685429, 0.24197072451914334, 0.6556795424187984],
  [1.3, 0.9031995154143897, 0.17136859204780736, 0.5648671289696161],
  [2.6, 0.9953388119762813, 0.013582969233685615, 0.3431641450058691],
  [3.7, 0.9998922002665226, 0.00042478027055075143, 0.25377763740679354],
  [5.2, 0.9999999003557368, 5.361035344697616e-7, 0.18586757363554568],
  [6.4, 0.9999999999223115, 5.088140281645047e-10, 0.1526854047191888],
])('distribution, density and Mills ratio at %d agree with mpmath', (x, cdf, density, mills) => {
  expect(relative(normalCdf(x), cdf)).toBeLessThan(2e-15);
  expect(relative(normalDensity(x), density)).toBeLessThan(5e-16);
  expect(relative(millsRatio(x), mills)).toBeLessThan(
    Math.max(x > -1 ? 5e-16 : 2e-15, 2e-16 * x * Math.min(x, 0)),
  );
});

// p and the x with N(x) = p, by mpmath at 40 digits; the routine's three pieces and their joins.
test.each([
  [1e-300, -37.0470962993612],
  [1e-150, -26.122961190593983],
  [1e-60, -16.39727821271871],
  [1e-20, -9.262340089798407],
  [1e-12, -7.034483825301132],
  [1e-11, -6.706023155495136],
  [2e-11, -6.604077590405634],
  [1e-8, -5.612001244174789],
  [1e-5, -4.264890793922825],
  [0.001, -3.0902323061678136],
  [0.02, -2.053748910631823],
  [0.05, -1.6448536269514726],
  [0.07, -1.4757910281791706],
  [0.0749, -1.4402382675279637],
  [0.0751, -1.43882539275254],
  [0.15, -1.0364333894937896],
  [0.3, -0.5244005127080408],
  [0.42, -0.20189347914185088],
  [0.7, 0.5244005127080407],
  [0.924, 1.4325027208258119],
  [0.926, 1.4466320671589787],
  [0.99, 2.3263478740408408],
  [0.9999, 3.7190164854557084],
])('the inverse at %d agrees with mpmath', (p, x) => {
  expect(relative(normalInverse(p), x)).toBeLessThan(5e-16);
  if (p > 1e-8 && p < 0.5) expect(relative(-normalInverse(1 - p), x)).toBeLessThan(2e-8);
});

// x, erf(x), erfc(x), exp(x^2) erfc(x) and exp(x^2) erfc(-x) by mpmath at 40 digits.
test.each([
  [0.05, 0.05637197779701663, 0.9436280222029834, 0.9459900435549615, 1.0590162116566286],
  [0.2, 0.22270258921047847, 0.7772974107895215, 0.8090195199015807, 1.2726020284831958],
  [0.44, 0.46622511527795757, 0.5337748847220425, 0.6477949336724493, 1.779426549443159],
  [0.47, 0.4937450508860821, 0.5062549491139179, 0.6314005166600343, 1.862996892254801],
  [0.6, 0.6038560908479259, 0.3961439091520741, 0.567804717386587, 2.2988541117340935],
  [0.9, 0.7969082124228322, 0.20309178757716786, 0.456531651323117, 4.039284322029826],
  [1.4, 0.9522851197626488, 0.0477148802373512, 0.33874354067973467, 13.859910589633527],
  [1.9, 0.9927904292352575, 0.0072095707647425325, 0.26650937366167265, 73.66559625598332],
  [2.7, 0.9998656672600594, 0.0001343327399405242, 0.19687412733195578, 2930.94452028064],
  [3.3, 0.9999969422902035, 3.0577097964381654e-6, 0.16400729757293264, 107274.43593281436],
  [3.9, 0.9999999652077514, 3.4792248597231765e-8, 0.14031418160068973, 8065829.87975838],
  [4.1, 0.9999999932999724, 6.700027654084918e-9, 0.133834116418652, 39950317.48524469],
  [5, 0.9999999999984626, 1.537459794428035e-12, 0.11070463773306863, 144009798674.66104],
  [6.5, 1.0, 3.8421483271206475e-20, 0.08580567010489461, 4.466546463040817e18],
  [9, 1.0, 4.13703174651381e-37, 0.06230772403777468, 3.0121946291700612e35],
  [15, 1.0, 7.212994172451207e-100, 0.03752960638850576, 1.0406110275769709e98],
  [22, 1.0, 1.6219058609334726e-212, 0.025618570005879453, 3.1590699094132294e210],
  [26.5, 1.0, 2.2109076642637343e-307, 0.021275046685371106, 1.924553162418569e305],
  [27.2, 1.0, 1e-323, 0.02072827435234785, Infinity],
])(
  'the error function and its complements at %d agree with mpmath',
  (x, value, complement, scaled, mirrored) => {
    expect(relative(erf(x), value)).toBeLessThan(4e-16);
    expect(erf(-x)).toBe(-erf(x));
    if (x < 27) expect(relative(erfc(x), complement)).toBeLessThan(2e-15);
    expect(relative(erfc(-x), 2 - complement)).toBeLessThan(4e-16);
    expect(relative(erfcx(x), scaled)).toBeLessThan(7e-16);
    if (mirrored < Infinity) expect(relative(erfcx(-x), mirrored)).toBeLessThan(7e-16);
    else expect(erfcx(-x)).toBe(Infinity);
  },
);

test('beyond the range of numbers the tails are exact', () => {
  expect([erfc(28.5), erfc(-28.5), erfc(1e300), erf(1e300), erf(-40)]).toEqual([0, 2, 0, 1, -1]);
  expect([normalCdf(-38.9), normalCdf(39.5), normalDensity(-41), normalDensity(41)]).toEqual([0, 1, 0, 0]);
  expect(normalDensity(38)).toBeGreaterThan(0);
  expect([erfcx(1e300), erfcx(-27), millsRatio(-40)]).toEqual([
    Math.sqrt(1 / Math.PI) / 1e300,
    Infinity,
    Infinity,
  ]);
});
