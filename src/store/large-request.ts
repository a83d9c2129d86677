import { requestSteps } from '#calibration/make-request.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import type { Clock } from './clock.ts';

/** Quotes from which on a board is handled in pieces. */
const LARGE_BOARD = 100_000;
/** How long a piece may hold the page up, ms. */
const PIECE_MS = 10;

/** Many enough to be handled in pieces. */
export function isLarge(quotes: Pick<QuoteSet, 'symbol'> | null): boolean {
  return quotes !== null && quotes.symbol.length >= LARGE_BOARD;
}

/** Lets the page draw. */
export function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(0, resolve);
  });
}

/** The request of a large board, made with pauses in which the page draws. */
export async function largeRequest(
  clock: Clock,
  ...board: Parameters<typeof requestSteps>
): Promise<CalibrationRequest> {
  const steps = requestSteps(...board);
  await pause(clock);
  for (;;) {
    const began = clock.now();
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (clock.now() - began < PIECE_MS);
    await pause(clock);
  }
}
