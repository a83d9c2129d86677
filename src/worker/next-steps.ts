/** Which settings a hand that moves one number will ask for next. */
import type { FitSettings } from '#calibration/settings.ts';

/** A number of the settings that is being moved; where it stands on its scale. */
export interface MovedNumber {
  /** Keys that lead to it. */
  readonly path: readonly string[];
  readonly position: number;
  /** Its last move. */
  readonly by: number;
  /** The smallest of its moves. */
  readonly notch: number;
}

/** Settings that are moved by factors: their sliders run evenly in the logarithm and give two digits. */
const BY_FACTORS: ReadonlySet<string | undefined> = new Set(['strength', 'ageHalfLife', 'atmPin']);
/** Places of a decade that such sliders stand on, or some of which they do. */
const PER_DECADE = 20;

/** What becomes of the moved number with the next settings; null where something else was changed, or nothing was moved. */
export function movedNumber(
  before: MovedNumber | null,
  last: FitSettings,
  now: FitSettings,
): MovedNumber | null {
  const found: Change[] = [];
  if (!collect(last, now, [], found)) return null;
  const [change] = found;
  if (change === undefined) return before;
  const { path, from, to } = change;
  const position = positionOf(to, path);
  const by = position - positionOf(from, path);
  const size = Math.abs(by);
  if (!Number.isFinite(by) || by === 0) return null;
  const isSame = before !== null && before.path.join('\n') === path.join('\n');
  return { path, position, by, notch: isSame ? Math.min(before.notch, size) : size };
}

/** The settings one step on: as far again, then a notch on and a notch back. */
export function nextSteps(settings: FitSettings, { path, position, by, notch }: MovedNumber): FitSettings[] {
  const on = Math.sign(by) * notch;
  const values = [position + by, position + on, position - on].map((next) => valueAt(next, path));
  const [key] = path;
  return (
    [...new Set(values)]
      // No hand asks for less headroom than 1, and at none at all or below it a strict fit never ends.
      .filter((next) => key !== 'headroom' || next > 1)
      .map((next) => withNumber(settings, path, next))
  );
}

interface Change {
  readonly path: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Collects the number in which plain data differ; false where they differ in more, or in something else. */
function collect(a: unknown, b: unknown, path: readonly string[], found: Change[]): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a === 'number' && typeof b === 'number') {
    found.push({ path, from: a, to: b });
    return found.length === 1;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  const before = found.length;
  const isOne = keys.every(
    (key) => Object.hasOwn(right, key) && collect(left[key], right[key], [...path, key], found),
  );
  // Lists are moved by nobody's hand.
  return isOne && (found.length === before || !Array.isArray(a));
}

function positionOf(value: number, path: readonly string[]): number {
  return BY_FACTORS.has(path.at(-1)) ? Math.round(PER_DECADE * Math.log10(value)) : value;
}

/** The value that a slider or a field gives there: two digits, or decimals without what is left of adding fractions. */
function valueAt(position: number, path: readonly string[]): number {
  if (BY_FACTORS.has(path.at(-1))) return Number((10 ** (position / PER_DECADE)).toPrecision(2));
  return Number(position.toFixed(9));
}

function withNumber<T>(data: T, path: readonly string[], value: number): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T;
  return { ...data, [key]: withNumber((data as Record<string, unknown>)[key], rest, value) };
}
