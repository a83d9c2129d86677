import { type Draft, draft } from '#store/messages.ts';
import type { SessionFit } from './content.ts';

/** Engines that differ in their exponential and logarithm agree on a fit to about this, relative. */
const ENGINES_AGREE = 1e-9;

/** What is to be said of a fit that was made again from a session, against the one that was saved. */
export function refitDrafts(saved: SessionFit, again: SessionFit): Draft[] {
  let worst = 0;
  let differing = 0;
  for (const [key, theta] of Object.entries(saved.parameters)) {
    const now = Object.hasOwn(again.parameters, key) ? (again.parameters[key] ?? null) : null;
    const apart = saved.model === again.model ? distance(theta, now) : Infinity;
    if (apart > 0) differing++;
    worst = Math.max(worst, apart);
  }
  const all = Object.keys(saved.parameters).length;
  if (differing === 0) {
    return [
      draft('info', 'session-refit', 'Fitted again: every parameter is the saved one to the last bit.'),
    ];
  }
  const which = `${differing} of ${all} expiries`;
  if (worst <= ENGINES_AGREE) {
    const text = `Fitted again: ${which} differ from the saved fit by at most ${worst.toExponential(1)} of a parameter, as another browser’s arithmetic does.`;
    return [draft('info', 'session-refit', text)];
  }
  const by = worst === Infinity ? '' : ` by up to ${(100 * worst).toPrecision(2)} % of a parameter`;
  const text = `Fitted again, ${which} differ from the saved fit${by}: this Volbench fits otherwise than the one that saved it. What is shown is the new fit.`;
  return [draft('warning', 'session-refit', text)];
}

/** Largest relative difference; 0 only where every bit is the same. */
function distance(a: readonly number[] | null, b: readonly number[] | null): number {
  if (a === null || b === null) return a === b ? 0 : Infinity;
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (Object.is(x, y)) continue;
    worst = Math.max(worst, Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)), Number.MIN_VALUE);
  }
  return worst;
}
