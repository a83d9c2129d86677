/**
 * The interface every smile and surface model implements. A model is pure
 * mathematics on flat arrays: it allocates nothing in its batch functions and
 * never clamps silently.
 */
import type { CharacteristicFunction } from '#pricing/characteristic-function.ts';
import type { ExpiryPricer } from '#pricing/lewis-price.ts';

/** One parameter of a model: what panels, bounds and exports are drawn from. */
export interface ParameterSpec {
  /** Name in exports and settings, e.g. `rho`. */
  readonly name: string;
  /** Short label on the screen. */
  readonly symbol: string;
  readonly unit: 'vol' | 'variance' | '1/year' | 'none';
  /** Widest range the model allows; the user may narrow it. */
  readonly lower: number;
  readonly upper: number;
  /** Definition in one sentence. */
  readonly note: string;
  /** What it is in symbols, in plain text that reads as it is set: `√((k − m)² + σ²)`, `x / y`, `x^(1 − γ)`, `v_0`. */
  readonly formula: string;
  /** True where one value holds for the whole board; absent: one for each expiry. */
  readonly shared?: true;
  /** Value at which the parameter is held unless the user says something of it; absent: it is fitted. */
  readonly held?: number;
}

/** A bound or a fixed value the user put on one parameter. Numbers in the parameter's own unit. */
export interface ParameterConstraint {
  readonly fixed: boolean;
  /** The value held when `fixed`. */
  readonly value?: number;
  /** The value was given by hand; absent, it is where a fit had it. No fit depends on it. */
  readonly set?: true;
  readonly lower?: number;
  readonly upper?: number;
}

/** A view of the same fit in other coordinates, e.g. jump-wings. Read from the parameters, per slice. */
export interface ParameterView {
  readonly id: string;
  readonly label: string;
  readonly parameters: readonly (ParameterSpec & {
    /** True where the fit can hold this coordinate: only then Fix and Range are offered. */
    readonly holdable: boolean;
  })[];
  /** Coordinates from model parameters at time t, into out. */
  values(theta: Float64Array, t: number, out: Float64Array): void;
  /** d out_i / d theta_j, row-major, for standard errors by the delta method. */
  jacobian(theta: Float64Array, t: number, out: Float64Array): void;
}

/** The quotes of one slice as a model's first guess sees them. Columns of one length, sorted by k. */
export interface GuessSlice {
  readonly t: number;
  readonly forward: number;
  readonly k: Float64Array;
  /** Total variance of the mid. */
  readonly w: Float64Array;
  readonly weight: Float64Array;
}

/** A parameter that ended at an end of its range. */
export interface ParameterAtBound {
  readonly name: string;
  readonly side: 'min' | 'max';
}

/**
 * Coordinates x in which the admissible set is a box: the optimiser walks in x,
 * the model lives in theta.
 */
export interface FitCoordinates {
  readonly size: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** theta(x). */
  toParameters(x: Float64Array, theta: Float64Array): void;
  /** x(theta), clipped into the box. */
  fromParameters(theta: Float64Array, x: Float64Array): void;
  /** d theta_i / d x_j at x, row-major p by size. */
  chain(x: Float64Array, theta: Float64Array, out: Float64Array): void;
  /** Parameters (or holdable view coordinates) that x holds at an end of their range. */
  atBound(x: Float64Array): readonly ParameterAtBound[];
  /** Moves x back where the box alone does not describe the admissible set. */
  project?(x: Float64Array): void;
}

/** Where a smile stands: its time in years and the forward of its expiry. */
export interface SmileAt {
  readonly t: number;
  readonly forward: number;
}

/** Where a smile bends: it is smooth in asinh((k - at)/width), on a scale of about 1. */
export interface SmileFeature {
  readonly at: number;
  readonly width: number;
}

/** Total implied variance w(k) of one slice as a function of its parameters. k ascending or not, any length. */
export interface SmileFunctions {
  /** w at each k, into out. */
  totalVariance(theta: Float64Array, k: Float64Array, out: Float64Array): void;
  /** w, dw/dk, d2w/dk2 at each k. */
  derivatives(
    theta: Float64Array,
    k: Float64Array,
    w: Float64Array,
    w1: Float64Array,
    w2: Float64Array,
  ): void;
  /** dw/dtheta_j at each k_i, row-major n by p. */
  jacobian(theta: Float64Array, k: Float64Array, out: Float64Array): void;
  /** Both at once, where that spares work. */
  linearised?(theta: Float64Array, k: Float64Array, w: Float64Array, jacobian: Float64Array): void;
  /**
   * dw/dtheta, dw'/dtheta, dw''/dtheta at each k, row-major n by p each; for penalties on g. Absent where no
   * parameters give butterfly arbitrage, and nothing is there to be penalised.
   */
  derivativeJacobians?(
    theta: Float64Array,
    k: Float64Array,
    d0: Float64Array,
    d1: Float64Array,
    d2: Float64Array,
  ): void;
  /** All places where the smile, or g of it, bends; at least one. Absent where they are not known. */
  features?(theta: Float64Array): readonly SmileFeature[];
  /** Ascending points of [low, high], its ends among them, that miss no bend and are cheap to ask for together. */
  places?(theta: Float64Array, low: number, high: number): Float64Array;
}

