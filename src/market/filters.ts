/** Filters are data: each says what it leaves out and why, and can be undone. */
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
  /** Leave out whole expiries closer than this many hours. Default 1. */
  readonly expiryWithinHours: number;
}

/** Defaults of the Filters section. */
export const DEFAULT_FILTERS: FilterSettings = {
  inTheMoney: false,
  oneSided: false,
  crossed: false,
  relativeSpreadAbove: 1,
  bidBelowTicks: 1,
  expiryWithinHours: 1,
};

/** Why a quote takes no part in the fit. `excluded-by-hand` and `zero-weight` are decided by the weights. */
export type LeftOutReason =
  | 'no-quote'
  | 'no-bid'
  | 'no-ask'
  | 'in-the-money'
  | 'crossed'
  | 'wide-spread'
  | 'low-bid'
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
  'no-implied-vol',
];

/** A book with the verdict of every filter. Arrays align with `MarketBook.books`. */
export interface FilteredBook {
  /** One array a book, codes into LEFT_OUT_REASONS. */
  readonly state: readonly Uint8Array[];
  /** Expiries left out whole by `expiryWithinHours`: true drops the book. */
  readonly dropped: readonly boolean[];
  /** Quotes left out by reason over all books that stay; manual exclusions are not in it. */
  readonly counts: Readonly<Record<LeftOutReason, number>>;
  /** Quotes of expiries dropped by `expiryWithinHours`. */
  readonly nearExpiry: number;
  readonly kept: number;
}
