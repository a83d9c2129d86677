/**
 * A fit on its way to the page. As plain data it is some hundred small objects and fifty small columns, of which each
 * field goes by its name and each column has a buffer of its own made for it, there and here: that takes longer than the
 * rest of the way. Packed it is one column of numbers; the columns of the fit that is unpacked are parts of it.
 */
import { type Outcome, success } from '#base/outcome.ts';
import { epochMs, years } from '#base/units.ts';
import type {
  CalendarArbitrage,
  CalibrationResult,
  FittedParameter,
  SliceArbitrage,
  SliceFit,
  SmileMeasures,
  StopReason,
} from '#calibration/result.ts';
import { isOutcome } from './reply.ts';

/** A CalibrationResult whose slices and their pairs are packed. */
export interface PackedFit extends Omit<CalibrationResult, 'slices' | 'calendar'> {
  /** Everything of `slices` and `calendar` in the order in which it is read here. */
  readonly numbers: Float64Array;
  /** The different strings among it, which stand in `numbers` by their place. */
  readonly words: readonly string[];
}

type Status = SliceFit['status'];
type Pair = readonly [number, number];

/** Bits of a parameter. */
const FIXED = 1;
const AT_MIN = 2;
const AT_MAX = 4;
const HAS_ERROR = 8;

/** What is packed into: a fit is packed in one go, so all share it. */
let room = new Float64Array(4096);
let count = 0;
let places = new Map<string, number>();

function put(value: number): void {
  if (count === room.length) {
    const larger = new Float64Array(2 * count);
    larger.set(room);
    room = larger;
  }
  room[count++] = value;
}

function putMaybe(value: number | null): void {
  put(value === null ? 0 : 1);
  if (value !== null) put(value);
}

function putPair(pair: Pair | null): void {
  put(pair === null ? 0 : 1);
  if (pair === null) return;
  put(pair[0]);
  put(pair[1]);
}

function putWord(word: string | null): void {
  if (word === null) {
    put(-1);
    return;
  }
  let place = places.get(word);
  if (place === undefined) {
    place = places.size;
    places.set(word, place);
  }
  put(place);
}

function putColumn(column: Float64Array | null): void {
  put(column === null ? -1 : column.length);
  if (column !== null) for (let i = 0; i < column.length; i++) put(column[i]!);
}

function putParameters(parameters: readonly FittedParameter[]): void {
  put(parameters.length);
  for (const { name, value, standardError, fixed, atBound } of parameters) {
    putWord(name);
    const bound = atBound === null ? 0 : atBound === 'min' ? AT_MIN : AT_MAX;
    put((fixed ? FIXED : 0) + bound + (standardError === null ? 0 : HAS_ERROR));
    put(value);
    if (standardError !== null) put(standardError);
  }
}

function putMeasures(measures: SmileMeasures | null): void {
  put(measures === null ? 0 : 1);
  if (measures === null) return;
  put(measures.vol);
  put(measures.skew);
  put(measures.curvature);
  putMaybe(measures.riskReversal25);
  putMaybe(measures.butterfly25);
  putMaybe(measures.riskReversal10);
  putMaybe(measures.butterfly10);
  for (const k of measures.deltaK) putMaybe(k);
}

function putArbitrage(arbitrage: SliceArbitrage | null): void {
  put(arbitrage === null ? 0 : 1);
  if (arbitrage === null) return;
  put(arbitrage.minG);
  put(arbitrage.minGAt);
  putPair(arbitrage.kRange);
  putMaybe(arbitrage.minGQuoted);
  putMaybe(arbitrage.minGQuotedAt);
  putPair(arbitrage.quotedRange);
}

function putSlice(fit: SliceFit): void {
  putWord(fit.key);
  put(fit.expiry);
  put(fit.t);
  put(fit.forward);
  putWord(fit.status);
  put(fit.frozen === true ? 1 : 0);
  putWord(fit.message);
  putColumn(fit.theta);
  putParameters(fit.parameters);
  putColumn(fit.covariance === null ? null : fit.covariance.matrix);
  if (fit.covariance !== null) put(fit.covariance.degrees);
  const views = Object.keys(fit.views);
  put(views.length);
  for (const id of views) {
    putWord(id);
    putParameters(fit.views[id]!);
  }
  putWord(fit.stop);
  put(fit.iterations);
  putColumn(fit.weight);
  put(fit.effectiveQuotes);
  putColumn(fit.modelVol);
  put(fit.used);
  put(fit.twoSided);
  put(fit.inside);
  putMaybe(fit.rmseVol);
  putMaybe(fit.looRmseVol);
  putMaybe(fit.insideSpread);
  put(fit.freeParameters);
  putMeasures(fit.measures);
  putArbitrage(fit.arbitrage);
}

function putCalendar(pair: CalendarArbitrage): void {
  put(pair.from);
  put(pair.to);
  putWord(pair.fromKey);
  putWord(pair.toKey);
  put(pair.minDw);
  put(pair.at);
  putPair(pair.kRange);
  putMaybe(pair.minDwQuoted);
  putMaybe(pair.quotedAt);
}

