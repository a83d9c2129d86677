import { type FeedPlan, isOfChain } from '#feeds/channel-plan.ts';
import { isForward } from '#market/columns.ts';
import { numberField, textField } from '#readers/io/field-number.ts';
import { isJsonObject } from '#readers/io/json.ts';

/** A forward as the venue stated it, with what it moves with at that instant; null where that was not known. */
export interface StatedForward {
  readonly value: number;
  readonly index: number | null;
  readonly future: number | null;
}

/** What forwards move with now. */
export interface ForwardMarkers {
  /** Index of the underlying. */
  readonly index: number | null;
  /** Mid of the future of the same expiry. */
  readonly future: number | null;
}

/**
 * The forward now: as the venue stated it, moved as the future of the same expiry has moved since, or else as the index
 * has. Without a statement the future itself; null without either.
 */
export function forwardNow(stated: StatedForward | null, { index, future }: ForwardMarkers): number | null {
  const value =
    stated === null
      ? future
      : future !== null && stated.future !== null
        ? stated.value * (future / stated.future)
        : index !== null && stated.index !== null
          ? stated.value * (index / stated.index)
          : stated.value;
  return value !== null && isForward(value) ? value : null;
}

/** The statement with the markers that it lacks, as they are first known. */
export function marked(stated: StatedForward, { index, future }: ForwardMarkers): StatedForward {
  if ((stated.index !== null || index === null) && (stated.future !== null || future === null)) return stated;
  return { ...stated, index: stated.index ?? index, future: stated.future ?? future };
}

/** Index of the underlying by rows of the book summary; NaN where none states it. */
export function statedIndex(rows: readonly unknown[], plan: FeedPlan): number {
  for (const row of rows) {
    if (!isJsonObject(row) || !isOfChain(textField(row, 'instrument_name'), plan)) continue;
    const index = numberField(row, 'estimated_delivery_price');
    if (index > 0) return index;
  }
  return Number.NaN;
}
