/** The colour scale with the vol points of its ends. */
export function Scale({ range }: { readonly range: readonly [number, number] }) {
  return (
    <p className="local-vol-scale" aria-hidden="true">
      <span>≤ {range[0]}</span>
      <span className="local-vol-colours" />
      <span>≥ {range[1]}</span>
    </p>
  );
}
