/** Grips on a drawn smile: where each stands, and what value a place of the pointer asks for. */

import { fittableById } from '#models/fittable.ts';
import type { ParameterConstraints, ParameterSpec } from '#models/model.ts';
import type { BoardExpiry } from './board.ts';
import { type GripKind, gripKinds } from './grip-kinds.ts';
import { type HandGround, handGround, movedTheta, presentValue, specOf, whyNotHeld } from './held-value.ts';
import { modelVols } from './model-curve.ts';
import { type SmileLayout, xOf, yOf } from './smile-layout.ts';
import { fittedCurve } from './smile-scene.ts';

/** One grip as it is drawn. */
export interface Grip {
  readonly kind: GripKind;
  readonly spec: ParameterSpec;
  readonly axis: 'up' | 'along';
  /** Where it stands, px. */
  readonly x: number;
  readonly y: number;
  /** Its place lies outside what is drawn, on this side: it stands at the edge. */
  readonly beyond: 'left' | 'right' | null;
  /** Log-moneyness of its place. */
  readonly k: number;
  readonly value: number;
  /** One press of an arrow key. */
  readonly step: number;
  readonly held: boolean;
  /** Why the fit cannot hold it beside what is held already; null where it can. */
  readonly blocked: string | null;
}

/** The grips of one expiry with what they move. */
export interface GripScene {
  readonly ground: HandGround;
  readonly grips: readonly Grip[];
}

/** Distance of the outer grips from the ends of the plot, and of the rail from its floor, px. */
const INSET = 26;
const RAIL = 9;
/** A grip is held this far inside the plot, px. */
const MARGIN = 8;
/** What an arrow key moves a grip by, px, before rounding. */
const KEY_STEP = 2;

/** Log-moneyness at a pixel, and the other way round. */
function kAt({ curve }: HandGround, layout: SmileLayout, x: number): number {
  const { low, high } = layout.window;
  const { fixed = 0, forward } = curve;
  const strike = low + ((x - layout.left) / (layout.right - layout.left)) * (high - low);
  return Math.log(Math.max(strike - fixed, 1e-12 * forward) / (forward - fixed));
}

function xAt({ curve }: HandGround, layout: SmileLayout, k: number): number {
  const { fixed = 0, forward } = curve;
  return xOf(layout, fixed + (forward - fixed) * Math.exp(k));
}

/** Volatility (decimal) at a pixel. */
function volAt(layout: SmileLayout, y: number): number {
  const { low, high } = layout.window.axis;
  return (low + ((layout.bottom - y) / (layout.bottom - layout.top)) * (high - low)) / 100;
}

function volsOf(ground: HandGround, theta: Float64Array, k: number): number {
  return modelVols({ ...ground.curve, theta }, Float64Array.of(k))[0] ?? Number.NaN;
}

function within(layout: SmileLayout, y: number): number {
  return Math.min(layout.bottom - MARGIN - RAIL, Math.max(layout.top + MARGIN, y));
}

/**
 * The grips of an expiry under what is held of it; null where nothing is fitted, where its model holds nothing for
 * one expiry alone, or where its strikes are too few to tell ranges from.
 */
export function gripScene(
  expiry: BoardExpiry,
  constraints: ParameterConstraints,
  layout: SmileLayout,
): GripScene | null {
  const curve = fittedCurve(expiry);
  const model = curve === null ? undefined : fittableById(curve.model);
  if (curve === null || model === undefined || expiry.slice === null || expiry.slice.k.length < 2)
    return null;
  const ground = handGround(model, curve, expiry.slice, constraints);
  const grips = gripKinds(model.id).flatMap((kind): Grip[] => {
    const spec = specOf(model, kind.name);
    const value = presentValue(ground, kind.name);
    if (spec === null || value === null || !Number.isFinite(value)) return [];
    const place = placeOf(ground, layout, kind);
    if (place === null) return [];
    const held = constraints[kind.name]?.fixed === true;
    const bare: Grip = { kind, spec, ...place, value, step: 0, held, blocked: null };
    const blocked = whyNotHeld(ground, kind.name, value, kind.instead ?? null);
    return [{ ...bare, step: stepOf(ground, bare, layout), blocked: held ? null : blocked }];
  });
  return grips.length === 0 ? null : { ground, grips: apart(grips) };
}

