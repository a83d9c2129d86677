/**
 * From a file or a changed setting to a fit, latest wins. One run is under way
 * and at most one more is owed; the last good fit stays on the screen until the
 * next one lands, stale at once and overdue after 150 ms.
 *
 * A file is placed whole, together with its first fit, so that quotes, market
 * and fit on the screen always belong together.
 */

import { equalPlain } from '#base/equal-plain.ts';
import { type Failure, failure, type Outcome } from '#base/outcome.ts';
import { makeRequest } from '#calibration/make-request.ts';
import { nearbyOf } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { withoutConstraints } from '#calibration/settings.ts';
import type { MarketBook, MarketOptions } from '#market/book.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { isOf, underDecisions } from './agreement.ts';
import { carriedFor } from './carried.ts';
import { emptySentence, quoteSetName } from './empty-sentence.ts';
import { filteredBook } from './filtered.ts';
import type { Ending, Flow, FlowHost, Opening } from './flow-host.ts';
import { isLarge, largeRequest, pause } from './large-request.ts';
import type { FitStatus, Fitted } from './state.ts';

/** A result older than its settings by this many ms is dimmed. */
export const OVERDUE_MS = 150;
/**
 * A run the hand has left behind may finish while it is quick, so that the
 * screen follows a drag; past this many ms the newest settings replace it.
 */
const MOST_PATIENCE_MS = 500;

/** A hand that has not moved for so long rests: the fit that followed it is found anew, ms. */
export const REST_MS = 150;

/** Nothing fitted, nothing running. */
export const IDLE: FitStatus = {
  phase: 'idle',
  progress: null,
  stale: false,
  overdue: false,
  cancelled: false,
  error: null,
  elapsedMs: null,
};

/** True where at least one expiry of the fit can be shown. */
export function hasSurface(fitted: Fitted | null): fitted is Fitted {
  return fitted?.result.slices.some((slice) => slice.status !== 'failed') ?? false;
}

interface Run {
  readonly controller: AbortController;
  readonly startedAt: number;
  readonly opening: Opening | null;
  /** Finds the shown fit anew, while the hand rests: whatever the hand does next comes first. */
  readonly isAtRest: boolean;
  /** What the status said before, for a file that does not come to be placed. */
  readonly before: Pick<FitStatus, 'cancelled' | 'error'>;
  /** When the decisions first moved on from those of this run. */
  changedAt: number | null;
  stopWaiting: (() => void) | null;
}

