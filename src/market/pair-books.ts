import type { ExpiryBook } from './book.ts';
import { isForward } from './columns.ts';

/** Two books of one expiry instant, by their places in the lists they stand in. */
export interface BookPair {
  readonly a: number;
  readonly b: number;
  /** The contract roots differ, as of coin-settled and stablecoin contracts of one venue. */
  readonly otherRoot: boolean;
}

/** Which expiries two markets share. */
export interface PairedBooks {
  /** Ascending in time. */
  readonly pairs: readonly BookPair[];
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  /** Of those without a partner, the ones that expire on one UTC day at different hours: other contracts. */
  readonly sameDay: readonly { readonly a: number; readonly b: number }[];
}

type Listed = Pick<ExpiryBook, 'expiry' | 'root'>;

const DAY = 86_400_000;

/**
 * Pairs the expiries of two markets of one underlying: the same instant and the same contract root; at an instant
 * where either side has one root left, these whatever they are called. Nothing is paired across instants, for an
 * option that expires in the morning is not the one that expires at the close.
 */
export function pairBooks(a: readonly Listed[], b: readonly Listed[]): PairedBooks {
  const pairs: BookPair[] = [];
  const free = new Set(b.keys());
  const left: number[] = [];
  a.forEach(({ expiry, root }, i) => {
    const at = b.findIndex((book, j) => free.has(j) && book.expiry === expiry && book.root === root);
    if (at < 0) left.push(i);
    else {
      free.delete(at);
      pairs.push({ a: i, b: at, otherRoot: false });
    }
  });
  const onlyA = left.filter((i) => {
    const { expiry } = a[i]!;
    const rivals = left.filter((other) => a[other]!.expiry === expiry);
    const found = [...free].filter((j) => b[j]!.expiry === expiry);
    if (rivals.length !== 1 || found.length !== 1) return true;
    free.delete(found[0]!);
    pairs.push({ a: i, b: found[0]!, otherRoot: true });
    return false;
  });
  const onlyB = [...free];
  const dayOf = ({ expiry }: Listed) => Math.floor(expiry / DAY);
  return {
    pairs: pairs.sort((x, y) => a[x.a]!.expiry - a[y.a]!.expiry || x.a - y.a),
    onlyA,
    onlyB,
    sameDay: onlyA.flatMap((i) =>
      onlyB
        .filter((j) => a[i]!.expiry !== b[j]!.expiry && dayOf(a[i]!) === dayOf(b[j]!))
        .map((j) => ({ a: i, b: j })),
    ),
  };
}

type Contracts = Pick<ExpiryBook, 'strike' | 'isCall'>;

/** Strikes this near, relatively, are one: files write them with different digits. */
const SAME_STRIKE = 1e-9;

/** Place in `a` of the contract of each place in `b`, by strike and type; -1 where `a` does not list it. */
export function samePlaces(a: Contracts, b: Contracts): Int32Array {
  const out = new Int32Array(b.strike.length).fill(-1);
  let from = 0;
  for (let j = 0; j < out.length; j++) {
    const strike = b.strike[j]!;
    const tolerance = SAME_STRIKE * strike;
    while (from < a.strike.length && a.strike[from]! < strike - tolerance) from++;
    for (let i = from; i < a.strike.length && a.strike[i]! <= strike + tolerance; i++) {
      if (a.isCall[i] !== b.isCall[j]) continue;
      out[j] = i;
      break;
    }
  }
  return out;
}

/**
 * Volatility at the forward as the quotes alone have it, decimal: of the two strikes round the forward, each the mean
 * of its two-sided mids, linear in strike between them. NaN where one side of the forward has no mid, or where
 * the two strikes are farther apart than one standard deviation and the line between them says little.
 */
export function quotedAtm(book: Pick<ExpiryBook, 'forward' | 'strike' | 'midVol' | 't'>): number {
  const forward = book.forward.value;
  if (!isForward(forward)) return Number.NaN;
  const mids = new Map<number, number[]>();
  for (let i = 0; i < book.strike.length; i++) {
    const mid = book.midVol[i]!;
    if (mid > 0) mids.set(book.strike[i]!, [...(mids.get(book.strike[i]!) ?? []), mid]);
  }
  let below = Number.NEGATIVE_INFINITY;
  let above = Number.POSITIVE_INFINITY;
  for (const strike of mids.keys()) {
    if (strike <= forward) below = Math.max(below, strike);
    if (strike >= forward) above = Math.min(above, strike);
  }
  const mean = (strike: number) => {
    const of = mids.get(strike) ?? [];
    return of.reduce((sum, vol) => sum + vol, 0) / of.length;
  };
  if (!Number.isFinite(below) || !Number.isFinite(above)) return Number.NaN;
  if (below === above) return mean(below);
  const share = (forward - below) / (above - below);
  const vol = (1 - share) * mean(below) + share * mean(above);
  return Math.log(above / below) <= vol * Math.sqrt(book.t) ? vol : Number.NaN;
}
