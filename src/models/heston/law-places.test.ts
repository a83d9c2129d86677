import { expect, test } from 'vitest';
import { bates, heston } from '#models/heston/index.ts';
import { smallestG, smallestGOn } from '#surface/durrleman.ts';
import { randomNumbers } from '#testing/ssvi-slices.ts';
import { lawPlaces } from './law-places.ts';

test('places ascend from end to end in equal steps, small beside each feature and the distance from it', () => {
  const features = [
    { at: 0.02, width: 0.004 },
    { at: -0.3, width: 0.05 },
  ];
  const places = lawPlaces(features, -1.5, 2);
  expect([places[0], places.at(-1)]).toEqual([-1.5, 2]);
  expect(places.length).toBeLessThan(600);
  let uneven = 0;
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1]!, places[i]!];
    expect(to).toBeGreaterThan(from);
    for (const { at, width } of features) {
      expect(to - from).toBeLessThan(Math.max(width, Math.abs(from - at)) / 4);
    }
    if (i > 1 && Math.abs(to - 2 * from + places[i - 2]!) > 1e-12) uneven++;
  }
  expect(uneven).toBeLessThan(places.length / 16);
});

test('a feature of no width ends the halving', () => {
  const places = lawPlaces([{ at: 0.1, width: 0 }], -1, 1);
  expect(places.length).toBeLessThan(2000);
});

const SEED = 20_261_122;

test(`on random laws no smaller g is found on a fine even grid than at the places, seed ${SEED}`, () => {
  const random = randomNumbers(SEED);
  const between = (low: number, high: number): number => low * (high / low) ** random();
  for (let i = 0; i < 16; i++) {
    const jumps = [between(0.01, 20), -0.6 + 0.9 * random(), between(0.005, 0.6)];
    const own = [
      between(1e-3, 1),
      between(0.05, 50),
      between(1e-3, 1),
      between(0.05, 8),
      1.9 * random() - 0.95,
    ];
    const theta = Float64Array.from(i % 2 === 0 ? own : [...own, ...jumps]);
    const t = between(1 / 365, 3);
    const smile = (i % 2 === 0 ? heston : bates).smile({ t, forward: 100 });
    const places = smile.places!(theta, -2, 2);
    const { value } = smallestGOn(smile, theta, places, null).whole;
    const even = smallestG(smile, theta, -2, 2, 3001).value;
    expect(value, `${t} ${theta.join(' ')}`).toBeLessThan(even + 1e-3 * Math.abs(even) + 1e-12);
    expect(value).toBeGreaterThan(-1e-9);
  }
});