/** Least distance of two grips on the rail, px. */
const APART = 18;

/** The vertex and its width, where they would lie on each other, side by side. */
function apart(grips: readonly Grip[]): readonly Grip[] {
  const shift = grips.find(({ kind }) => kind.place === 'vertex');
  const width = grips.find(({ kind }) => kind.place === 'vertex-width');
  if (shift === undefined || width === undefined || Math.abs(width.x - shift.x) >= APART) return grips;
  const by = shift.beyond === 'right' ? -APART : APART;
  return grips.map((grip) => (grip === width ? { ...grip, x: shift.x + by } : grip));
}

type Place = Pick<Grip, 'axis' | 'x' | 'y' | 'beyond' | 'k'>;

function placeOf(ground: HandGround, layout: SmileLayout, kind: GripKind): Place | null {
  const { curve } = ground;
  const onCurve = (k: number): Place => {
    const vol = volsOf(ground, curve.theta, k);
    return { axis: 'up', x: xAt(ground, layout, k), y: within(layout, yOf(layout, vol)), beyond: null, k };
  };
  const sigma = volsOf(ground, curve.theta, 0) * Math.sqrt(curve.t);
  if (!(sigma > 0)) return null;
  switch (kind.place) {
    case 'money':
      return onCurve(0);
    case 'shoulder':
      return onCurve(sigma);
    case 'put-shoulder':
      return onCurve(-1.8 * sigma);
    case 'put-end':
    case 'call-end':
      return onCurve(
        kAt(ground, layout, kind.place === 'put-end' ? layout.left + INSET : layout.right - INSET),
      );
    case 'tangent': {
      const skew = presentValue(ground, kind.name) ?? 0;
      const tangent = (k: number) =>
        yOf(layout, volsOf(ground, curve.theta, 0) + (skew / Math.sqrt(curve.t)) * k);
      // Shorter where the tangent would leave the plot.
      let k = sigma;
      for (let i = 0; i < 4 && tangent(k) !== within(layout, tangent(k)); i++) k /= 1.5;
      return { axis: 'up', x: xAt(ground, layout, k), y: within(layout, tangent(k)), beyond: null, k };
    }
    case 'vertex':
    case 'vertex-width': {
      const vertex = presentValue(ground, 'm') ?? 0;
      const width = kind.place === 'vertex' ? 0 : (presentValue(ground, kind.name) ?? 0);
      const right = xAt(ground, layout, vertex + width);
      // The width has two ends: the one that is in the picture, the right one where both are.
      const isLeft = width > 0 && right > layout.right && xAt(ground, layout, vertex - width) >= layout.left;
      const k = vertex + (isLeft ? -width : width);
      const x = xAt(ground, layout, k);
      const beyond = x < layout.left ? 'left' : x > layout.right ? 'right' : null;
      const held = Math.min(layout.right - MARGIN, Math.max(layout.left + MARGIN, x));
      return { axis: 'along', x: held, y: layout.bottom - RAIL, beyond, k };
    }
  }
}

const HALVINGS = 48;
const DOUBLINGS = 40;

