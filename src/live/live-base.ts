import { modelById } from '#models/index.ts';
import { publishBand } from '#tracking/publish-band.ts';
import type { ShapePace } from '#tracking/refit-policy.ts';
import { trackedExpiry } from '#tracking/tracked-base.ts';
import type { TrackedExpiry, TrackerSettings } from '#tracking/tracker.ts';
import type { LiveBase, LiveSettings } from './live-frame.ts';

/** What can be followed of a full fit: its expiries nearest first, and what of it cannot, a sentence each. */
export interface FollowedBase {
  readonly expiries: readonly TrackedExpiry[];
  readonly refused: readonly string[];
}

/**
 * Readings come four times a second, and most quotes behind them are those of the one before. Quotes that were not fitted
 * scatter more than those that were.
 */
const SHAPES: ShapePace = { learn: 10_000, every: 10_000 };
/** Points at which a smile is looked at before it is followed. */
const POINTS = 101;
/** How far past its quotes, as a multiple of their range. */
const TIMES = 1.5;

/** The expiries of a full fit that have not settled at an instant and whose smiles are numbers above zero. */
export function followedBase(base: LiveBase, now: number): FollowedBase {
  const model = modelById(base.model);
  if (model === undefined)
    return {
      expiries: [],
      refused: [`No model is called ${base.model.slice(0, 40)}: its fit is not followed.`],
    };
  const refused: string[] = [];
  const expiries = base.expiries
    .filter(({ expiry }) => expiry > now)
    .toSorted((a, b) => a.expiry - b.expiry)
    .flatMap((fitted): TrackedExpiry[] => {
      const isWhole = fitted.theta.length === model.parameters.length && fitted.t > 0 && fitted.forward > 0;
      const tracked = isWhole ? trackedExpiry(model, fitted) : null;
      if (tracked !== null && isSmile(tracked)) return [tracked];
      refused.push(`${fitted.key.slice(0, 40)}: its fit is no smile that can be followed.`);
      return [];
    });
  return { expiries, refused };
}

function isSmile({ curve, quoted, vol, t }: TrackedExpiry): boolean {
  const reach = 6 * vol * Math.sqrt(t);
  const [low, high] = [Math.min(TIMES * quoted[0], -reach), Math.max(TIMES * quoted[1], reach)];
  const [k, w, w1, w2] = Array.from({ length: 4 }, () => new Float64Array(POINTS)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < POINTS; i++) k[i] = low + ((high - low) * i) / (POINTS - 1);
  if (!(high > low && high < 50 && low > -50)) return false;
  curve.derivatives(k, w, w1, w2);
  return w.every((value, i) => value > 0 && Number.isFinite(value + w1[i]! + w2[i]!));
}

/** Settings of the tracker from those of the user. */
export function trackerSettings({ map, filter, refit, policy }: LiveSettings): TrackerSettings {
  return {
    map,
    filter,
    refit,
    shapes: SHAPES,
    band: (q) => publishBand({ q, lambda: policy.riskAversion }, policy.costs),
  };
}
