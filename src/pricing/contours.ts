/**
 * Contours on which the smile of a law is summed, each for the strikes of a stretch; `contour-smile.ts` says by which
 * integral, and whose.
 */
import type { CharacteristicFunction } from './characteristic-function.ts';

/** Nodes of a contour at first, and at most. */
const FIRST_NODES = 48;
const MOST_NODES = 6144;
/** Change of the sums, relative, at which a contour is fine enough. */
const SETTLED = 1e-11;
/** The same at which one that needs too many nodes is still taken. */
const USABLE = 1e-7;
/** Of its stretch, what a contour serves: all, else less. */
const SHARES = [1, 1 / 4, 1 / 16, 1 / 64] as const;
/** Where along its stretch a contour's sums are compared, in half-widths: at its ends alone they may agree by chance. */
const PLACES = [0, 2, 0.5, 1] as const;
/** Logarithm of the share of the peak below which the integrand is left off. */
const NEGLIGIBLE = -38;
/** Steps of tau in which the end of a contour is looked for. */
const PROBE = 0.25;
const FARTHEST = 40;
/** An end in tau that is near enough: where a contour's is further out, one that leans less may fall faster. */
const NEAR_END = 6;
/** By how much its end is to be nearer: of two that end alike the one that leans more needs fewer nodes. */
const NEARER = 1.5;
/** Half-width of a contour's stretch of strikes in standard deviations of the tilted law. */
const STRETCH = 2;
/**
 * b: how far a contour may lean over, the first that ends near, else one that ends much nearer. Gaussian factors
 * exp(s^2) need less than 1, and those of jumps of one size nearly none; upright always serves, if with more nodes.
 */
