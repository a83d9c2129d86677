import { count, fixed } from '#base/format.ts';
import { awayPercent } from '#charts/live-figure.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import type { LiveHistory } from '#store/live/live-history.ts';

type NameOf = (key: string) => string;

/** `1.8 % above`, `0.4 % below`, `at`. */
function side(z: number): string {
  const away = awayPercent(z);
  const text = fixed(Math.abs(away), 2);
  if (Number(text) === 0) return 'at';
  return `${text} % ${away > 0 ? 'above' : 'below'}`;
}

/** What the picture of the scalars shows, in one sentence. */
export function liveFinding(
  frame: LiveFrame,
  history: LiveHistory,
  focus: string | null,
  nameOf: NameOf,
): string {
  const tracked = frame.expiries.filter(({ scalar }) => scalar !== null);
  const own = tracked.find(({ key }) => key === focus) ?? tracked[0];
  if (own === undefined || own.scalar === null) return 'No expiry has a full fit yet';
  const { published, z, deviation, capped } = own.scalar;
  const moves = history.publishes.filter(({ keys }) => keys.includes(own.key)).length;
  const held = capped ? ', held by its butterfly cap' : '';
  const filter = `filter ${side(z)}, ± ${fixed(100 * deviation, 2)} %`;
  const events = `${count(moves)} ${moves === 1 ? 'move' : 'moves'}, ${count(frame.fits)} full ${frame.fits === 1 ? 'fit' : 'fits'}`;
  return `${nameOf(own.key)}: ${side(published)} its full fit${held}; ${filter}; ${events}`;
}

/** What is said of the expiry that is read elsewhere; null where it has no scalar. */
export function readWords(frame: LiveFrame, key: string, nameOf: NameOf): string | null {
  const scalar = frame.expiries.find((expiry) => expiry.key === key)?.scalar;
  if (scalar === null || scalar === undefined) return null;
  return `${nameOf(key)}   published ${side(scalar.published)} its full fit   filter ${side(scalar.z)}`;
}
