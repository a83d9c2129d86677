/** A fitted expiry and the log-moneyness of its outermost used quotes. */
export interface QuotedExpiry {
  readonly t: number;
  readonly quoted: readonly [number, number];
}

/** k between which a time is quoted: on √time between the outermost quotes, each in units of √time, of its neighbours. */
export function quotedAt(expiries: readonly QuotedExpiry[], t: number): readonly [number, number] {
  const later = expiries.findIndex((expiry) => expiry.t >= t);
  const [b, a] = [expiries[later < 0 ? expiries.length - 1 : later], expiries[Math.max(0, later - 1)]];
  if (a === undefined || b === undefined) return [0, 0];
  if (later <= 0 || b.t === t) return b.quoted;
  const [from, to, root] = [a.t, b.t, t].map(Math.sqrt) as [number, number, number];
  const share = (root - from) / (to - from);
  const end = (side: 0 | 1): number =>
    root * ((1 - share) * (a.quoted[side] / from) + share * (b.quoted[side] / to));
  return [end(0), end(1)];
}
