import type { DensityScene, ExpiryDensity } from '#charts/density-figure.ts';
import { type Reading, readingOf } from '#store/reading.ts';
import { useWorkbench } from '#store/workbench.ts';

/**
 * Where a place that is read lies on the law of an expiry: at its own log-moneyness, that of another expiry at the same
 * price. Null where no price is read, or one that the law does not know.
 */
export function kOfReading(density: ExpiryDensity, expiry: string, reading: Reading): number | null {
  if (reading.key === expiry) return reading.k;
  if (reading.strike === null) return null;
  const fixed = density.priceOf(Number.NEGATIVE_INFINITY);
  const k = Math.log((reading.strike - fixed) / (density.forward - fixed));
  return Number.isFinite(k) ? k : null;
}

/** A line at the price that is read. */
export function Cross(props: {
  readonly density: ExpiryDensity;
  readonly expiry: string;
  readonly scene: DensityScene;
}) {
  const { density, expiry, scene } = props;
  const reading = useWorkbench(readingOf);
  const k = reading === null ? null : kOfReading(density, expiry, reading);
  if (reading === null || k === null) return null;
  const x = scene.xOf(k);
  if (!(x >= scene.frame.left && x <= scene.frame.right)) return null;
  return (
    <path
      className={reading.key === expiry ? 'figure-cross' : 'figure-cross elsewhere'}
      d={`M${x.toFixed(1)} ${scene.frame.top}V${scene.foot}`}
    />
  );
}
