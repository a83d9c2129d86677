/** Multipliers by hand that keys step through. */
const LADDER = [0, 0.25, 0.5, 1, 2, 4] as const;

/** The next multiplier up or down from any; the ends stay. */
export function stepWeight(from: number, by: number): number {
  let at = from;
  for (let n = 0; n < Math.abs(by); n++) {
    const next = by > 0 ? LADDER.find((step) => step > at) : LADDER.findLast((step) => step < at);
    if (next === undefined) return at;
    at = next;
  }
  return at;
}
