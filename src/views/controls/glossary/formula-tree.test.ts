import { expect, test } from 'vitest';
import { type FormulaTree, formulaTree } from './formula-tree.ts';

/** The tree in brackets: what stands over what. */
function told(tree: FormulaTree): string {
  switch (tree.kind) {
    case 'space':
      return ' ';
    case 'row':
      return tree.parts.map(told).join('');
    case 'group':
      return `(${told(tree.body)})`;
    case 'fraction':
      return `[${told(tree.above)}|${told(tree.below)}]`;
    case 'root':
      return `root{${told(tree.of)}}`;
    case 'scripts':
      return `${told(tree.base)}_{${tree.sub === null ? '' : told(tree.sub)}}^{${tree.sup === null ? '' : told(tree.sup)}}`;
    default:
      return tree.text;
  }
}

test('a slash between spaces is a fraction of its two factors, another is a slash', () => {
  expect(told(formulaTree('a + b / c d'))).toBe('a+[b|c] d');
  expect(told(formulaTree('k/σ'))).toBe('k/σ');
  expect(told(formulaTree('(x + 1) / (2 y)'))).toBe('[x+1|2 y]');
});

test('roots, powers and indices take the bracket after them, which is not drawn', () => {
  expect(told(formulaTree('√((k − m)² + σ²)'))).toBe('root{(k−m)_{}^{2}+σ_{}^{2}}');
  expect(told(formulaTree('F^(β − 1)'))).toBe('F_{}^{β−1}');
  expect(told(formulaTree('Σ_i w_i²'))).toBe('Σ_{i}^{} w_{i}^{2}');
});

test('brackets of a function, a product and a raised fraction stay', () => {
  expect(told(formulaTree('w′(0) / √(w(0))'))).toBe('[w_{}^{′}(0)|root{w(0)}]');
  expect(told(formulaTree('b (1 − ρ)'))).toBe('b (1−ρ)');
  expect(told(formulaTree('(θ / 2)^γ (x / 2)'))).toBe('([θ|2])_{}^{γ} [x|2]');
});

test('a bracket without its other half is refused', () => {
  expect(() => formulaTree('(a + b')).toThrow(/not closed/);
  expect(() => formulaTree('a + b)')).toThrow(/too many/);
  expect(() => formulaTree('√')).toThrow(/too early/);
});
