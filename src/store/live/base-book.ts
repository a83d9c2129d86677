/** The full fits that scalars go on from: which fit has which number, and which of them a recording brought. */

import { equalPlain } from '#base/equal-plain.ts';
import type { FittedParameter, SliceFit } from '#calibration/result.ts';
import type { FitReason, LiveBase } from '#live/live-frame.ts';
import { bookKey } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { modelById } from '#models/index.ts';
import type { VolModel } from '#models/model.ts';
import type { Decisions, Fitted } from '#store/state.ts';
import { liveBase } from './live-base.ts';
import type { FitMark } from './live-history.ts';

/** What a fit says of its parameters where they are those of a recording, which does not hold their errors. */
function parametersOf(
  model: VolModel,
  { parameters, views }: SliceFit,
  theta: Float64Array,
  t: number,
): Pick<SliceFit, 'parameters' | 'views' | 'covariance'> {
  const valued = (of: readonly FittedParameter[], values: Float64Array): readonly FittedParameter[] =>
    of.map((one, i) => ({ ...one, value: values[i] ?? one.value, standardError: null, atBound: null }));
  const seen = model.views.map(({ id, parameters: specs, values }) => {
    const out = new Float64Array(specs.length);
    values(theta, t, out);
    return [id, valued(views[id] ?? [], out)] as const;
  });
  return { parameters: valued(parameters, theta), views: Object.fromEntries(seen), covariance: null };
}

/** How many bases are remembered: frames that are under way are of the last few. */
const KEPT = 8;
/** How many are marked in the picture. */
const MOST = 500;

interface Replayed {
  readonly base: LiveBase;
  readonly quotes: QuoteSet;
  /** Under which the page fitted them itself; a fit under others is the user's own. */
  decisions: Decisions | null;
}

export class LiveBases {
  private last = 0;
  private known: { readonly id: number; readonly quotes: QuoteSet }[] = [];
  private replay: Replayed | null = null;
  private made: readonly FitMark[] = [];

  /** The full fits that have landed, the newest of them, oldest first. */
  get marks(): readonly FitMark[] {
    return this.made;
  }

  clear(): void {
    this.known = [];
    this.replay = null;
    this.made = [];
  }

  /** A fit of live quotes has landed. The base that the worker is to be given; null where it has it, or there is none. */
  landed(fitted: Fitted, reason: FitReason | null, at: number): LiveBase | null {
    const { replay } = this;
    if (replay !== null && replay.quotes === fitted.quotes) {
      replay.decisions ??= fitted.decisions;
      if (equalPlain(replay.decisions, fitted.decisions)) return null;
    }
    const base = liveBase(fitted, ++this.last);
    if (base === null) return null;
    this.replay = null;
    this.remember(base, fitted.quotes, reason, at);
    return base;
  }

  /** A recording brought a base. */
  replayed(base: LiveBase, quotes: QuoteSet, at: number): void {
    this.last = Math.max(this.last, base.id);
    this.replay = { base, quotes, decisions: null };
    this.remember(base, quotes, null, at);
  }

  /** The base of this number is a fit of the same quotes: its scalars hold of this fit. */
  isOf(id: number, { quotes }: Fitted): boolean {
    return this.known.some((base) => base.id === id && base.quotes === quotes);
  }

  /** The fit as it is drawn: with the parameters of the recording where its base is replayed. */
  asFitted(fitted: Fitted): Fitted {
    const { replay } = this;
    if (replay === null || replay.quotes !== fitted.quotes) return fitted;
    if (replay.base.model !== fitted.result.model) return fitted;
    const model = modelById(replay.base.model);
    if (model === undefined) return fitted;
    const recorded = new Map(replay.base.expiries.map((expiry) => [expiry.key, expiry]));
    // Times are counted as the recording's fit counts them, whichever way the page's own does.
    const books = fitted.market.books.map((book) => {
      const own = recorded.get(bookKey(book, fitted.quotes));
      return own === undefined || book.settlement === null
        ? book
        : { ...book, settlement: { ...book.settlement, applied: own.window !== null } };
    });
    const slices = fitted.result.slices.map((fit) => {
      const own = recorded.get(fit.key);
      if (own === undefined || fit.theta === null) return fit;
      const theta = Float64Array.from(own.theta);
      return { ...fit, t: own.t, forward: own.forward, theta, ...parametersOf(model, fit, theta, own.t) };
    });
    return { ...fitted, market: { ...fitted.market, books }, result: { ...fitted.result, slices } };
  }

  private remember(base: LiveBase, quotes: QuoteSet, reason: FitReason | null, at: number): void {
    const { id, model, expiries } = base;
    this.known = [...this.known, { id, quotes }].slice(-KEPT);
    const smiles = Object.fromEntries(expiries.map(({ key, theta, t }) => [key, { theta, t }]));
    const before = this.made.filter((mark) => mark.at <= at && mark.id !== id);
    this.made = [...before, { at, id, reason, model, smiles }].slice(-MOST);
  }
}
