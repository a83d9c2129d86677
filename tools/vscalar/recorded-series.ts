import { relative } from 'node:path';
import { read } from '#cli/pipeline.ts';
import { pathSource } from '#cli/sources.ts';
import { cutSnapshots } from '#live/cut-snapshots.ts';
import type { LiveSettings } from '#live/live-frame.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { LAST_INSTANT } from '#readers/reader.ts';
import { DEFAULT_REFIT } from '#tracking/refit-policy.ts';
import { DEFAULT_FILTER } from '#tracking/scalar-filter.ts';
import { readReplay } from '#worker/live-files.ts';

/** Snapshots of one underlying of one venue, ascending in time. */
export interface RecordedSeries {
  readonly name: string;
  readonly quotes: readonly QuoteSet[];
}

/** Two snapshots farther apart than this belong to different series, ms. */
const BREAK = 6 * 3_600_000;
/** Chains are cut alike whatever the scalars do. */
const ANY: LiveSettings = {
  map: 'vertical',
  filter: DEFAULT_FILTER,
  refit: DEFAULT_REFIT,
  policy: { riskAversion: 1, costs: { proportional: 0, fixed: 0 } },
};

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16);

/** The snapshots of one file: of a recording one a step, of ticks and of series each, else the file itself. */
async function snapshotsOf(path: string, step: number): Promise<readonly QuoteSet[]> {
  const source = await pathSource(path, path);
  if (!source.ok) return [];
  const replay = await readReplay([source.value], ANY, () => true);
  if (replay.ok) {
    const cutting = cutSnapshots(replay.value, step);
    let cut = cutting.next();
    while (cut.done !== true) cut = cutting.next();
    return cut.value;
  }
  const options = { asOf: null, underlying: null, at: LAST_INSTANT };
  const outcome = await read([source.value], options, () => undefined);
  return outcome.ok && outcome.value.asOf !== null ? [outcome.value] : [];
}

/**
 * Series of the snapshots that files hold, one after another by the instants that they say; files that hold no market, or
 * do not say when, are left out.
 *
 * @param step ms between the snapshots that are taken of a recording
 */
export async function recordedSeries(
  paths: readonly string[],
  step: number,
): Promise<{ readonly series: readonly RecordedSeries[]; readonly boards: number }> {
  const byMarket = new Map<string, QuoteSet[]>();
  let boards = 0;
  for (const path of paths) {
    for (const quotes of await snapshotsOf(path, step)) {
      const { venue, underlying, settlement } = quotes;
      const market = `${venue ?? relative('.', path)} ${underlying} ${settlement}`;
      const known = byMarket.get(market);
      if (known === undefined) byMarket.set(market, [quotes]);
      else known.push(quotes);
      boards++;
    }
  }
  const series: RecordedSeries[] = [];
  for (const [market, all] of byMarket) {
    all.sort((a, b) => a.asOf! - b.asOf!);
    let run: QuoteSet[] = [];
    const close = (): void => {
      if (run.length > 1)
        series.push({
          name: `${market}, ${minute(run[0]!.asOf!)} to ${minute(run.at(-1)!.asOf!)}`,
          quotes: run,
        });
      run = [];
    };
    for (const quotes of all) {
      const before = run.at(-1)?.asOf;
      // One market written twice is no series.
      if (before === quotes.asOf) continue;
      if (before !== undefined && quotes.asOf! - before! > BREAK) close();
      run.push(quotes);
    }
    close();
  }
  return { series, boards };
}
