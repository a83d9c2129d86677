/** What a measurement is asked for. */
export interface PerfOptions {
  /** Folder of the built site. */
  readonly site: string;
  /** Quote file of the board. */
  readonly board: string;
  /** Steps of the slider that are measured. */
  readonly steps: number;
  /** Rows of the large table. */
  readonly rows: number;
  /** Refits over which memory must stay flat. */
  readonly refits: number;
  readonly tell: (line: string) => void;
}

/** One figure with its limit; a limit of null is a figure to know. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'MB' | 'KiB gz' | 'a second' | '% of a core' | '';
  readonly limit: number | null;
}

/** The q-quantile of values, nearest rank. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}
