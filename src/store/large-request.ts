import { requestSteps } from '#calibration/make-request.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { Clock } from './clock.ts';

/** Quotes from which on a board is handled in pieces. */
export const LARGE_BOARD = 100_000;
/** How long a piece may hold the page up, ms. */
const PIECE_MS = 10;

/** The request of a large board, made with pauses in which the page draws. */
export async function largeRequest(
  clock: Clock,
  ...board: Parameters<typeof requestSteps>
): Promise<CalibrationRequest> {
  const steps = requestSteps(...board);
  for (;;) {
    const began = clock.now();
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (clock.now() - began < PIECE_MS);
    await new Promise<void>((resolve) => clock.after(0, resolve));
  }
}
