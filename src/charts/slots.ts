import type { FitSlice } from '#calibration/request.ts';

/**
 * Slot in the fitted slice of each quote of a book, -1 for one that is not in it. `state` holds the verdicts of
 * the filters, `rows` the rows in the QuoteSet.
 */
export function slotsOf(
  state: Uint8Array,
  slice: Pick<FitSlice, 'quote'> | null,
  rows: Int32Array,
): Int32Array {
  const slots = new Int32Array(rows.length).fill(-1);
  if (slice === null) return slots;
  // The slice holds what is kept, nearly always in the order of the book: a table of a million rows would take long.
  let slot = 0;
  for (let place = 0; place < rows.length; place++) {
    if (state[place] !== 0) continue;
    if (slice.quote[slot] !== rows[place]) return slotsByRow(slice, rows);
    slots[place] = slot++;
  }
  return slot === slice.quote.length ? slots : slotsByRow(slice, rows);
}

/** Where quotes against forwards of their own stand in another order than their strikes, or nothing else is known. */
function slotsByRow(slice: Pick<FitSlice, 'quote'>, rows: Int32Array): Int32Array {
  const byRow = new Map<number, number>();
  for (let slot = 0; slot < slice.quote.length; slot++) byRow.set(slice.quote[slot] as number, slot);
  return rows.map((row) => byRow.get(row) ?? -1);
}