/**
 * Coordinates of a smile in which it moves little from one snapshot of a market to the next, whatever its parameters
 * do meanwhile: those a prior is told in.
 */
export interface SteadyCoordinates {
  readonly size: number;
  /** Coordinates from model parameters at time t, into out. */
  values(theta: Float64Array, t: number, out: Float64Array): void;
  /** d out_i/d theta_j, row-major size by p. */
  jacobian(theta: Float64Array, t: number, out: Float64Array): void;
  /**
   * Adds the covariance of what a market moves them by in so many days to `out`, row-major size by size.
   *
   * @param level variance of the log of the at-the-money variance over these days
   */
  drift(values: Float64Array, level: number, days: number, out: Float64Array): void;
}

/** Powers of x with which the parameters of a smile w grow, in their order, where it is moved by x. */
export interface SmileScaling {
  /** It becomes x w(k). */
  readonly vertical: readonly number[];
  /** It becomes x w(k/root x): its shape in standard deviations stays. */
  readonly standardised: readonly number[];
}

/** The user's constraints by parameter name. */
export type ParameterConstraints = Readonly<Record<string, ParameterConstraint>>;

/** What a model says of itself and what its smiles are: all that is needed of it where nothing is fitted. */
export interface VolModel {
  readonly id: string;
  readonly label: string;
  /** Whether its slices are fitted one by one or all expiries at once. */
  readonly scope: 'slice' | 'surface';
  readonly references: readonly string[];
  /** What the parameters theta of a slice hold, in order. */
  readonly parameters: readonly ParameterSpec[];
  readonly views: readonly ParameterView[];
  /** Views whose coordinates stand beside the parameters in tables taken away; those of a parameter's name are left out. */
  readonly tabled?: readonly ParameterView[];
  /** Fewest quotes a slice needs with no parameter fixed. */
  readonly minQuotes: number;
  /** Steady coordinates of the model's own; absent: none better than volatilities at standardised strikes. */
  readonly steady?: SteadyCoordinates;
  /** What is to be doubted of a fitted slice however close its quotes are, as a sentence; null where nothing is. */
  caution?(theta: Float64Array, at: SmileAt): string | null;
  /** The smile of a slice at its time and forward. Same arguments, same functions; call once a slice, not once a k. */
  smile(at: SmileAt): SmileFunctions;
  /**
   * Places of the parameters that its sources of variance are in proportion to: of a law, whose smile is moved by making
   * all of them m times as strong. Absent: no law.
   */
  readonly variances?: readonly number[];
  /** How the smile is moved by its parameters. Absent: no parameters of the model give a smile so moved. */
  readonly scaling?: SmileScaling;
  /** Largest |dw/dk| far out, on either side. Absent: not known from the parameters. */
  wingSlope?(theta: Float64Array): number;
  /**
   * The smile that says the same at another time to expiry, into out: volatility at the money and shape in standard
   * deviations, k over root t, stay. Absent: its parameters themselves say so.
   */
  aged?(theta: Float64Array, from: number, to: number, out: Float64Array): void;
  /**
   * Parameters between two slices of one board, at the share 0 to 1 of the time between them, into out. Absent:
   * total variance itself is linear in time between slices.
   */
  between?(earlier: Float64Array, later: Float64Array, share: number, out: Float64Array): void;
  /**
   * Parameters after the last slice of a board, into out: `share` above 1 counts on from `between` the last two
   * slices; `previous` is null where there is one slice alone, and share counts from time 0. Absent: total variance
   * grows at every k by the forward variance at the money.
   */
  beyond?(previous: Float64Array | null, last: Float64Array, share: number, out: Float64Array): void;
  /** No coordinates hold a smile of it free of butterfly arbitrage: a strict fit is one of the strongest penalty. */
  readonly penalisedOnly?: true;
  /** What the parameters of one expiry are written as in files, where the board's own stand apart. Absent: nothing. */
  readonly told?: ParameterView;
  /** The law behind the smile, for models whose prices are integrals over it: all quotes of an expiry share them. */
  readonly characteristic?: CharacteristicFunction;
  /** What prices an expiry of the law; there where the law is. */
  readonly expiryPricer?: ExpiryPricer;
}

