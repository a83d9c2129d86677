import { resolve } from 'node:path';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import { type RecordedMarket, recordedMarket } from '#live/recorded-market.ts';
import type { ReplayCosts } from '#tracking/policy-replay.ts';
import type { ScalarMap } from '#tracking/scaled-smile.ts';
import { quoteFiles, realFolder } from '../corpus/quote-files.ts';
import { isBenchmark, recordedPolicies, scoreRecorded } from './recorded-policies.ts';
import { type RecordedTrial, recordedJson, recordedTable } from './recorded-report.ts';
import { type RecordedSeries, recordedSeries } from './recorded-series.ts';

/** What is asked of recordings. */
export interface RecordingOptions {
  /** Files; none takes every real file beside the checkout. */
  readonly files: readonly string[];
  readonly model: string;
  readonly map: ScalarMap;
  /** Minutes between the snapshots that are taken of a recording. */
  readonly step: number;
  readonly costs: ReplayCosts | null;
  readonly json: boolean;
}

const MINUTE = 60_000;
const DAYS = 365;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** The markets of a series, and days to expiry of each expiry when it is first seen. */
function marketsOf({ quotes }: RecordedSeries, model: string) {
  const settings: FitSettings = { ...DEFAULT_SETTINGS, model };
  const markets = quotes.flatMap((set) => recordedMarket(set, settings) ?? []);
  const days = new Map<string, number>();
  for (const { snapshot } of markets)
    for (const { key, t } of snapshot.expiries) if (!days.has(key)) days.set(key, t * DAYS);
  return { markets, days };
}

function scoresOf(series: RecordedSeries, { model, map, costs, json }: RecordingOptions): readonly string[] {
  const { markets, days } = marketsOf(series, model);
  if (markets.length < 2) return [`${series.name}: fewer than two snapshots have anything to fit.`];
  const instants = markets.map(({ snapshot }) => snapshot.at);
  const step = median(instants.slice(1).map((at, i) => at - instants[i]!));
  const trials: readonly RecordedTrial[] = recordedPolicies(step, map, costs).map((named) => ({
    named,
    outcome: scoreRecorded(markets as readonly RecordedMarket[], named, costs),
  }));
  const benchmark = trials.find(({ named }) => isBenchmark(named))!;
  const scored = instants.slice(0, -1);
  if (json) return trials.map((trial) => recordedJson(series.name, trial, benchmark, days, scored));
  const hours = (instants.at(-1)! - instants[0]!) / (60 * MINUTE);
  return [
    `${series.name}: ${markets.length} snapshots over ${hours.toFixed(1)} h, ${(step / MINUTE).toFixed(1)} min apart at the median, ${benchmark.outcome.all.nextQuotes} quotes scored.`,
    recordedTable(trials, benchmark, days, scored, costs !== null),
    'Errors: against the next quotes within 1.5 standard deviations, root mean square, vol points. Changes: of the error of a snapshot against a full refit every 30 minutes.',
    hours < 6
      ? 'Fewer than six hours: no interval is told, and the differences may be chance.'
      : 'Their 95 % intervals are over blocks of an hour. One recording is one market on one day.',
  ];
}

/** Scores policies on recordings. @returns lines to print, and whether anything could be scored */
export async function scoreRecordings(
  options: RecordingOptions,
): Promise<{ readonly lines: readonly string[]; readonly scored: boolean }> {
  const folder = realFolder();
  const called = process.env['INIT_CWD'] ?? process.cwd();
  const named = options.files.map((file) => resolve(called, file));
  const paths = named.length > 0 ? named : quoteFiles(folder);
  if (paths.length === 0)
    return { lines: [`skipped: no recordings, for there is no folder ${folder}.`], scored: false };
  const { series, boards } = await recordedSeries(paths, options.step * MINUTE);
  if (series.length === 0) {
    const where = named.length > 0 ? `${paths.length} files` : folder;
    return {
      lines: [
        `skipped: ${where} with ${boards} snapshots, and no two of one market within six hours of each other. Record the live feed, or name files of one market one after another.`,
      ],
      scored: false,
    };
  }
  return { lines: series.flatMap((each) => scoresOf(each, options)), scored: true };
}