const LEANS = [0.4, 0.1, 0] as const;
/** Rise above the peak, in logarithms, at which a contour leans too far, and that of its bound, which waves reach. */
const RISE = 0.1;
const MOST_RISE = 3;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** One contour: its nodes, and M(s)/(s (s - 1)) ds there with the trapezoidal weights and without its size. */
export interface Contour {
  readonly low: number;
  readonly high: number;
  /** Its strike nearest the money: what the coefficients are made at, so that further out they only fall. */
  readonly edge: number;
  readonly p: number;
  /** The coefficients are to be multiplied by exp(logSize). */
  readonly logSize: number;
  readonly n: number;
  /** s of the nodes. */
  readonly x: Float64Array;
  readonly u: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** A contour whose sum never settled: no price, for none is better than a wrong one. */
function nowhere(edge: number, half: number, right: boolean): Contour {
  const [low, high] = right ? [edge, edge + 2 * half] : [edge - 2 * half, edge];
  const none = Float64Array.of(Number.NaN);
  return { low, high, edge, p: Number.NaN, logSize: Number.NaN, n: 1, x: none, u: none, re: none, im: none };
}

/** The contour that serves each k, for parameters theta at t years; made where a strike asks for it. */
export function createContours(
  model: CharacteristicFunction,
  theta: Float64Array,
  t: number,
): (k: number) => Contour {
  const place = new Float64Array(1);
  const zero = new Float64Array(1);
  const oneRe = new Float64Array(1);
  const oneIm = new Float64Array(1);
  const realLogMoment = (p: number): number => {
    place[0] = p;
    model.logMoment(theta, t, place, zero, 1, oneRe, oneIm);
    return oneRe[0]!;
  };

  /** ln of the integrand on the real axis, without its strike. */
  const height = (p: number): number => {
    const value = realLogMoment(p) - Math.log(p * (p - 1));
    return value === value ? value : Number.POSITIVE_INFINITY;
  };

  /** The p of strike k: beyond 1 on the right, below 0 on the left, the least height. */
  const saddle = (k: number, right: boolean): number => {
    const at = (x: number): number => (right ? 1 + Math.exp(x) : -Math.exp(x));
    const f = (x: number): number => height(at(x)) - (at(x) - 1) * k;
    let middle = 0;
    let step = 1;
    while (f(middle) === Number.POSITIVE_INFINITY) middle--;
    let low = middle - 1;
    let high = middle + 1;
    while (f(low) < f(middle)) {
      high = middle;
      middle = low;
      step *= 1.5;
      low -= step;
    }
    step = 1;
    while (f(high) < f(middle)) {
      low = middle;
      middle = high;
      step *= 1.5;
      high += step;
    }
    let [a, b] = [low, high];
    let c = b - GOLDEN * (b - a);
    let d = a + GOLDEN * (b - a);
    let [fc, fd] = [f(c), f(d)];
    while (b - a > 1e-4) {
      if (fc <= fd) {
        [b, d, fd] = [d, c, fc];
        c = b - GOLDEN * (b - a);
        fc = f(c);
      } else {
        [a, c, fc] = [c, d, fd];
        d = a + GOLDEN * (b - a);
        fd = f(d);
      }
    }
    // One of the two that were looked at: beside a pole the middle may lie past it.
    return at(fc <= fd ? c : d);
  };

  /** Variance of the tilted law at p, with that of the poles: the second difference of the height. */
  const spread = (p: number): number => {
    const middle = height(p);
    // Beside a pole the law is wide, and a step must not reach it.
    for (let e = 1e-3 * Math.min(Math.abs(p), Math.abs(p - 1)); e > 1e-9; e *= 0.25) {
      const bend = (height(p + e) - 2 * middle + height(p - e)) / (e * e);
      if (bend < Number.POSITIVE_INFINITY) return bend > 0 ? bend : 1e-8;
    }
    return 1e-8;
  };

  /** The contour of the stretch that begins at `edge` and goes outward. */
  const contourFrom = (edge: number, right: boolean): Contour => {
    const reach = (from: number): number => STRETCH * Math.sqrt(spread(saddle(from, right)));
    const widest = reach(edge + (right ? 0.5 : -0.5) * reach(edge));
    // Next to an exploding moment the tilted law is so wide that a sum over all its strikes may never settle.
    for (const share of SHARES) {
      const contour = contourOver(edge, share * widest, right);
      if (contour !== null) return contour;
    }
    return nowhere(edge, widest, right);
  };

  /** The same over 2 `half`; null where its sum never settles. */
  const contourOver = (edge: number, half: number, right: boolean): Contour | null => {
    const sign = right ? 1 : -1;
    const centre = edge + sign * half;
    const p = saddle(centre, right);
    const scale = 1 / Math.sqrt(spread(p));
    const logSize = height(p) - (p - 1) * edge;
    let n = FIRST_NODES;
    const peak = height(p);
    const probe = new Float64Array(1);
    // The end: where the integrand is nothing at the strike on which it falls most slowly.
    const endOf = (lean: number): number | null => {
      for (let end = PROBE; end < FARTHEST; end += PROBE) {
        const u = scale * Math.sinh(end);
        const x = p + lean * (Math.hypot(u, scale) - scale);
        place[0] = x;
        probe[0] = u;
        model.logMoment(theta, t, place, probe, 1, oneRe, oneIm);
        const s2 = Math.log(Math.hypot(x, u)) + Math.log(Math.hypot(x - 1, u));
        const rest = -s2 - (x - p) * edge - peak;
        const bound = model.logMomentBound(theta, t, x, u) + rest;
        if (!(oneRe[0]! + rest < RISE && bound < MOST_RISE)) return null;
        if (bound + Math.log(Math.cosh(end)) < NEGLIGIBLE) return end;
      }
      return null;
    };
    let lean = 0;
    let last = FARTHEST;
    for (const b of LEANS) {
      const end = endOf(sign * b);
      if (end === null || end > last - NEARER) continue;
      lean = sign * b;
      last = end;
      if (end <= NEAR_END) break;
    }
    const xAt = (u: number): number => p + lean * (Math.hypot(u, scale) - scale);
    const made = (nodes: number) => {
      const x = new Float64Array(nodes);
      const u = new Float64Array(nodes);
      const re = new Float64Array(nodes);
      const im = new Float64Array(nodes);
      const h = last / (nodes - 1);
      for (let j = 0; j < nodes; j++) {
        u[j] = scale * Math.sinh(j * h);
        x[j] = xAt(u[j]!);
      }
      model.logMoment(theta, t, x, u, nodes, re, im);
      for (let j = 0; j < nodes; j++) {
        const at = u[j]!;
        const a = x[j]!;
        // (ds/du)/(i s (s - 1)); the edge's strike is taken in.
        const qr = a * (a - 1) - at * at;
        const qi = at * (2 * a - 1);
        const q2 = qr * qr + qi * qi;
        const di = (-lean * at) / Math.hypot(at, scale);
        const factor = ((j === 0 ? 0.5 : 1) * h * scale * Math.cosh(j * h)) / (Math.PI * q2);
        const size = Math.exp(re[j]! - peak - (a - p) * edge) * factor;
        const phase = im[j]! - at * edge;
        const c = size * Math.cos(phase);
        const s = size * Math.sin(phase);
        const vr = qr + di * qi;
        const vi = di * qr - qi;
        re[j] = c * vr - s * vi;
        im[j] = s * vr + c * vi;
      }
      return { x, u, re, im };
    };
    const sums = ({ x, u, re, im }: ReturnType<typeof made>, offset: number): number => {
      let sum = 0;
      for (let j = 0; j < u.length; j++) {
        const phase = u[j]! * offset;
        const size = Math.exp((p - x[j]!) * offset);
        sum += size * (re[j]! * Math.cos(phase) + im[j]! * Math.sin(phase));
      }
      return sum;
    };
    let nodes = made(n);
    let apart = 0;
    for (;;) {
      const finer = made(2 * n - 1);
      apart = 0;
      for (const place of PLACES) {
        const offset = sign * half * place;
        const [a, b] = [sums(nodes, offset), sums(finer, offset)];
        const relative = Math.abs(a - b) / Math.abs(b);
        // NaN is apart as well.
        if (!(relative <= apart)) apart = relative;
      }
      // What the finer one confirms need not be summed over twice its nodes.
      if (apart <= SETTLED) break;
      nodes = finer;
      n = 2 * n - 1;
      if (n > MOST_NODES) break;
    }
    if (!(apart <= USABLE)) return null;
    const [low, high] = right ? [edge, edge + 2 * half] : [edge - 2 * half, edge];
    return { low, high, edge, p, logSize, n, ...nodes };
  };

  const calls: Contour[] = [];
  const puts: Contour[] = [];
  return (k) => {
    const right = k >= 0;
    const list = right ? calls : puts;
    for (;;) {
      const last = list.at(-1);
      if (last !== undefined && Math.abs(k) <= (right ? last.high : -last.low)) break;
      list.push(contourFrom(last === undefined ? 0 : right ? last.high : last.low, right));
    }
    let [first, end] = [0, list.length - 1];
    while (first < end) {
      const middle = (first + end) >> 1;
      if (Math.abs(k) <= (right ? list[middle]!.high : -list[middle]!.low)) end = middle;
      else first = middle + 1;
    }
    return list[first]!;
  };
}
