import './heat.css';

/** The colour scale with the vol points of its ends, and which vol it is of. */
export function HeatScale({ range, of }: { readonly range: readonly [number, number]; readonly of: string }) {
  return (
    <p className="heat-scale" title="Pale: past the quotes">
      <span>
        {of} % ≤ {range[0]}
      </span>
      <span className="heat-colours" aria-hidden="true" />
      <span>≥ {range[1]}</span>
    </p>
  );
}
