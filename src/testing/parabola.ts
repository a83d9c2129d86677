/**
 * A model for tests whose every figure has a closed form: w(k) = level + slope k + bend k^2. Its coordinates are fewer
 * than its parameters, so that what is of one kind cannot pass for the other.
 */
import type {
  BoardParameterAtBound,
  FitCoordinates,
  SliceModel,
  SmileFunctions,
  SurfaceCoordinates,
  SurfaceModel,
} from '#models/model.ts';

const smile: SmileFunctions = {
  totalVariance(theta, k, out) {
    for (let i = 0; i < k.length; i++) out[i] = theta[0]! + theta[1]! * k[i]! + theta[2]! * k[i]! ** 2;
  },
  derivatives(theta, k, w, w1, w2) {
    for (let i = 0; i < k.length; i++) {
      w[i] = theta[0]! + theta[1]! * k[i]! + theta[2]! * k[i]! ** 2;
      w1[i] = theta[1]! + 2 * theta[2]! * k[i]!;
      w2[i] = 2 * theta[2]!;
    }
  },
  jacobian(_theta, k, out) {
    k.forEach((at, i) => {
      out.set([1, at, at * at], 3 * i);
    });
  },
  derivativeJacobians(_theta, k, d0, d1, d2) {
    k.forEach((at, i) => {
      d0.set([1, at, at * at], 3 * i);
      d1.set([0, 1, 2 * at], 3 * i);
      d2.set([0, 0, 2], 3 * i);
    });
  },
};

const spec = { unit: 'none', note: '', formula: '', lower: -10, upper: 10 } as const;

/** level = x0^2, slope = x0 x1, bend = x1 + 0.3. */
export const parabolaCoordinates: FitCoordinates = {
  size: 2,
  lower: Float64Array.of(0.05, -1),
  upper: Float64Array.of(2, 1),
  toParameters(x, theta) {
    theta.set([x[0]! * x[0]!, x[0]! * x[1]!, x[1]! + 0.3]);
  },
  fromParameters(theta, x) {
    x.set([Math.sqrt(theta[0]!), theta[2]! - 0.3]);
  },
  chain(x, _theta, out) {
    out.set([2 * x[0]!, 0, x[1]!, x[0]!, 0, 1]);
  },
  atBound: (x) => (x[1]! >= 1 ? [{ name: 'bend', side: 'max' }] : []),
};

/** The model. */
export const parabola: SliceModel = {
  scope: 'slice',
  id: 'parabola',
  label: 'Parabola',
  references: [],
  parameters: ['level', 'slope', 'bend'].map((name) => ({ ...spec, name, symbol: name })),
  views: [],
  minQuotes: 2,
  smile: () => smile,
  guess: (_slice, theta) => theta.set([0.04, 0, 0.3]),
  coordinates: () => parabolaCoordinates,
};

/** Slices of a board that share their bend: theta_s = (x_s^2, x_s x_n, x_n + 0.3), n the number of slices. */
export function parabolaBoard(count: number): SurfaceCoordinates {
  const size = count + 1;
  return {
    size,
    lower: new Float64Array(size).fill(0.05),
    upper: new Float64Array(size).fill(2),
    toParameters(x, thetas) {
      thetas.forEach((theta, s) => {
        theta.set([x[s]! ** 2, x[s]! * x[count]!, x[count]! + 0.3]);
      });
    },
    fromParameters(thetas, x) {
      thetas.forEach((theta, s) => {
        x[s] = Math.sqrt(theta[0]!);
      });
      x[count] = thetas[0]![2]! - 0.3;
    },
    chain(x, _thetas, out) {
      out.forEach((rows, s) => {
        rows.fill(0);
        rows[s] = 2 * x[s]!;
        rows[size + s] = x[count]!;
        rows[size + count] = x[s]!;
        rows[2 * size + count] = 1;
      });
    },
    atBound(x) {
      const met: BoardParameterAtBound[] = [];
      for (let s = 0; s < count; s++) if (x[s]! >= 2) met.push({ name: 'level', side: 'max', slice: s });
      if (x[count]! >= 2) met.push({ name: 'bend', side: 'max', slice: null });
      return met;
    },
  };
}

/** The same fitted to all expiries at once, which share their bend. */
export const parabolaSurface: SurfaceModel = {
  scope: 'surface',
  id: 'parabola',
  label: 'Parabola',
  references: [],
  parameters: parabola.parameters.map((own) => (own.name === 'bend' ? { ...own, shared: true } : own)),
  views: [],
  minQuotes: 1,
  smile: parabola.smile,
  starts: (slices) => [slices.map(() => Float64Array.of(0.04, 0.04, 0.5))],
  coordinates: (slices) => parabolaBoard(slices.length),
};
