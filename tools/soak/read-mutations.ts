import type { Outcome } from '#base/outcome.ts';
import type { QuoteSet } from '#market/quote-set.ts';
import { readFiles } from '#readers/index.ts';
import { memorySource } from '#testing/byte-source.ts';
import { type Random, seeded } from '../sample/random.ts';

/** What is read again and again, each time with other changes. */
export interface Subject {
  readonly format: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly change: (bytes: Uint8Array, random: Random) => Uint8Array;
  /** Rows of the file, where a damaged copy must be refused rather than opened with another number. */
  readonly rows: number | null;
}

/** What reading mutated copies of one file came to. */
export interface Readings {
  readonly files: number;
  readonly opened: number;
  readonly refused: number;
  /** One sentence a fault: an uncaught error, books that do not add up, a value that must not be there. */
  readonly faults: readonly string[];
  /** Processor time of the slowest file, so that a busy machine does not count against the reader. */
  readonly slowestMs: number;
  /** The longest piece of work between two places where a reader lets others in, processor time. */
  readonly heldMs: number;
  /** Seeds of the files that took longer than `SLOW_MS` each time of three. */
  readonly slow: readonly number[];
}

/** Processor time in which a small damaged file must be dealt with. */
export const SLOW_MS = 250;

/** Reads the mutations of `seed`, `seed + 1`, ... and checks what must hold of every outcome. */
export async function readMutations(
  subject: Subject,
  count: number,
  seed: number,
  before: (seed: number) => void = () => undefined,
): Promise<Readings> {
  const { format, name, bytes, change, rows } = subject;
  const faults: string[] = [];
  const slow: number[] = [];
  let [opened, slowestMs, heldMs] = [0, 0, 0];
  for (let at = seed; at < seed + count; at++) {
    before(at);
    const changed = change(bytes, seeded(at));
    try {
      let reading = await timed(name, changed);
      // A pause of the garbage collector falls on any file; one that is slow stays slow.
      for (let again = 0; reading.totalMs > SLOW_MS && again < 2; again++) {
        const next = await timed(name, changed);
        if (next.totalMs < reading.totalMs) reading = next;
      }
      const { outcome, totalMs } = reading;
      slowestMs = Math.max(slowestMs, totalMs);
      heldMs = Math.max(heldMs, reading.heldMs);
      if (totalMs > SLOW_MS) slow.push(at);
      if (outcome.ok) opened++;
      const other = rows !== null && outcome.ok && outcome.value.rowsRead !== rows;
      const fault = other ? `${outcome.value.rowsRead} rows read of ${rows}` : faultOf(outcome);
      if (fault !== null) faults.push(`${format}, seed ${at}: ${fault}`);
    } catch (error) {
      faults.push(`${format}, seed ${at}: uncaught ${String(error)}`);
    }
  }
  return { files: count, opened, refused: count - opened, faults, slowestMs, heldMs, slow };
}

/** Reads one file to its end. */
export async function readAll(name: string, bytes: Uint8Array): Promise<Outcome<QuoteSet>> {
  return (await timed(name, bytes)).outcome;
}

interface Timed {
  readonly outcome: Outcome<QuoteSet>;
  readonly totalMs: number;
  readonly heldMs: number;
}

async function timed(name: string, bytes: Uint8Array): Promise<Timed> {
  const start = processorMs();
  const reading = readFiles([memorySource(name, bytes)], { asOf: null, underlying: null, at: null });
  let last = start;
  let heldMs = 0;
  for (;;) {
    const step = await reading.next();
    const now = processorMs();
    heldMs = Math.max(heldMs, now - last);
    last = now;
    if (step.done === true) return { outcome: step.value, totalMs: now - start, heldMs };
  }
}

/** Milliseconds of processor time this process has used. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What is wrong with an outcome, null when nothing is. */
export function faultOf(outcome: Outcome<QuoteSet>): string | null {
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
  return valueFault(set);
}

/** A value that no column may hold, null when there is none. */
function valueFault(set: QuoteSet): string | null {
  const { bid, ask, bidSize, askSize, markVol, underlyingPrice, tick, timestamp } = set;
  for (const column of [bid, ask, bidSize, askSize, markVol, underlyingPrice, tick, timestamp]) {
    if (column?.some((value) => !(Number.isNaN(value) || (value > 0 && value < Infinity))))
      return 'a price of zero or less';
  }
  for (const column of [set.volume, set.openInterest]) {
    if (column?.some((value) => !(Number.isNaN(value) || (value >= 0 && value < Infinity))))
      return 'an activity of less than nothing';
  }
  if (set.strike.some((strike) => !(strike > 0 && strike < Infinity))) return 'a strike that is none';
  if (set.expiry.some((expiry) => !Number.isSafeInteger(expiry))) return 'an expiry that is none';
  if (set.asOf !== null && !Number.isFinite(set.asOf)) return 'an as-of instant that is none';
  if (set.spot !== null && !(set.spot > 0 && set.spot < Infinity)) return 'a spot that is none';
  const unsafe = set.symbol.find((symbol) => !/^[A-Zd0-9_.:|-]{1,160}$/.test(symbol));
  return unsafe === undefined ? null : `an unsafe key ${JSON.stringify(unsafe)}`;
}
