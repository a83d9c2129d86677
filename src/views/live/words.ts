import { count, fixed } from '#base/format.ts';
import { awayPercent } from '#charts/live-figure.ts';
import type { LiveFrame } from '#live/live-frame.ts';
import type { LiveHistory } from '#store/live/live-history.ts';

type NameOf = (key: string) => string;

/** `+1.80`, `−0.42`, `0.00`. */
function signed(z: number): string {
  const text = fixed(awayPercent(z), 2);
  return /[1-9]/.test(text) && z > 0 ? `+${text}` : text;
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
  const filter = `filter ${signed(z)} ± ${fixed(100 * deviation, 2)} %`;
  const events = `${count(moves)} ${moves === 1 ? 'move' : 'moves'}, ${count(frame.fits)} full ${frame.fits === 1 ? 'fit' : 'fits'}`;
  return `${nameOf(own.key)}: published ${signed(published)} %${held}, ${filter}; ${events}`;
}

/** What is said of the expiry that is read elsewhere; null where it has no scalar. */
export function readWords(frame: LiveFrame, key: string, nameOf: NameOf): string | null {
  const scalar = frame.expiries.find((expiry) => expiry.key === key)?.scalar;
  if (scalar === null || scalar === undefined) return null;
  return `${nameOf(key)}   published ${signed(scalar.published)} %   filter ${signed(scalar.z)} ± ${fixed(100 * scalar.deviation, 2)} %`;
}
