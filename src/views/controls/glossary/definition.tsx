import { Formula } from './formula.tsx';
import type { Term } from './term.ts';
import './definition.css';

/** What a term means, and its formula. */
export function Definition({ term: { says, formula } }: { readonly term: Term }) {
  return (
    <>
      <p className="definition">{says}</p>
      {formula !== undefined && <Formula source={formula} />}
    </>
  );
}