export function createFlow(host: FlowHost): Flow {
  const { service, clock } = host;
  let run: Run | null = null;
  let isReading = false;
  let settled: FitStatus['phase'] = 'idle';
  /** The market last made, and the options it was made under. */
  let made: { quotes: QuoteSet; options: MarketOptions; outcome: Outcome<MarketBook> } | null = null;
  let stopOverdue: (() => void) | null = null;
  let stopResting: (() => void) | null = null;
  let staleSince: number | null = null;

  function status(change: Partial<FitStatus>): FitStatus {
    return { ...host.get().fit, ...change, phase: run !== null || isReading ? 'running' : settled };
  }

  function publish(change: Partial<FitStatus>): void {
    host.set({ fit: status(change) });
  }

  /** Age of the shown fit against the decisions; null when they agree. */
  function staleFrom(since: number | null): Pick<FitStatus, 'stale' | 'overdue'> {
    stopOverdue?.();
    stopOverdue = null;
    staleSince = since;
    if (since === null) return { stale: false, overdue: false };
    const left = since + OVERDUE_MS - clock.now();
    if (left <= 0) return { stale: true, overdue: true };
    stopOverdue = clock.after(left, () => {
      stopOverdue = null;
      publish({ overdue: true });
    });
    return { stale: true, overdue: false };
  }

  /** @param oldSince when the decisions moved on from the shown fit, where that is why it starts; null: nothing is said of it */
  function start(opening: Opening | null, isAtRest = false, oldSince: number | null = null): void {
    drop();
    stopResting?.();
    stopResting = null;
    const { cancelled, error } = host.get().fit;
    const mine: Run = {
      controller: new AbortController(),
      startedAt: clock.now(),
      opening,
      isAtRest,
      before: { cancelled, error },
      changedAt: null,
      stopWaiting: null,
    };
    run = mine;
    // Sent before the screen hears of it: the worker fits while the page draws.
    const ending = execute(mine);
    const age = oldSince === null ? {} : staleFrom(oldSince);
    publish({ ...age, progress: null, cancelled: false, error: null });
    ending.then(
      (ending) => {
        if (run === mine && ending !== null) finish(mine, ending);
      },
      (fault: unknown) => {
        // Only a fault of this program throws here; it must not leave a spinner behind.
        if (run === mine) breakOff(mine, String(fault));
      },
    );
  }

  /** Lets go of the run under way without an ending. */
  function drop(): void {
    run?.stopWaiting?.();
    run?.controller.abort();
    run = null;
  }

  async function execute(mine: Run): Promise<Ending | null> {
    const state = host.get();
    const { opening } = mine;
    const quotes = opening?.quotes ?? state.quotes;
    if (quotes === null) return null;
    const carried = opening === null ? null : carriedFor(opening, state);
    const decisions = carried?.decisions ?? state.decisions;
    const { signal } = mine.controller;
    const base = { opening, carried, quotes };

    const market =
      knownMarket(quotes, decisions.marketOptions) ??
      (await makeMarket(quotes, decisions.marketOptions, signal));
    if (run !== mine) return null;
    if (!market.ok) return { ...base, market, filtered: null, fitted: null, error: market.error };

    const filtered = filteredBook(quotes, market.value, decisions.settings.filters);
    // Without a pause where there is no need of one: what follows is sent before the page draws.
    const request = isLarge(quotes)
      ? await largeRequest(clock, quotes, market.value, filtered, decisions.settings)
      : makeRequest(quotes, market.value, filtered, decisions.settings);
    if (run !== mine) return null;
    const shown = (preview: CalibrationResult) => {
      if (opening !== null) return;
      // Made under the same decisions but for the constraints it does not keep yet: it never passes for the strict fit.
      const settings = withoutConstraints(decisions.settings);
      const free = {
        quotes,
        market: market.value,
        filtered,
        request,
        decisions: { ...decisions, settings },
        result: preview,
      };
      host.preview(free);
    };
    const goesOn = opening === null && !mine.isAtRest && host.inHand();
    const from = goesOn ? state.fitted : null;
    const nearby = from === null ? null : nearbyOf(from.result, request);
    const asked = nearby === null ? request : { ...request, nearby };
    const outcome = await fit(mine, asked, () => emptySentence(quotes, market.value, filtered), shown);
    if (run !== mine) return null;
    if (!outcome.ok) return { ...base, market, filtered, fitted: null, error: outcome.error };
    const fitted: Fitted = {
      quotes,
      market: market.value,
      filtered,
      request,
      decisions,
      result: outcome.value,
      ...(from === null || nearby === null ? {} : { inHand: from.inHand ?? from }),
    };
    return {
      ...base,
      market,
      filtered,
      fitted,
      error: hasSurface(fitted) ? null : everyExpiryFailed(fitted),
    };
  }

  function knownMarket(quotes: QuoteSet, options: MarketOptions): Outcome<MarketBook> | null {
    return made?.quotes === quotes && equalPlain(made.options, options) ? made.outcome : null;
  }

  async function makeMarket(
    quotes: QuoteSet,
    options: MarketOptions,
    signal: AbortSignal,
  ): Promise<Outcome<MarketBook>> {
    const outcome = await service.market(quotes, options, { signal });
    if (outcome.ok) made = { quotes, options, outcome };
    // To unpack a large market takes as long as a task may.
    if (isLarge(quotes)) await pause(clock);
    return outcome;
  }

  async function fit(
    mine: Run,
    request: CalibrationRequest,
    whyEmpty: () => string,
    shown: (preview: CalibrationResult) => void,
  ): Promise<Outcome<CalibrationResult>> {
    if (request.slices.every((slice) => slice.k.length === 0))
      return failure(
        'missing-data',
        request.slices.length === 0 && hasDropped(request) ? ALL_DROPPED : whyEmpty(),
      );
    return service.calibrate(request, {
      signal: mine.controller.signal,
      onProgress: (progress) => {
        if (run !== mine) return;
        publish({ progress });
        if (progress.preview !== undefined) shown(progress.preview);
      },
    });
  }

  function finish(mine: Run, ending: Ending): void {
    const before = host.get();
    mine.stopWaiting?.();
    run = null;
    // A session is put back as it was, be it one that could not be fitted.
    const refusable = ending.opening !== null && ending.opening.restored === undefined;
    if (refusable && ending.error !== null && hasSurface(before.fitted)) {
      publish({ progress: null, ...mine.before });
      host.refuse(ending.opening, ofFile(ending.error, ending.quotes));
      goOn();
      return;
    }
    const moved = mine.changedAt;
    if (ending.error !== null) {
      settled = 'failed';
      // The last good fit is marked old at once: nothing newer is on its way.
      const stale = hasSurface(before.fitted)
        ? { ...staleFrom(staleSince ?? clock.now()), overdue: true }
        : staleFrom(null);
      host.place(ending, status({ ...stale, progress: null, error: ending.error }));
    } else {
      settled = 'done';
      const elapsedMs = clock.now() - mine.startedAt;
      host.place(ending, status({ ...staleFrom(moved), progress: null, error: null, elapsedMs }));
    }
    if (moved !== null || (ending.fitted !== null && !isOf(ending.fitted, host.get()))) follow();
    else if (ending.fitted?.inHand !== undefined) rest();
  }

  /** Waits for the hand to rest upon a fit that followed it. */
  function rest(): void {
    if (host.inHand()) stopResting = clock.after(REST_MS, () => start(null, true));
    else start(null, true);
  }

  /** A file did not take the place of what was open: what was owed to that is made. */
  function goOn(): void {
    if (staleSince !== null || host.get().fitted?.inHand !== undefined) follow();
  }

  function breakOff(mine: Run, what: string): void {
    mine.stopWaiting?.();
    run = null;
    settled = 'failed';
    publish({
      progress: null,
      error: { reason: 'calculation-failed', message: `A fault of the program stopped it (${what}).` },
    });
  }

  function follow(): void {
    const state = host.get();
    const now = clock.now();
    if (run?.isAtRest === true) drop();
    if (run !== null) {
      run.changedAt ??= now;
      if (state.fitted !== null) publish(staleFrom(staleSince ?? now));
      if (run.opening === null) supersedeWhenSlow(run, state.fit.elapsedMs ?? 0);
      return;
    }
    if (state.quotes === null) return;
    const shown = underDecisions(state.fitted, state);
    if (shown !== null) {
      settled = 'done';
      publish({ ...staleFrom(null), progress: null, cancelled: false, error: null });
      host.restored(shown);
      return;
    }
    start(null, false, state.fitted === null ? null : (staleSince ?? now));
  }

  function supersedeWhenSlow(mine: Run, lastMs: number): void {
    if (mine.stopWaiting !== null) return;
    const patience = Math.min(MOST_PATIENCE_MS, Math.max(OVERDUE_MS, 1.5 * lastMs));
    mine.stopWaiting = clock.after(Math.max(0, mine.startedAt + patience - clock.now()), () => {
      if (run === mine) start(null);
    });
  }

  return {
    follow,
    letGo() {
      if (run === null && host.get().fitted?.inHand !== undefined && stopResting !== null) start(null, true);
    },
    open: start,
    reading(on) {
      isReading = on;
      publish({});
    },
    isOpening: () => isReading || (run !== null && run.opening !== null && run.opening.live !== true),
    unread() {
      isReading = false;
      if (host.get().quotes === null) settled = 'failed';
      publish({});
    },
    cancel() {
      const cancelled = run;
      if (cancelled === null) return false;
      drop();
      const { fitted } = host.get();
      if (cancelled.opening !== null) {
        publish({ progress: null, ...cancelled.before });
        goOn();
        return true;
      }
      // What was taken back while it was fitted leaves the shown fit as fresh as it was.
      if (underDecisions(fitted, host.get()) !== null) {
        follow();
        return true;
      }
      settled = fitted === null ? 'idle' : 'done';
      const stale = fitted === null ? {} : { ...staleFrom(staleSince ?? clock.now()), overdue: true };
      publish({ ...stale, progress: null, cancelled: fitted !== null });
      return true;
    },
    forget() {
      drop();
      stopResting?.();
      stopResting = null;
      staleFrom(null);
      made = null;
      settled = 'idle';
    },
    fitAgain() {
      if (host.get().quotes !== null) start(null);
    },
  };
}

const ALL_DROPPED = 'Every expiry is dropped by hand, nothing to fit. Take one back in the strip.';

function hasDropped({ settings }: CalibrationRequest): boolean {
  return Object.keys(settings.dropped).length > 0;
}

/** Why nothing could be fitted, by the reason of most expiries: that of the first may be its own and hide theirs. */
function everyExpiryFailed(fitted: Fitted): Failure {
  const { slices } = fitted.result;
  const reasons = slices.flatMap(({ message }) => (message === null ? [] : [message]));
  const times = (reason: string) => reasons.filter((each) => each === reason).length;
  const [first = 'No expiry could be fitted.'] = reasons;
  const most = reasons.reduce((best, reason) => (times(reason) > times(best) ? reason : best), first);
  const who = most === first ? 'the first' : `${times(most)} of them`;
  return {
    reason: 'calculation-failed',
    message:
      slices.length === 1 ? first : `None of ${slices.length} expiries could be fitted; ${who}: ${most}`,
  };
}

/** The failure led by the file it is of, where its sentence does not name it. */
function ofFile(error: Failure, quotes: QuoteSet): Failure {
  const name = quoteSetName(quotes);
  return error.message.includes(name) ? error : { ...error, message: `${name}: ${error.message}` };
}