/** A model whose slices are fitted one by one. */
export interface SliceModel extends VolModel {
  readonly scope: 'slice';
  /** First guess of theta. */
  guess(slice: GuessSlice, theta: Float64Array): void;
  /**
   * Moves a guess close to the optimum of squares in volatility or total variance, faster than the general
   * optimiser would, where no parameter is held. Never outside `coordinates`.
   *
   * @returns steps taken; 0 when theta is left as it was
   */
  approach?(slice: GuessSlice, coordinates: FitCoordinates, theta: Float64Array): number;
  /** Box coordinates of the admissible set under the user's constraints; an error sentence when they contradict. */
  coordinates(
    slice: GuessSlice,
    constraints: ParameterConstraints,
  ): FitCoordinates | { readonly error: string };
  /** The model's exact domain without butterfly arbitrage; there unless it is `penalisedOnly`. */
  readonly noButterfly?: NoButterflyDomain;
  /** The model's domain of boards without calendar arbitrage, where one is known. */
  readonly noCalendar?: NoCalendarDomain;
}

/** A model that is fitted to all expiries at once. Each slice still has its theta: shared parameters stand in each. */
export interface SurfaceModel extends VolModel {
  readonly scope: 'surface';
  /**
   * First guesses of the thetas of all slices, ascending in time: more than one where the objective has several
   * valleys. The same slices, the same starts.
   */
  starts(slices: readonly GuessSlice[]): readonly (readonly Float64Array[])[];
  /** Box coordinates of all slices together; an error sentence when the constraints contradict. */
  coordinates(
    slices: readonly GuessSlice[],
    constraints: BoardConstraints,
  ): SurfaceCoordinates | { readonly error: string };
  /** Coordinates of the boards without arbitrage. Absent: no parameters give any. */
  readonly noArbitrage?: {
    coordinates(
      slices: readonly GuessSlice[],
      constraints: BoardConstraints,
    ): SurfaceCoordinates | { readonly error: string };
  };
}

/** A model with the ways of fitting it. */
export type FittableModel = SliceModel | SurfaceModel;

/** The user's constraints on a board: those of shared parameters, and those of each slice on its own. */
export interface BoardConstraints {
  readonly shared: ParameterConstraints;
  readonly slices: readonly ParameterConstraints[];
}

/** A parameter at an end of its range; `slice` is the position of its slice, null where it is shared. */
export interface BoardParameterAtBound extends ParameterAtBound {
  readonly slice: number | null;
}

/** Coordinates of all slices of a board at once, in which the admissible set is a box. */
export interface SurfaceCoordinates {
  readonly size: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** theta_s(x) of every slice. */
  toParameters(x: Float64Array, thetas: readonly Float64Array[]): void;
  /** The nearest x in the model's own terms, clipped into the box. */
  fromParameters(thetas: readonly Float64Array[], x: Float64Array): void;
  /** d theta_s/d x at x, row-major p by size, into out[s]. */
  chain(x: Float64Array, thetas: readonly Float64Array[], out: readonly Float64Array[]): void;
  atBound(x: Float64Array): readonly BoardParameterAtBound[];
}

/** The parameters of a slice model whose smile is free of butterfly arbitrage at every k. */
export interface NoButterflyDomain {
  contains(theta: Float64Array): boolean;
  /** Names of the parameters the user may hold inside these coordinates. */
  readonly holdable: readonly string[];
  /** Coordinates of the domain; `fromParameters` moves any theta into it. */
  coordinates(
    slice: GuessSlice,
    constraints: ParameterConstraints,
  ): FitCoordinates | { readonly error: string };
  /** One small step from x further into the domain, in place, where rounding left g below zero. */
  retreat(x: Float64Array, theta: Float64Array): void;
}

/** The boards of a slice model whose smiles do not cross at any k. */
export interface NoCalendarDomain {
  /** Names of the parameters the user may hold inside these coordinates. */
  readonly holdable: readonly string[];
  /**
   * Coordinates of all slices, ascending in time; `fromParameters` moves any thetas into the domain.
   *
   * @param butterflyFree which slices are to be free of butterfly arbitrage besides
   */
  coordinates(
    slices: readonly GuessSlice[],
    constraints: readonly ParameterConstraints[],
    butterflyFree: readonly boolean[],
  ): SurfaceCoordinates | { readonly error: string };
}
