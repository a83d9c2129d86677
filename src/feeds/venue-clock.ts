/**
 * How far the venue's clock is ahead of ours, from requests and their replies: half of what is left of the way there and
 * back, taken from the quickest of the last replies, whose way was the least uneven.
 *
 * D. L. Mills, "Internet time synchronization: the network time protocol", IEEE Transactions on Communications 39(10),
 * 1991, section IV.
 */

/** A request with its reply. Our clock and the venue's, ms. */
export interface RoundTrip {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly repliedAt: number;
  readonly returnedAt: number;
}

/** The clock's offset, and how far it may be wrong. */
export interface ClockOffset {
  /** Venue less ours, ms. */
  readonly offset: number;
  /** Half of the way there and back, ms: the offset is no further off. */
  readonly error: number;
}

const KEPT = 8;

/** An estimate that is kept up with every reply. */
export class VenueClock {
  private readonly trips: ClockOffset[] = [];
  private quickest: ClockOffset | null = null;

  /** Takes a reply; one whose times are no numbers, or run backwards, is passed over. */
  take({ sentAt, receivedAt, repliedAt, returnedAt }: RoundTrip): void {
    const way = returnedAt - sentAt - (repliedAt - receivedAt);
    if (!(way >= 0 && repliedAt >= receivedAt)) return;
    const offset = (receivedAt - sentAt + (repliedAt - returnedAt)) / 2;
    this.trips.push({ offset, error: way / 2 });
    if (this.trips.length > KEPT) this.trips.shift();
    this.choose();
  }

  /** Forgets what was measured before our own clock was set. */
  clear(): void {
    this.trips.length = 0;
    this.quickest = null;
  }

  keep(): readonly ClockOffset[] {
    return [...this.trips];
  }

  resume(trips: readonly ClockOffset[]): void {
    this.trips.splice(0, this.trips.length, ...trips);
    this.choose();
  }

  /** Null before the first reply. */
  best(): ClockOffset | null {
    return this.quickest;
  }

  private choose(): void {
    this.quickest = this.trips.reduce<ClockOffset | null>(
      (best, trip) => (best === null || trip.error <= best.error ? trip : best),
      null,
    );
  }
}
