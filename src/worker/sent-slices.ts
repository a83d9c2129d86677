/**
 * Slices of requests on their way to a worker. The worker keeps those of the last one: a change of settings sends none
 * again, and an exclusion only the slice it is in. Copying half a million quotes into one message holds the page up; so
 * many go ahead of their request in pieces with pauses.
 */
import type { Outcome } from '#base/outcome.ts';
import type { CalibrationRequest, FitSlice } from '#calibration/request.ts';
import { NOT_KEPT, type NumberedRequest, type WorkerApi } from './api.ts';

/** Fewer quotes are sent in one message with their request. */
const LARGE_REQUEST = 20_000;
/** Quotes sent before the page may draw again: a few milliseconds of copying. */
const PIECE = 40_000;

/** What the sender needs of a worker. */
type Receiver = Pick<WorkerApi, 'take'>;

/** The two ways of one call: with its slices, and with the numbers of those that were taken. */
export interface Call<T> {
  whole(request: CalibrationRequest): Promise<Outcome<T>>;
  taken(request: NumberedRequest): Promise<Outcome<T> | typeof NOT_KEPT>;
}

/** Sends requests to workers; null where the request was given up on the way. */
export function createSender(
  pause: () => Promise<void>,
): <T>(
  to: Receiver,
  call: Call<T>,
  request: CalibrationRequest,
  wanted: () => boolean,
) => Promise<Outcome<T> | null> {
  const kept = new WeakMap<Receiver, Map<FitSlice, number>>();
  let lastNumber = 0;
  return async (to, call, request, wanted) => {
    const known = kept.get(to) ?? new Map<FitSlice, number>();
    kept.set(to, known);
    const unknown: FitSlice[] = [];
    for (const slice of request.slices) if (!known.has(slice)) unknown.push(slice);
    const goesAhead = quotesOf(unknown) >= LARGE_REQUEST;
    let sent = 0;
    for (const slice of unknown) {
      if (goesAhead && sent + slice.k.length > PIECE && sent > 0) {
        await pause();
        if (!wanted()) return null;
        sent = 0;
      }
      known.set(slice, ++lastNumber);
      sent += slice.k.length;
      // A worker that dies never answers; the job is sent again then.
      if (goesAhead) to.take(lastNumber, slice).catch(() => undefined);
    }
    const numbers = new Map<FitSlice, number>();
    for (const slice of request.slices) numbers.set(slice, known.get(slice) as number);
    kept.set(to, numbers);
    const fresh = goesAhead ? [] : unknown.map((slice) => [numbers.get(slice) as number, slice] as const);
    try {
      const { settings, nearby } = request;
      const reply = await call.taken({ slices: [...numbers.values()], fresh, settings, nearby });
      if (reply !== NOT_KEPT) return reply;
    } catch (error) {
      // Whether they came is not known.
      kept.delete(to);
      throw error;
    }
    kept.delete(to);
    return call.whole(request);
  };
}

/** The worker's side: slices by number, those of the last request only. */
export interface KeptSlices {
  take(number: number, slice: FitSlice): void;
  /** The request with its slices; null where one of them is not here. Slices it does not name are let go. */
  request(numbered: NumberedRequest): CalibrationRequest | null;
}

export function keepSlices(): KeptSlices {
  let kept = new Map<number, FitSlice>();
  return {
    take: (number, slice) => kept.set(number, slice),
    request({ slices, fresh, settings, nearby }) {
      for (const [number, slice] of fresh) kept.set(number, slice);
      const named = new Map<number, FitSlice>();
      for (const number of slices) {
        const slice = kept.get(number);
        if (slice === undefined) return null;
        named.set(number, slice);
      }
      kept = named;
      const request = { slices: [...named.values()], settings };
      return nearby === undefined ? request : { ...request, nearby };
    },
  };
}

function quotesOf(slices: readonly FitSlice[]): number {
  return slices.reduce((sum, slice) => sum + slice.k.length, 0);
}