/** Packs a fit as `calibrate` makes it: no slice has moved since. */
export function packFit({ model, slices, surface, calendar, summary, cost }: CalibrationResult): PackedFit {
  count = 0;
  places = new Map();
  put(slices.length);
  for (const slice of slices) putSlice(slice);
  put(calendar.length);
  for (const pair of calendar) putCalendar(pair);
  return { model, numbers: room.slice(0, count), words: [...places.keys()], surface, summary, cost };
}

/** True for what `packFit` gives. */
function isPackedFit(value: unknown): value is PackedFit {
  if (typeof value !== 'object' || value === null || !('numbers' in value) || !('words' in value))
    return false;
  return value.numbers instanceof Float64Array && Array.isArray(value.words);
}

/** What is unpacked, and how far: a fit is unpacked in one go. */
let numbers: Float64Array = new Float64Array();
let words: readonly string[] = [];
let next = 0;

const take = (): number => numbers[next++]!;
const takeMaybe = (): number | null => (take() === 0 ? null : take());
const takePair = (): Pair => [take(), take()];

function takeWord(): string | null {
  const place = take();
  return place < 0 ? null : words[place]!;
}

function takeColumn(): Float64Array | null {
  const length = take();
  if (length < 0) return null;
  next += length;
  return numbers.subarray(next - length, next);
}

function takeParameters(): FittedParameter[] {
  const parameters: FittedParameter[] = [];
  for (let left = take(); left > 0; left--) {
    const name = takeWord()!;
    const bits = take();
    const value = take();
    parameters.push({
      name,
      value,
      standardError: (bits & HAS_ERROR) === 0 ? null : take(),
      fixed: (bits & FIXED) !== 0,
      atBound: (bits & AT_MIN) !== 0 ? 'min' : (bits & AT_MAX) !== 0 ? 'max' : null,
    });
  }
  return parameters;
}

function takeMeasures(): SmileMeasures | null {
  if (take() === 0) return null;
  return {
    vol: take(),
    skew: take(),
    curvature: take(),
    riskReversal25: takeMaybe(),
    butterfly25: takeMaybe(),
    riskReversal10: takeMaybe(),
    butterfly10: takeMaybe(),
    deltaK: [takeMaybe(), takeMaybe(), takeMaybe(), takeMaybe()],
  };
}

function takeArbitrage(): SliceArbitrage | null {
  if (take() === 0) return null;
  const minG = take();
  const minGAt = take();
  next++;
  return {
    minG,
    minGAt,
    kRange: takePair(),
    minGQuoted: takeMaybe(),
    minGQuotedAt: takeMaybe(),
    quotedRange: take() === 0 ? null : takePair(),
  };
}

function takeCovariance(): SliceFit['covariance'] {
  const matrix = takeColumn();
  return matrix === null ? null : { matrix, degrees: take() };
}

function takeViews(): SliceFit['views'] {
  const views: Record<string, readonly FittedParameter[]> = {};
  for (let left = take(); left > 0; left--) {
    const id = takeWord()!;
    views[id] = takeParameters();
  }
  return views;
}

function takeSlice(): SliceFit {
  const key = takeWord()!;
  const expiry = epochMs(take());
  const t = years(take());
  const forward = take();
  const status = takeWord() as Status;
  const frozen = take() === 1;
  const fit: SliceFit = {
    key,
    expiry,
    t,
    forward,
    status,
    message: takeWord(),
    theta: takeColumn(),
    parameters: takeParameters(),
    covariance: takeCovariance(),
    views: takeViews(),
    stop: takeWord() as StopReason | null,
    iterations: take(),
    weight: takeColumn()!,
    effectiveQuotes: take(),
    modelVol: takeColumn()!,
    used: take(),
    twoSided: take(),
    inside: take(),
    rmseVol: takeMaybe(),
    looRmseVol: takeMaybe(),
    insideSpread: takeMaybe(),
    freeParameters: take(),
    measures: takeMeasures(),
    arbitrage: takeArbitrage(),
  };
  return frozen ? { ...fit, frozen } : fit;
}

function takeCalendar(): CalendarArbitrage {
  const from = epochMs(take());
  const to = epochMs(take());
  const fromKey = takeWord()!;
  const toKey = takeWord()!;
  const minDw = take();
  const at = take();
  next++;
  return {
    from,
    to,
    fromKey,
    toKey,
    minDw,
    at,
    kRange: takePair(),
    minDwQuoted: takeMaybe(),
    quotedAt: takeMaybe(),
  };
}

/** The fit again, equal to the last bit; its columns share one buffer. */
export function unpackFit({ model, surface, summary, cost, ...packed }: PackedFit): CalibrationResult {
  numbers = packed.numbers;
  words = packed.words;
  next = 0;
  const slices: SliceFit[] = [];
  for (let left = take(); left > 0; left--) slices.push(takeSlice());
  const calendar: CalendarArbitrage[] = [];
  for (let left = take(); left > 0; left--) calendar.push(takeCalendar());
  numbers = new Float64Array();
  return { model, slices, surface, calendar, summary, cost };
}

/** A reply with its fit unpacked; any other as it is. */
export function unpackReply<R extends string>(
  reply: Outcome<CalibrationResult | PackedFit> | R,
): Outcome<CalibrationResult> | R {
  // What is not understood is for the receiver to say.
  if (!isOutcome(reply) || !reply.ok || !isPackedFit(reply.value))
    return reply as Outcome<CalibrationResult> | R;
  return success(unpackFit(reply.value), reply.issues);
}
