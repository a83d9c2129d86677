/** What is asked of a fit beside its parameters; null is not asked. */
export interface Sureness {
  /** Number of folds in which quotes are held out. */
  readonly holdout: number | null;
  /** Number of bootstrap samples. */
  readonly bootstrap: number | null;
  /** Of both draws. */
  readonly seed: number | null;
}

/** Fewer samples settle nothing, more take for ever. */
const LEAST_REPLICATES = 20;
const MOST_REPLICATES = 100_000;
/** Seeds are 32 bits. */
const MOST_SEED = 2 ** 32 - 1;
/** Each fold is a fit of the whole board. */
const LEAST_SHARE = 0.01;

/** Reads `--holdout SHARE`, `--bootstrap N` and `--seed N`, or the sentence that refuses one. */
export function parseSureness(
  share: string | null,
  samples: string | null,
  seed: string | null,
): Sureness | string {
  if (seed !== null && share === null && samples === null) {
    return '--seed goes with --holdout or --bootstrap.';
  }
  const holdout = share === null ? null : folds(share);
  const bootstrap = whole('bootstrap', samples, LEAST_REPLICATES, MOST_REPLICATES);
  const start = whole('seed', seed, 0, MOST_SEED);
  for (const read of [holdout, bootstrap, start]) if (typeof read === 'string') return read;
  return { holdout, bootstrap, seed: start } as Sureness;
}

/** A whole number in a range. */
function whole(option: string, text: string | null, least: number, most: number): number | string | null {
  if (text === null) return null;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  return `--${option} ${text}: expected a whole number from ${least} to ${most}.`;
}

/** Folds of which each holds the given share of the quotes out. */
function folds(text: string): number | string {
  const share = /^[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (share >= LEAST_SHARE && share <= 0.5) return Math.round(1 / share);
  return `--holdout ${text}: expected the share of quotes held out, ${LEAST_SHARE} to 0.5.`;
}
