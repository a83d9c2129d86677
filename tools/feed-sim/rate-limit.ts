/** Credits of one session, as the venue counts them: a bucket that leaks full again. */

/** Credits a second that come back. */
const REFILL = 10_000;
const POOLS = {
  subscribe: { size: 30_000, cost: 3000 },
  other: { size: 50_000, cost: 500 },
} as const;

export class RateLimit {
  private readonly left: Record<keyof typeof POOLS, number> = {
    subscribe: POOLS.subscribe.size,
    other: POOLS.other.size,
  };
  private at: number;

  constructor(now: number) {
    this.at = now;
  }

  /** Takes a request's credits; false where there are none left, which ends the session. */
  allows(method: string, now: number): boolean {
    const back = (Math.max(0, now - this.at) * REFILL) / 1000;
    this.at = now;
    for (const each of ['subscribe', 'other'] as const)
      this.left[each] = Math.min(POOLS[each].size, this.left[each] + back);
    const pool = method === 'public/subscribe' ? 'subscribe' : 'other';
    this.left[pool] -= POOLS[pool].cost;
    return this.left[pool] >= 0;
  }
}
