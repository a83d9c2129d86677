/**
 * Values a slider walks through: evenly, or evenly in the logarithm, with an
 * optional place past one end that means "off" (null).
 */
export interface SliderScale {
  readonly min: number;
  readonly max: number;
  /** Step of the value; of its log10 where `log`. */
  readonly step: number;
  readonly log?: boolean;
  readonly off?: 'min' | 'max';
}

/** Lowest and highest position of the track, the place of "off" included. */
export function ends(scale: SliderScale): readonly [number, number] {
  const low = place(scale.min, scale);
  const high = place(scale.max, scale);
  return [scale.off === 'min' ? low - scale.step : low, scale.off === 'max' ? high + scale.step : high];
}

/** Position of a value; values out of range stand at the nearer end. */
export function positionOf(value: number | null, scale: SliderScale): number {
  const [low, high] = ends(scale);
  if (value === null) return scale.off === 'max' ? high : low;
  return Math.min(high, Math.max(low, place(value, scale)));
}

/** Value at a position; null where it means "off". */
export function valueAt(position: number, scale: SliderScale): number | null {
  const half = scale.step / 2;
  if (scale.off === 'min' && position < place(scale.min, scale) - half) return null;
  if (scale.off === 'max' && position > place(scale.max, scale) + half) return null;
  if (scale.log !== true) return clamp(Number(position.toFixed(9)), scale);
  return clamp(Number((10 ** position).toPrecision(2)), scale);
}

/** The value some steps further along the track, from a value that need not lie on a step. */
export function stepped(value: number | null, by: number, scale: SliderScale): number | null {
  const [low, high] = ends(scale);
  return valueAt(Math.min(high, Math.max(low, positionOf(value, scale) + by * scale.step)), scale);
}

function place(value: number, scale: SliderScale): number {
  return scale.log === true ? Math.log10(value) : value;
}

function clamp(value: number, scale: SliderScale): number {
  return Math.min(scale.max, Math.max(scale.min, value));
}
