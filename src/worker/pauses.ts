/**
 * What the worker does in the pauses of a hand that moves a number. It makes the fits that the next step may ask for, so
 * that the step finds its answer made: on slow or sleeping processors a fit takes several times as long as its way to the
 * page. And it makes fits again: the engine compiles a function when it has run often enough, which goes on for more than a
 * thousand fits, and on few processors a compilation takes the one that the fit runs on. What is made while nobody waits
 * is compiled by the next step.
 *
 * An answer made ahead is the answer of the same request, to the last bit: a fit depends on nothing but its request.
 */
import { equalPlain } from '#base/equal-plain.ts';
import { failure, type Outcome } from '#base/outcome.ts';
import { calibrate } from '#calibration/calibrate.ts';
import { type FitEnd, nearbyOf } from '#calibration/nearby-starts.ts';
import type { CalibrationRequest } from '#calibration/request.ts';
import type { CalibrationResult } from '#calibration/result.ts';
import { messagesIn } from './messages-in.ts';
import { type MovedNumber, movedNumber, nextSteps } from './next-steps.ts';
import type { PackedFit } from './packed-fit.ts';
import { createPackedSteps, type FitSteps, type Made } from './packed-steps.ts';

/** Fits of one kind after which hardly anything is left to be compiled. */
const ENOUGH = 3000;
/** A request that follows the last answer within this time is a step of a drag, ms. */
const NEXT_STEP_MS = 250;
/** From the answer to what is made after it, ms: the page takes the answer in meanwhile. */
const AFTER_MS = 4;
/** Fits are made again after one answer no longer than this, ms. */
const PAUSE_MS = 16;
/**
 * A fit that takes longer is not made again and again, ms: so much is thrown away by it that V8 comes to full collections,
 * several a second, and each of them drops compiled code that is not under way.
 */
const QUICK_MS = 3;
/** A fit that takes longer is not made ahead, ms: a hand that goes on does not wait for it. */
const AHEAD_MS = 25;
/**
 * What is made after one answer is given up after this time, ms: a fit may take far longer than the quickest of its kind,
 * with expiries or parameters let go that were held.
 */
const GIVE_UP_MS = 500;
/** About as long a request waits for what is made in a pause, ms: to the end of the step in hand. */
const LET_IN_AFTER_MS = 1;
/**
 * Answers kept: those of the next steps, of this one and of the one before, and between them those of hands that stop there.
 * What outlives a collection makes the engine come to full ones sooner, so that they are few, and packed.
 */
const KEPT = 7;

interface Answer extends Made {
  readonly request: CalibrationRequest;
}

export interface Pauses {
  /** The request that was asked for last has the settings of the one before it: a hand rests on them. */
  readonly isAtRest: boolean;
  /** The answer of a request where it is made already, else null; what is made in the pause ends. */
  answerTo(request: CalibrationRequest): Outcome<PackedFit> | null;
  /** The steps of the fit that is asked for. */
  steps(request: CalibrationRequest): FitSteps<Made>;
  /** The answer of the request that was asked for last; its pause begins. */
  answered(request: CalibrationRequest, outcome: Outcome<Made>): Outcome<PackedFit>;
}

