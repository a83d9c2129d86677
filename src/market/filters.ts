/** Filters are data: each says what it leaves out and why, and can be undone, as a whole or for one quote. */
export interface FilterSettings {
  /** Keep in-the-money quotes. Default false. */
  readonly inTheMoney: boolean;
  /** Keep quotes with one side only. Default false. */
  readonly oneSided: boolean;
  /** Keep quotes with bid above ask. Default false. */
  readonly crossed: boolean;
  /** Leave out quotes with (ask - bid)/mid of prices above this. Default 1. */
  readonly relativeSpreadAbove: number;
  /** Leave out bids below this many ticks. Default 1. */
  readonly bidBelowTicks: number;
  /** Leave out quotes stamped more than this many seconds before the as-of instant; null is off. Default null. */
  readonly olderThanSeconds: number | null;
  /** Leave out whole expiries closer than this many hours. Default 1. */
  readonly expiryWithinHours: number;
  /** Quotes let in by hand, by `QuoteSet.symbol`: no filter of single quotes leaves them out. */
  readonly admitted: Readonly<Record<string, true>>;
}

/** Defaults of the Filters section. */
export const DEFAULT_FILTERS: FilterSettings = {
  inTheMoney: false,
  oneSided: false,
  crossed: false,
  relativeSpreadAbove: 1,
  bidBelowTicks: 1,
  olderThanSeconds: null,
  expiryWithinHours: 1,
  admitted: {},
};

/** Why a quote takes no part in the fit. `by-hand` and `zero-weight` are decided by the weights. */
export type LeftOutReason =
  | 'no-quote'
  | 'no-bid'
  | 'no-ask'
  | 'in-the-money'
  | 'crossed'
  | 'wide-spread'
  | 'low-bid'
  | 'stale'
  | 'no-implied-vol';

/** Codes of `FilteredBook.state`: 0 kept, else index into this list. Order is the order of testing. */
export const LEFT_OUT_REASONS: readonly ('kept' | LeftOutReason)[] = [
  'kept',
  'in-the-money',
  'no-quote',
  'no-bid',
  'no-ask',
  'crossed',
  'low-bid',
  'wide-spread',
  'stale',
  'no-implied-vol',
];

/** The reasons each control of the Filters section decides about; `always`: no control brings these back. */
export const FILTER_REASONS = {
  inTheMoney: ['in-the-money'],
  oneSided: ['no-bid', 'no-ask'],
  crossed: ['crossed'],
  relativeSpreadAbove: ['wide-spread'],
  bidBelowTicks: ['low-bid'],
  olderThanSeconds: ['stale'],
  always: ['no-quote', 'no-implied-vol'],
} as const satisfies Record<string, readonly LeftOutReason[]>;

/** A book with the verdict of every filter. Arrays align with `MarketBook.books`. */
export interface FilteredBook {
  /** One array a book, codes into LEFT_OUT_REASONS. */
  readonly state: readonly Uint8Array[];
  /** One array a book: for a quote let in by hand the code of the reason that would leave it out, else 0. */
  readonly admitted: readonly Uint8Array[];
  /** Expiries left out whole, by `expiryWithinHours` or because their settlement price is being fixed. */
  readonly dropped: readonly boolean[];
  /** Of those, the ones inside their settlement window that the settlement average does not cover. */
  readonly settling: readonly boolean[];
  /** Quotes left out by reason over all books that stay; manual exclusions are not in it. */
  readonly counts: Readonly<Record<LeftOutReason, number>>;
  /** Quotes of expiries dropped by `expiryWithinHours`. */
  readonly nearExpiry: number;
  /** Quotes of expiries dropped inside their settlement window. */
  readonly inSettlement: number;
  readonly kept: number;
}