/** The value at which the curve passes through a volatility at k, the other parameters as they are. */
function valueThrough(ground: HandGround, { spec, value }: Grip, k: number, vol: number): number {
  const miss = (v: number): number => {
    const theta = movedTheta(ground, spec.name, v);
    return theta === null ? Number.NaN : volsOf(ground, theta, k) - vol;
  };
  const start = miss(value);
  if (!Number.isFinite(start) || start === 0) return value;
  const size = Math.max(Math.abs(value) * 1e-3, 1e-6);
  const slope = miss(value + size) - start;
  if (!(Math.abs(slope) > 0)) return value;
  let step = -Math.sign(start) * Math.sign(slope) * size;
  let good = value;
  for (let i = 0; i < DOUBLINGS; i++) {
    const next = miss(good + step);
    if (!Number.isFinite(next)) {
      step /= 2;
      if (Math.abs(step) < 1e-12 * Math.max(1, Math.abs(good))) return good;
      continue;
    }
    if (next * start <= 0) {
      let [inner, outer] = [good, good + step];
      for (let j = 0; j < HALVINGS; j++) {
        const middle = (inner + outer) / 2;
        if (miss(middle) * start > 0) inner = middle;
        else outer = middle;
      }
      return (inner + outer) / 2;
    }
    good += step;
    step *= 2;
  }
  return good;
}

/** Most that a wing changes by for a vol point, as a logarithm: where the curve hardly answers, neither does the grip. */
const MOST_ANSWER = 0.5;

/**
 * A wing for a rise of the curve at its grip: by what the curve answers to it at present, level and skew as they are,
 * in the logarithm. The curve bends away as a wing grows, and the wing that would pass through the pointer runs off.
 */
function wingValue(ground: HandGround, { kind, value, k }: Grip, rise: number): number {
  const small = 1e-3;
  const theta = movedTheta(ground, kind.name, value * Math.exp(small));
  const answer =
    theta === null ? 0 : (volsOf(ground, theta, k) - volsOf(ground, ground.curve.theta, k)) / small;
  const most = MOST_ANSWER * 100;
  const rate = answer > 1 / most ? 1 / answer : most;
  return value * Math.exp(Math.max(-30, Math.min(30, rate * rise)));
}

/** The value that a grip has at a place of the pointer, px; finite, and not yet brought to what can be held. */
export function gripValue(ground: HandGround, grip: Grip, layout: SmileLayout, x: number, y: number): number {
  const { kind, value } = grip;
  const { t } = ground.curve;
  switch (kind.place) {
    case 'vertex':
      return value + kAt(ground, layout, x) - kAt(ground, layout, grip.x);
    case 'vertex-width': {
      const moved = kAt(ground, layout, x) - kAt(ground, layout, grip.x);
      return Math.max(1e-6, value + (grip.k >= (presentValue(ground, 'm') ?? 0) ? moved : -moved));
    }
    case 'tangent': {
      const rise = volAt(layout, y) - volAt(layout, grip.y);
      return value + rise * (Math.sqrt(t) / grip.k);
    }
    case 'put-end':
    case 'call-end':
      return wingValue(ground, grip, volAt(layout, y) - volAt(layout, grip.y));
    default: {
      const vol = volsOf(ground, ground.curve.theta, grip.k) + volAt(layout, y) - volAt(layout, grip.y);
      const wanted = Math.max(1e-4, vol);
      return kind.place === 'money' && grip.spec.unit === 'vol'
        ? wanted
        : valueThrough(ground, grip, grip.k, wanted);
    }
  }
}

/** About two pixels, rounded down to 1, 2 or 5. */
function stepOf(ground: HandGround, grip: Grip, layout: SmileLayout): number {
  const [x, y] = grip.axis === 'up' ? [grip.x, grip.y - KEY_STEP] : [grip.x + KEY_STEP, grip.y];
  const size = Math.abs(gripValue(ground, grip, layout, x, y) - grip.value);
  const least = Math.max(Math.abs(grip.value) * 1e-4, 1e-7);
  if (!(size > least)) return least;
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = size / power;
  return power * (lead < 2 ? 1 : lead < 5 ? 2 : 5);
}

/** Digits after the point in which one step shows. */
export function stepDigits(step: number, scale: number): number {
  return Math.max(0, Math.min(6, -Math.floor(Math.log10(step * scale) + 1e-9)));
}
