/** Which settings a hand that moves one number will ask for next. */
import type { FitSettings } from '#calibration/settings.ts';

/** A number of the settings that is being moved. */
export interface MovedNumber {
  /** Keys that lead to it. */
  readonly path: readonly string[];
  readonly value: number;
  /** Its last move. */
  readonly by: number;
  /** The smallest of its moves. */
  readonly notch: number;
}

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
  const by = to - from;
  const size = Math.abs(by);
  if (!Number.isFinite(by)) return null;
  const isSame = before !== null && before.path.join('\n') === path.join('\n');
  return { path, value: to, by, notch: isSame ? Math.min(before.notch, size) : size };
}

/** The settings one step on: as far again, then a notch on and a notch back. */
export function nextSteps(settings: FitSettings, { path, value, by, notch }: MovedNumber): FitSettings[] {
  const on = Math.sign(by) * notch;
  const values = [value + by, value + on, value - on].map(onStep);
  return [...new Set(values)].map((next) => withNumber(settings, path, next));
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

/** Without what is left of adding fractions: sliders and fields give decimals. */
function onStep(value: number): number {
  return Number(value.toFixed(9));
}

function withNumber<T>(data: T, path: readonly string[], value: number): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T;
  return { ...data, [key]: withNumber((data as Record<string, unknown>)[key], rest, value) };
}
