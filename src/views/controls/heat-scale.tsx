import './heat.css';

/** The colour scale with the vol points of its ends. */
export function HeatScale({ range }: { readonly range: readonly [number, number] }) {
  return (
    <p className="heat-scale" aria-hidden="true">
      <span>≤ {range[0]}</span>
      <span className="heat-colours" />
      <span>≥ {range[1]}</span>
    </p>
  );
}
