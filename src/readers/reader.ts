import type { ColumnMap } from '#base/column-map.ts';
import type { Outcome } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { QuoteSet } from '#market/quote-set.ts';

/** Bytes of one file, from a browser File or a path: what readers see of the outside. */
export interface ByteSource {
  readonly name: string;
  /** Bytes; null when unknown (standard input). */
  readonly size: number | null;
  chunks(): AsyncIterable<Uint8Array>;
  /** SHA-256 of the bytes, lower-case hex. */
  sha256(): Promise<string>;
}

/** The first bytes of a file, decoded once and shared by every reader's `match`. */
export interface FileHead {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The head as text (BOM and UTF-16 handled); empty for binary content. */
  text(): string;
  /** First lines that hold something, without line ends. */
  lines(): readonly string[];
}

/** How far a read has come. */
export interface ReadProgress {
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly rows: number;
}

/** What the user said beside the file. */
export interface ReadOptions {
  /** Instant of the quotes for files that do not say it. */
  readonly asOf: EpochMs | null;
  /** Chooses among several underlyings in one file. */
  readonly underlying: string | null;
  /**
   * Chooses among several instants in one file: the last snapshot, or the last tick of each option, at or
   * before it. Null takes the last ticks and asks among snapshots.
   */
  readonly at: EpochMs | null;
  /** Which column holds what, for any table among the files; `ask` fails with the question instead of reading. */
  readonly map?: ColumnMap | 'ask' | null;
  /** The same by the fingerprint of the header, as the user said it before. */
  readonly maps?: Readonly<Record<string, ColumnMap>>;
}

/** An `at` after every instant: takes the last one without asking. */
export const LAST_INSTANT: EpochMs = 8.64e15 as EpochMs;

/** One file format. Adding one touches its folder and the list in index.ts. */
export interface QuoteReader {
  readonly id: string;
  readonly label: string;
  match(head: FileHead): 'certain' | 'likely' | 'no';
  read(source: ByteSource, options: ReadOptions): AsyncGenerator<ReadProgress, Outcome<QuoteSet>, void>;
  /** A file of ticks as boards at instants through it; of the underlying asked for, else of the one with most ticks. */
  series?(
    source: ByteSource,
    underlying: string | null,
  ): AsyncGenerator<ReadProgress, Outcome<readonly QuoteSet[]>, void>;
}

/** Two files of one venue that belong together: prices in one, what is said of the same options in the other. */
export interface QuoteJoin {
  /** Reader of the file that holds the prices. */
  readonly prices: string;
  /** Reader of the file whose forward and mark volatility are taken over. */
  readonly facts: string;
  /** Field both files name their options in. */
  readonly on: string;
}
