import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { movedNumber, nextSteps } from './next-steps.ts';

const { all } = DEFAULT_SETTINGS;
const spread = (value: number, settings: FitSettings = DEFAULT_SETTINGS): FitSettings => ({
  ...settings,
  all: { ...settings.all, weights: { ...settings.all.weights, spread: value } },
});
const spreads = (settings: readonly FitSettings[]) => settings.map((each) => each.all.weights.spread);

/** What is foreseen after a number went through these values. */
function after(...values: readonly number[]): number[] {
  let moved: ReturnType<typeof movedNumber> = null;
  for (let i = 1; i < values.length; i++)
    moved = movedNumber(moved, spread(values[i - 1]!), spread(values[i]!));
  return moved === null ? [] : spreads(nextSteps(spread(values.at(-1)!), moved));
}

test('a number that was moved by a notch goes on by one, or back', () => {
  expect(after(1, 1.1)).toEqual([1.2, 1]);
  expect(after(1, 0.9)).toEqual([0.8, 1]);
});

test('decimals stay decimals', () => {
  expect(0.7 + (0.7 - 0.6)).not.toBe(0.8);
  expect(after(0.6, 0.7)).toEqual([0.8, 0.6]);
  expect(after(0.1, 0.2, 0.3)).toEqual([0.4, 0.2]);
});

test('a number that is moved by several notches at once goes as far again, or a notch either way', () => {
  expect(after(1, 1.1, 1.4)).toEqual([1.7, 1.5, 1.3]);
  expect(after(1, 1.1, 0.8)).toEqual([0.5, 0.7, 0.9]);
});

/** Positions of a slider that runs in the logarithm, as the page's do. */
const FACTORS = [
  100, 110, 130, 140, 160, 180, 200, 220, 250, 280, 320, 350, 400, 450, 500, 560, 630, 710, 790, 890, 1000,
];

test.each([1, 2])('a number that is moved by factors goes on by as many places of its slider: %s', (step) => {
  const strength = (value: number): FitSettings => ({
    ...DEFAULT_SETTINGS,
    all: { ...all, butterfly: { mode: 'penalise', strength: value } },
  });
  for (let i = 2 * step; i < FACTORS.length; i += step) {
    const [before, now, next] = [FACTORS[i - 2 * step]!, FACTORS[i - step]!, FACTORS[i]!];
    for (const scale of [0.01, 0.1, 1, 10]) {
      const [a, b, c] = [before, now, next].map((value) => Number((scale * value).toPrecision(2)));
      const on = movedNumber(null, strength(a!), strength(b!));
      expect(nextSteps(strength(b!), on!)).toEqual([strength(c!), strength(a!)]);
      const back = movedNumber(null, strength(c!), strength(b!));
      expect(nextSteps(strength(b!), back!)).toEqual([strength(a!), strength(c!)]);
    }
  }
});

test('nothing is foreseen of a factor that stays at its place, or is none', () => {
  const pinned = (atmPin: number): FitSettings => ({ ...DEFAULT_SETTINGS, atmPin });
  expect(movedNumber(null, pinned(0), pinned(1))).toBeNull();
  expect(movedNumber(null, pinned(1.37), pinned(1.38))).toBeNull();
});

test('nothing but the number is changed', () => {
  const moved = movedNumber(null, spread(1), spread(1.1));
  expect(nextSteps(spread(1.1), moved!)).toEqual([spread(1.2), spread(1)]);
});

test('no headroom is foreseen that nobody can ask for: at none a strict fit never ends', () => {
  const roomy = (headroom: number): FitSettings => ({ ...DEFAULT_SETTINGS, headroom });
  const foreseen = (from: number, to: number) =>
    nextSteps(roomy(to), movedNumber(null, roomy(from), roomy(to))!).map(({ headroom }) => headroom);
  expect(foreseen(4, 2)).toEqual([4]);
  expect(foreseen(4, 1.5)).toEqual([4]);
  expect(foreseen(1.2, 1.3)).toEqual([1.4, 1.2]);
});

test('settings asked for again, be it at rest, leave the number in the hand', () => {
  const moved = movedNumber(null, spread(1), spread(1.1));
  expect(movedNumber(moved, spread(1.1), spread(1.1))).toEqual(moved);
  expect(movedNumber(null, spread(1), spread(1))).toBeNull();
});

test('another number begins with its own notch', () => {
  const outside = (outsidePenalty: number): FitSettings => ({ ...spread(1.1), outsidePenalty });
  const moved = movedNumber(movedNumber(null, spread(1), spread(1.1)), outside(0), outside(0.5));
  expect(moved).toMatchObject({ path: ['outsidePenalty'], notch: 0.5 });
});

test.each<[string, FitSettings]>([
  ['two numbers', { ...spread(1.1), atmPin: 1 }],
  ['a word', { ...DEFAULT_SETTINGS, model: 'sabr' }],
  [
    'a number that is off',
    { ...DEFAULT_SETTINGS, all: { ...all, weights: { ...all.weights, ageHalfLife: null } } },
  ],
  ['a new entry', { ...DEFAULT_SETTINGS, manual: { BTC: 0.5 } }],
  ['no number', spread(Number.NaN)],
])('nothing is foreseen where the change is %s', (_, now) => {
  expect(movedNumber(null, DEFAULT_SETTINGS, now)).toBeNull();
});

test('a number in a list is moved by nobody', () => {
  const frozen = (value: number): FitSettings => ({
    ...DEFAULT_SETTINGS,
    frozen: { key: { t: 1, parameters: [value, 2] } },
  });
  expect(movedNumber(null, frozen(1), frozen(1.1))).toBeNull();
});

test('keys of any name are keys', () => {
  const manual = (value: number): FitSettings => ({
    ...DEFAULT_SETTINGS,
    manual: JSON.parse(`{"__proto__": ${value}, "BTC": 1}`) as Record<string, number>,
  });
  const moved = movedNumber(null, manual(0.5), manual(0.6));
  expect(nextSteps(manual(0.6), moved!)).toEqual([manual(0.7), manual(0.5)]);
  expect(Object.hasOwn(nextSteps(manual(0.6), moved!)[0]!.manual, '__proto__')).toBe(true);
});
