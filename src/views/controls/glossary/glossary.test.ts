import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inHalfSpreads } from '#calibration/through.ts';
import { models } from '#models/index.ts';
import { type FormulaTree, formulaTree } from './formula-tree.ts';
import { glossary, parameterTerm, parameterTerms, termOf } from './glossary.ts';

const terms = glossary.flatMap((list) => list.terms);
const parameters = models.flatMap(({ id }) => parameterTerms(id));

/** Names of the table of controls that the screen is built to. */
const CONTROLS = [
  'Model',
  'Scope',
  'All expiries',
  'This expiry',
  'Parameter view',
  'Fix rho',
  'Range of rho',
  'Spread weight',
  'Size weight',
  'Activity weight',
  'Age half-life, s',
  'Moneyness width, σ√T',
  'Weight cap, %',
  'Weight of 50 000 put',
  'Butterfly',
  'Calendar',
  'Report',
  'Penalise',
  'Strict',
  'Strength of butterfly',
  'Strength of calendar',
  'Residual',
  'Loss',
  'Squared',
  'Huber',
  'Soft-L1',
  'Optimiser',
  'Huber threshold',
  'In the money',
  'One-sided',
  'Crossed',
  'Relative spread above',
  'Bid below, ticks',
  'Expiry within, h',
  'Use 50 000 put',
];

test('every control of the screen’s table is explained', () => {
  expect(CONTROLS.filter((name) => termOf([name]) === null)).toEqual([]);
});

test('every parameter of every model and view is explained with a formula', () => {
  for (const model of models) {
    for (const { symbol } of [...model.parameters, ...model.views.flatMap((view) => view.parameters)]) {
      // A column of volatilities has its unit in its head.
      for (const head of [symbol, `${symbol} %`]) {
        expect(parameterTerm(model.id, head)?.formula, `${model.id} ${head}`).toBeTruthy();
      }
    }
  }
});

test('a definition is one sentence, and each name belongs to one term', () => {
  for (const { name, says } of [...terms, ...parameters]) {
    expect(says, name).toMatch(/^\S.*[.)]$/);
    expect(says.replace(/\.[,;]/g, '').match(/[.!?](\s|$)/g), name).toHaveLength(1);
    expect(says.length, name).toBeLessThanOrEqual(190);
  }
  const names = terms.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  const heard = terms.flatMap(({ name, on = [name] }) => on);
  expect(heard.filter((name, i) => heard.indexOf(name) !== i)).toEqual([]);
});

test('the table of a column decides where one head means two things', () => {
  expect(termOf(['Models: State', 'State'])?.name).toBe('State of a comparison');
  expect(termOf(['Quotes: State', 'State'])?.name).toBe('State of a quote');
  expect(termOf(['Nonsense'])).toBe(null);
});

/** What stands in brackets or under a root. */
function enclosed(tree: FormulaTree, inside = false): FormulaTree[] {
  switch (tree.kind) {
    case 'row':
      return tree.parts.flatMap((part) => enclosed(part, inside));
    case 'group':
      return enclosed(tree.body, true);
    case 'root':
      return enclosed(tree.of, true);
    case 'fraction':
      return [...(inside ? [tree] : []), ...enclosed(tree.above, inside), ...enclosed(tree.below, inside)];
    case 'scripts':
      return [tree.base, tree.sub, tree.sup].flatMap((part) => (part === null ? [] : enclosed(part, inside)));
    default:
      return [];
  }
}

test('every formula can be set, and keeps its fractions out of brackets and roots', () => {
  for (const { name, formula } of [...terms, ...parameters]) {
    if (formula === undefined) continue;
    expect(enclosed(formulaTree(formula)), `${name}: ${formula}`).toEqual([]);
  }
});

test('the screen has every name that is explained', () => {
  const rooms = ['../../../views', '../../../app', '../../../charts'].map((room) =>
    join(import.meta.dirname, room),
  );
  const sources = rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|glossary\//.test(path))
      .map((path) => readFileSync(join(room, path), 'utf8')),
  );
  const labels = models.flatMap(({ label, views }) => [label, ...views.map((view) => view.label)]);
  const screen = [...sources, ...labels].join('\n');
  const missing = terms.flatMap(({ name, on = [name] }) =>
    on.filter((heard) => {
      const own = heard.replace(
        /^(Residual|Quotes|Parameters|Models|Compare|Forwards|Term structure|Residuals by [a-z ]+): /,
        '',
      );
      return !own.split('{}').every((part) => screen.includes(part.trim()));
    }),
  );
  expect(missing).toEqual([]);
});

test('the mid volatility is said to lean by the sizes, as it is computed', () => {
  const mid = termOf(['Mid vol']);
  expect(mid?.says).toContain('leans away from the larger size');
  expect(mid?.formula).toContain('bid × ask size + ask × bid size');
});

test('half-spreads have the sign of the residual on either side of the fit, by their formula as they are computed', () => {
  expect(terms.find(({ name }) => name === 'Half-spreads')?.formula).toBe(
    'r / (σ_mid − σ_bid) where r > 0,  r / (σ_ask − σ_mid) where r < 0',
  );
  const [bid, mid, ask] = [0.59, 0.6, 0.64];
  for (const model of [0.592, 0.599, 0.61, 0.639]) {
    const r = mid - model;
    expect(inHalfSpreads(bid, mid, ask, model)).toBeCloseTo(r > 0 ? r / (mid - bid) : r / (ask - mid), 12);
  }
});