/** @param fit makes the steps of a fit */
export function createPauses(
  fit: (request: CalibrationRequest) => FitSteps<CalibrationResult> = calibrate,
): Pauses {
  const packed = createPackedSteps(fit);
  /** Fits of each kind that were made again. */
  const fits = new Map<string, number>();
  /** What the quickest fit of each kind took on these slices, ms: what else the machine did is no part of it. */
  const quickest = new Map<string, number>();
  /** The newest last. */
  let answers: Answer[] = [];
  /** What was asked for last. */
  let last: CalibrationRequest | null = null;
  let hand: MovedNumber | null = null;
  /** When the last request came, ms. */
  let asked = Number.NEGATIVE_INFINITY;
  /** When the last answer left, ms. */
  let answeredAt = Number.NEGATIVE_INFINITY;
  let isDrag = false;
  let isAtRest = false;
  /** Counts the requests: what a pause makes ends with the next one. */
  let turn = 0;

  function keep(request: CalibrationRequest, made: Made, took: number): Answer {
    const kind = kindOf(request);
    quickest.set(kind, Math.min(took, quickest.get(kind) ?? took));
    const answer = { request, ...made };
    answers.push(answer);
    if (answers.length > KEPT) answers.shift();
    return answer;
  }

  function isAtMost(limit: number, request: CalibrationRequest, like = request): boolean {
    const took = quickest.get(kindOf(request)) ?? quickest.get(kindOf(like));
    return took !== undefined && took <= limit;
  }

  /** The last answer is on its way: what follows it is made when the page has taken it in. */
  function begin(answer: Answer): void {
    answeredAt = performance.now();
    const mine = turn;
    const wasDrag = isDrag;
    setTimeout(() => {
      // Nobody waits for it: whatever breaks it off breaks nothing else, and would break the next fit, which says so.
      goOn(answer, mine, wasDrag).catch(() => undefined);
    }, AFTER_MS);
  }

  async function goOn({ request, end }: Answer, mine: number, wasDrag: boolean): Promise<void> {
    if (mine !== turn) return;
    const from = performance.now();
    let letIn = from;
    /** Null where another fit is asked for meanwhile, or it takes too long. */
    const make = async (wanted: CalibrationRequest): Promise<Outcome<Made> | null> => {
      const steps = packed(wanted);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
        if (performance.now() - letIn < LET_IN_AFTER_MS) continue;
        await messagesIn();
        letIn = performance.now();
        if (mine !== turn || letIn - from > GIVE_UP_MS) {
          steps.return(failure('superseded', ''));
          return null;
        }
      }
    };
    for (const next of requestsAfter(request, end, hand)) {
      if (!isAtMost(AHEAD_MS, next, request)) continue;
      if (answers.some((answer) => isSame(answer.request, next))) continue;
      const began = performance.now();
      const outcome = await make(next);
      if (outcome === null) return;
      if (outcome.ok) keep(next, outcome.value, performance.now() - began);
    }
    const kind = kindOf(request);
    let made = wasDrag && isAtMost(QUICK_MS, request) ? (fits.get(kind) ?? 0) : ENOUGH;
    while (made < ENOUGH && performance.now() - from < PAUSE_MS) {
      if ((await make(request)) === null) return;
      fits.set(kind, ++made);
    }
  }

  return {
    get isAtRest() {
      return isAtRest;
    },
    answerTo(request) {
      turn++;
      asked = performance.now();
      isDrag = asked - answeredAt < NEXT_STEP_MS;
      if (last === null || !sameSlices(last, request)) {
        answers = [];
        quickest.clear();
        hand = null;
        isAtRest = false;
      } else {
        hand = movedNumber(hand, last.settings, request.settings);
        isAtRest = equalPlain(last.settings, request.settings);
      }
      last = request;
      const answer = answers.findLast((each) => isSame(each.request, request));
      if (answer === undefined) return null;
      begin(answer);
      return answer.reply;
    },
    steps: packed,
    answered(request, outcome) {
      if (!outcome.ok) return outcome;
      const answer = keep(request, outcome.value, performance.now() - asked);
      begin(answer);
      return answer.reply;
    },
  };
}

/**
 * What may be asked for next: a fit one step on, which goes on from the one that is shown, or where the hand stops, the same
 * one from its quotes alone.
 */
function requestsAfter(
  { slices, settings, nearby: from }: CalibrationRequest,
  end: FitEnd,
  hand: MovedNumber | null,
): CalibrationRequest[] {
  if (hand === null) return [];
  const steps = nextSteps(settings, hand).map((next) => {
    const request = { slices, settings: next };
    const nearby = nearbyOf(end, request);
    return nearby === null ? request : { ...request, nearby };
  });
  return from === undefined ? steps : [...steps, { slices, settings }];
}

function isSame(a: CalibrationRequest, b: CalibrationRequest): boolean {
  return sameSlices(a, b) && sameColumn(a.nearby, b.nearby) && equalPlain(a.settings, b.settings);
}

/** By identity: the worker keeps the slices that it is not sent again. */
function sameSlices(a: CalibrationRequest, b: CalibrationRequest): boolean {
  return a.slices.length === b.slices.length && a.slices.every((slice, i) => slice === b.slices[i]);
}

function sameColumn(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

/** Settings that lead through parts of the program of their own. */
function kindOf({ settings, nearby }: CalibrationRequest): string {
  const { model, residual, loss, optimiser, all } = settings;
  const way = nearby === undefined ? 'alone' : 'on';
  return [model, residual, loss.kind, optimiser, all.butterfly.mode, all.calendar.mode, way].join();
}
