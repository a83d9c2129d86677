import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';
import { seeded } from '../sample/random.ts';
import { mutate } from './mutate.ts';

/** What reading mutated copies of one file came to. */
export interface CorpusResult {
  readonly format: string;
  readonly files: number;
  readonly opened: number;
  readonly refused: number;
  /** One sentence a fault: an uncaught error, books that do not add up, a value that must not be there. */
  readonly faults: readonly string[];
  /** Processor time, so that a busy machine does not count against the reader. */
  readonly slowestMs: number;
  readonly over250ms: number;
}

/**
 * Reads `count` seeded mutations of a file and checks what must hold of every outcome. `rows`: the rows of the file,
 * where a damaged copy must be refused rather than opened with another number.
 */
export async function readMutations(
  format: string,
  name: string,
  bytes: Uint8Array,
  count: number,
  seed: number,
  change: typeof mutate = mutate,
  rows: number | null = null,
): Promise<CorpusResult> {
  const faults: string[] = [];
  let opened = 0;
  let slowestMs = 0;
  let over250ms = 0;
  for (let i = 0; i < count; i++) {
    const changed = change(bytes, seeded(seed + i));
    const start = process.cpuUsage();
    try {
      const outcome = await readAll(name, changed);
      if (outcome.ok) opened++;
      const other = rows !== null && outcome.ok && outcome.value.rowsRead !== rows;
      const fault = other ? `${outcome.value.rowsRead} rows read of ${rows}` : faultOf(outcome);
      if (fault !== null) faults.push(`${format}, seed ${seed + i}: ${fault}`);
    } catch (error) {
      faults.push(`${format}, seed ${seed + i}: uncaught ${String(error)}`);
    }
    const spent = process.cpuUsage(start);
    const ms = (spent.user + spent.system) / 1000;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > 250) over250ms++;
  }
  return { format, files: count, opened, refused: count - opened, faults, slowestMs, over250ms };
}

/** Reads one file to its end. */
export async function readAll(name: string, bytes: Uint8Array): Promise<Outcome<QuoteSet>> {
  const reading = readFiles([memorySource(name, bytes)], { asOf: null, underlying: null, at: null });
  let step = await reading.next();
  while (step.done !== true) step = await reading.next();
  return step.value;
}

/** What is wrong with an outcome, null when nothing is. */
function faultOf(outcome: Outcome<QuoteSet>): string | null {
  if ('polluted' in {}) return 'a prototype was changed';
  if (!outcome.ok) {
    const { message, reason } = outcome.error;
    // Readers fail with sentences of their own; this one tells of an error that nobody foresaw.
    if (message.includes('could not be read (')) return `unforeseen error: ${message}`;
    return reason === 'unrecognised' || message.length > 20 ? null : `no sentence: "${message}"`;
  }
  const set = outcome.value;
  const n = set.symbol.length;
  const rejected = set.rejected.reduce((sum, entry) => sum + entry.count, 0);
  if (set.rowsRead !== n + rejected) return `${set.rowsRead} rows read, ${n} accepted, ${rejected} rejected`;
  if (n === 0) return 'opened without a quote';
  if (new Set(set.symbol).size !== n) return 'a key twice';
  const lengths = [set.root, set.expiry, set.strike, set.isCall, set.bid, set.ask].map(
    (column) => column.length,
  );
  if (lengths.some((length) => length !== n)) return `columns of lengths ${lengths.join(', ')}`;
  for (const column of [
    set.bid,
    set.ask,
    set.bidSize,
    set.askSize,
    set.markVol,
    set.underlyingPrice,
    set.tick,
  ]) {
    if (column?.some((value) => !(Number.isNaN(value) || (value > 0 && value < Infinity))))
      return 'a price of zero or less';
  }
  if (set.strike.some((strike) => !(strike > 0 && strike < Infinity))) return 'a strike that is none';
  if (set.expiry.some((expiry) => !Number.isSafeInteger(expiry))) return 'an expiry that is none';
  const unsafe = set.symbol.find((symbol) => !/^[A-Zd0-9_.:|-]{1,160}$/.test(symbol));
  return unsafe === undefined ? null : `an unsafe key ${JSON.stringify(unsafe)}`;
}
