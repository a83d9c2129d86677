import { relative } from 'node:path';
import { read } from '#cli/pipeline.ts';
import { pathSource } from '#cli/sources.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { LAST_INSTANT } from '#readers/reader.ts';

/** Snapshots of one underlying of one venue, ascending in time. */
export interface RecordedSeries {
  readonly name: string;
  readonly quotes: readonly QuoteSet[];
}

/** Layouts that hold every change of a market and not one snapshot of it. */
const TICKS = ['tardis-options-chain', 'deribit-recording'];
/** Two snapshots farther apart than this belong to different series, ms. */
const BREAK = 6 * 3_600_000;
/** A snapshot of ticks with fewer of the last one's quotes than this share of them lies before the recording was whole. */
const WHOLE = 0.5;

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16);

async function readAt(path: string, at: number): Promise<QuoteSet | null> {
  const source = await pathSource(path, path);
  if (!source.ok) return null;
  const options = { asOf: null, underlying: null, at: at as typeof LAST_INSTANT };
  const outcome = await read([source.value], options, () => undefined);
  return outcome.ok && outcome.value.asOf !== null ? outcome.value : null;
}

/** The snapshots of one file: itself, or of ticks one a step, from the last one back. */
async function snapshotsOf(path: string, step: number): Promise<readonly QuoteSet[]> {
  const last = await readAt(path, LAST_INSTANT);
  if (last === null) return [];
  const found = [last];
  if (!TICKS.includes(last.reader)) return found;
  for (let at = last.asOf! - step; ; at -= step) {
    const quotes = await readAt(path, at);
    if (quotes === null || quotes.symbol.length < WHOLE * last.symbol.length) return found.reverse();
    if (quotes.asOf! < found.at(-1)!.asOf!) found.push(quotes);
  }
}

/**
 * Series of the snapshots that files hold, one after another by the instants that they say; files that hold no market, or
 * do not say when, are left out.
 *
 * @param step ms between the snapshots that are taken of ticks
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
