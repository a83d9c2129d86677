/** The tables panels, bounds and files are drawn from: what a model's parameters and views are called and may be. */
import { expect, test } from 'vitest';
import { fittable, fittableById } from './fittable.ts';
import { jumpStarts } from './heston/jump-parameters.ts';
import { modelById, models } from './index.ts';
import type { ParameterSpec, ParameterView } from './model.ts';

const names = (specs: readonly ParameterSpec[]): string[] => specs.map(({ name }) => name);
const heston = ['v0', 'kappa', 'theta', 'sigma', 'rho'];

test('every model has the parameters of its paper, in the order theta holds them', () => {
  expect(Object.fromEntries(models.map(({ id, parameters }) => [id, names(parameters)]))).toEqual({
    svi: ['a', 'b', 'rho', 'm', 'sigma'],
    ssvi: ['theta', 'rho', 'eta', 'gamma'],
    'ssvi-heston': ['theta', 'rho', 'lambda'],
    essvi: ['theta', 'rho', 'psi'],
    sabr: ['alpha', 'beta', 'rho', 'nu', 'shift'],
    'sabr-obloj': ['alpha', 'beta', 'rho', 'nu', 'shift'],
    heston,
    bates: [...heston, 'lambda', 'muJ', 'sigmaJ'],
  });
  expect(modelById('essvi')).toBe(models[3]);
  expect(modelById('vanna-volga')).toBeUndefined();
});

test('a model is known by its papers, each with its year', () => {
  for (const { references } of models) {
    expect(references.length).toBeGreaterThan(1);
    for (const reference of references) expect(reference).toMatch(/^[A-Z]\. .*, (19|20)\d\d$/);
  }
});

/** Every parameter of every model and view. */
const specs = models.flatMap(({ parameters, views }) => [
  ...parameters,
  ...views.flatMap((view) => view.parameters),
]);

test('ranges are ranges, and those of what has either sign reach as far down as up', () => {
  for (const { name, lower, upper, note, unit } of specs) {
    expect(lower, name).toBeLessThan(upper);
    expect(note).toMatch(/\.$/);
    if (['rho', 'm', 'mu', 'muJ', 'skew', 'a', 'Delta'].includes(name)) expect(lower + upper, name).toBe(0);
    else expect(lower, name).toBeGreaterThanOrEqual(0);
    if (name === 'rho') expect(upper).toBeLessThan(1);
    if (unit === 'vol') expect(upper).toBe(10);
  }
});

test('what holds for the whole board says so: all of a law, all of SSVI but the level', () => {
  for (const { id, scope, parameters } of models) {
    const own = names(parameters.filter(({ shared }) => shared !== true));
    if (scope === 'slice') expect(own, id).toEqual(names(parameters));
    else expect(own, id).toEqual(id.startsWith('ssvi') ? ['theta'] : []);
  }
});

test('conventions are held at their value, and nothing else is', () => {
  for (const { id, parameters } of models) {
    const held = parameters.flatMap(({ name, held }) => (held === undefined ? [] : [[name, held]]));
    expect(held).toEqual(
      id.startsWith('sabr')
        ? [
            ['beta', 1],
            ['shift', 0],
          ]
        : [],
    );
  }
});

test('views say what they show and which of it a fit can hold', () => {
  const shown = (views: readonly ParameterView[] = []) =>
    Object.fromEntries(
      views.map(({ id, parameters }) => [
        id,
        parameters.map(({ name, holdable }) => (holdable ? `${name} held` : name)),
      ]),
    );
  const wings = ['atmVol held', 'skew held', 'putWing held', 'callWing held', 'minVol held'];
  const natural = ['Delta', 'mu', 'rho held', 'omega', 'zeta'];
  const [svi, ssvi, ssviHeston, ...others] = models;
  expect(shown(svi!.views)).toEqual({ wings, natural });
  expect(shown(svi!.tabled)).toEqual({ 'jump-wings': ['v', 'psi', 'p', 'c', 'vt'], natural });
  for (const surface of [ssvi!, ssviHeston!])
    expect(shown(surface.views)).toEqual({ slice: ['theta held', 'rho held', 'psi'] });
  for (const other of others) expect(other.views).toEqual([]);
  for (const { parameters } of svi!.tabled!.slice(0, 1)) {
    for (const { lower, upper } of parameters) expect([lower, upper]).toEqual([-100, 100]);
  }
});

test('the exact domains say what may be held inside them', () => {
  const domains = fittable.map((model) =>
    model.scope === 'slice'
      ? [model.id, model.noButterfly?.holdable, model.noCalendar?.holdable]
      : [model.id, model.noArbitrage !== undefined],
  );
  expect(domains).toEqual([
    ['svi', ['rho'], undefined],
    ['ssvi', true],
    ['ssvi-heston', true],
    ['essvi', ['theta', 'rho'], ['rho']],
    ['sabr', undefined, undefined],
    ['sabr-obloj', undefined, undefined],
    ['heston', false],
    ['bates', false],
  ]);
});

test('each model can be fitted, and is then what it says of itself', () => {
  expect(fittable.map(({ id }) => id)).toEqual(models.map(({ id }) => id));
  for (const [i, model] of fittable.entries()) {
    expect(fittableById(model.id)).toBe(model);
    expect(model).toMatchObject({ ...models[i] });
    const knowsDomain = model.scope === 'surface' || model.noButterfly !== undefined;
    expect(model.penalisedOnly === true, model.id).toBe(!knowsDomain);
  }
  expect(fittableById('vanna-volga')).toBeUndefined();
});

test('a fit of Bates begins with falls of several sizes and one rise', () => {
  const means = jumpStarts.map(([, muJ]) => muJ);
  expect(means.filter((muJ) => muJ > 0)).toHaveLength(1);
  expect(means.filter((muJ) => muJ < 0)).toHaveLength(4);
  for (const [lambda, muJ, sigmaJ] of jumpStarts) {
    expect(lambda).toBeGreaterThan(0);
    expect(Math.abs(muJ)).toBeLessThan(1);
    expect(sigmaJ).toBeGreaterThan(0);
  }
});

test('a slice model begins near the quotes and has their smile', () => {
  const k = Float64Array.of(-0.2, -0.1, 0, 0.1, 0.2);
  const t = 0.25;
  const w = k.map((v) => t * (0.3 - 0.1 * v + 0.4 * v * v) ** 2);
  const slice = { t, forward: 1, k, w, weight: new Float64Array(5).fill(0.2) };
  for (const model of fittable) {
    if (model.scope !== 'slice') continue;
    const theta = new Float64Array(model.parameters.length);
    model.guess(slice, theta);
    const own = new Float64Array(5);
    model.smile({ t, forward: 1 }).totalVariance(theta, k, own);
    expect(Math.abs(own[2]! / w[2]! - 1), model.id).toBeLessThan(0.2);
    expect(model.minQuotes).toBeLessThanOrEqual(model.parameters.length);
  }
});
