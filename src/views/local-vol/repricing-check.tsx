import { useState } from 'react';
import { fixed, share } from '#base/format.ts';
import type { FittedSurface } from '#charts/fitted-surface.ts';
import { type Repricing, repriceVanillas } from '#surface/local-vol-repricing.ts';

/** Prices the vanillas of the focused expiry with the local volatility, and says how well they come back. */
export function RepricingCheck({
  surface,
  focus,
}: {
  readonly surface: FittedSurface;
  readonly focus: string | null;
}) {
  // A result belongs to the surface and the expiry it was made of.
  const [done, setDone] = useState<{
    readonly surface: FittedSurface;
    readonly key: string;
    readonly result: Repricing;
  } | null>(null);
  const at = surface.expiries.find(({ expiry }) => expiry.key === focus);
  const shown = done !== null && done.surface === surface && done.key === focus ? done.result : null;
  if (at === undefined) return null;
  return (
    <p className="local-vol-check">
      <button
        type="button"
        title={`Solve the forward equation to ${at.expiry.name} and compare its vanillas within two standard deviations with the surface`}
        onClick={() =>
          setDone({ surface, key: at.expiry.key, result: repriceVanillas(surface.surface, at.t) })
        }
      >
        Reprice {at.expiry.name}
      </button>
      <output>{shown === null ? '' : words(shown)}</output>
    </p>
  );
}

function words({ worst, replaced, evaluated }: Repricing): string {
  if (!Number.isFinite(worst)) return '✕ A vanilla has no implied vol.';
  const back =
    worst < 0.01
      ? `Back within ${fixed(worst * 1e4, 1)} bp of vol`
      : `✕ Off by ${fixed(worst * 100, 1)} vol points`;
  if (replaced === 0) return `${back}.`;
  return `${back}; ▲ ${share(replaced / evaluated)} of the nodes, far out, have no local vol.`;
}
