import { createElement, type ReactNode } from 'react';
import { type FormulaTree, formulaTree } from './formula-tree.ts';

/** A formula set in MathML, which browsers draw and screen readers read. */
export function Formula({ source }: { readonly source: string }) {
  return createElement('math', { display: 'block', className: 'formula' }, drawn(formulaTree(source)));
}

function drawn(tree: FormulaTree): ReactNode {
  switch (tree.kind) {
    case 'name':
      return createElement('mi', null, tree.text);
    case 'number':
      return createElement('mn', null, tree.text);
    case 'operator':
      // A slash stands close, as between numbers.
      return createElement('mo', tree.text === '/' ? { lspace: '0', rspace: '0' } : null, tree.text);
    case 'space':
      return createElement('mspace', { width: tree.wide ? '0.3em' : '0.17em' });
    case 'row':
      return createElement('mrow', null, ...tree.parts.map(drawn));
    case 'group':
      return createElement('mrow', null, bracket('('), drawn(tree.body), bracket(')'));
    case 'fraction':
      return createElement('mfrac', null, drawn(tree.above), drawn(tree.below));
    case 'root':
      return createElement('msqrt', null, drawn(tree.of));
    case 'scripts': {
      const name = tree.sub === null ? 'msup' : tree.sup === null ? 'msub' : 'msubsup';
      const corners = [tree.sub, tree.sup].filter((corner) => corner !== null);
      return createElement(name, null, drawn(tree.base), ...corners.map(drawn));
    }
  }
}

function bracket(text: string): ReactNode {
  return createElement('mo', null, text);
}
