/** What settings of a live surface would have come to on a recording, beside surfaces that are kept current by full fits alone. */
import { failure, type Outcome, success } from '#base/outcome.ts';
import type { FitSettings } from '#calibration/settings.ts';
import {
  type ReplayedPolicy,
  type ReplayFit,
  type ReplayOutcome,
  type ReplayScore,
  replayPolicy,
} from '#tracking/policy-replay.ts';
import { cutSnapshots } from './cut-snapshots.ts';
import { trackerSettings } from './live-base.ts';
import type { LiveSettings } from './live-frame.ts';
import { type RecordedMarket, recordedMarket } from './recorded-market.ts';
import type { ReplaySource } from './replay-source.ts';

/** `set`: as the settings say. Full fits alone: `as-often` as those came to, of `every` snapshot, `never` after the first. */
export type WhatIfPolicy = 'set' | 'as-often' | 'every' | 'never';

export interface WhatIfRow extends ReplayScore {
  readonly policy: WhatIfPolicy;
  /** Full fits after the first, and why. */
  readonly refits: number;
  readonly reasons: Readonly<Partial<Record<ReplayFit['reason'], number>>>;
  /** Loss of being off the market, and of moving, in the unit of the costs. */
  readonly loss: number;
  readonly cost: number;
}

export interface WhatIf {
  /** Instants of the first and the last snapshot, ms, and how many. */
  readonly from: number;
  readonly to: number;
  readonly snapshots: number;
  readonly rows: readonly WhatIfRow[];
}

/** Snapshots that a recording is cut into, about, and the time between them, ms. */
const SNAPSHOTS = 120;
const LEAST_STEP = 5000;
const MOST_STEP = 600_000;

function rowOf(policy: WhatIfPolicy, { all, refits, loss, cost }: ReplayOutcome): WhatIfRow {
  const reasons: Partial<Record<ReplayFit['reason'], number>> = {};
  for (const { reason } of refits) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return { policy, ...all, refits: refits.length, reasons, loss, cost };
}

/**
 * Runs the settings and three ways of full fits over a recording. Yields the share of the way, so that a driver can stop
 * it or let messages in.
 *
 * Fails where fewer than three snapshots have anything to fit.
 *
 * @param fit settings of the full fits
 */
export function* whatIf(
  source: ReplaySource,
  settings: LiveSettings,
  fit: FitSettings,
): Generator<number, Outcome<WhatIf>, void> {
  const step = Math.min(MOST_STEP, Math.max(LEAST_STEP, (source.to - source.from) / SNAPSHOTS));
  const cutting = cutSnapshots(source, step);
  let cut = cutting.next();
  for (; cut.done !== true; cut = cutting.next()) yield 0.2 * cut.value;
  const markets: RecordedMarket[] = [];
  for (const quotes of cut.value) {
    const market = recordedMarket(quotes, fit);
    if (market !== null) markets.push(market);
    yield 0.2;
  }
  if (markets.length < 3)
    return failure(
      'missing-data',
      `A policy is tried on three snapshots or more, ${step / 1000} s apart; ${markets.length} of this recording have anything to fit. Record for longer.`,
    );
  const snapshots = markets.map(({ snapshot }) => snapshot);
  const [from, to] = [snapshots[0]!.at, snapshots.at(-1)!.at];
  const { riskAversion, costs } = settings.policy;
  let done = 0;
  function* run(policy: ReplayedPolicy): Generator<number, ReplayOutcome, void> {
    const replay = replayPolicy(snapshots, policy, { riskAversion, ...costs });
    let next = replay.next();
    while (next.done !== true) {
      const { index } = next.value;
      yield 0.25 + (0.75 * (done + index / snapshots.length)) / 4;
      next = replay.next(markets[index]!.fit());
    }
    done++;
    return next.value;
  }
  const set = yield* run({ every: null, scalar: trackerSettings(settings) });
  const often = (to - from) / (set.refits.length + 1);
  const rows = [
    rowOf('set', set),
    rowOf('as-often', yield* run({ every: set.refits.length === 0 ? null : often, scalar: null })),
    rowOf('every', yield* run({ every: 1, scalar: null })),
    rowOf('never', yield* run({ every: null, scalar: null })),
  ];
  return success({ from, to, snapshots: snapshots.length, rows });
}
