/** A feed as plain data: written as JSON and read again it means the same. */
import type { FeedPhase } from './feed-events.ts';
import type { ClockOffset } from './venue-clock.ts';

/** What a request was for. */
export type Purpose =
  | 'hello'
  | 'clock'
  | 'instruments'
  | 'summary'
  | 'futures'
  | 'subscribe'
  | 'unsubscribe'
  | 'alive';

/** A request that waits for its reply. */
export interface Pending {
  readonly purpose: Purpose;
  readonly sentAt: number;
  readonly channels: readonly string[];
}

/** Where a feed stands. Instants in ms. */
export interface FeedStand {
  phase: FeedPhase;
  /** Id of the last request. */
  id: number;
  /** Newest timestamp of the venue. */
  stamp: number | null;
  /** Since when it is in its phase. */
  since: number;
  heardAt: number;
  askedAt: number;
  summaryAt: number;
  clockAt: number;
  nextTry: number | null;
  gaps: number;
}

/** A feed that nobody has started. */
export const IDLE: Readonly<FeedStand> = {
  phase: 'idle',
  id: 0,
  stamp: null,
  since: 0,
  heardAt: 0,
  askedAt: 0,
  summaryAt: 0,
  clockAt: 0,
  nextTry: null,
  gaps: 0,
};

/** Everything that a feed keeps. */
export interface FeedKept {
  readonly stand: FeedStand;
  readonly clock: readonly ClockOffset[];
  /** Tries since the venue last spoke, and the instant of the last; null before the first. */
  readonly failures: number;
  readonly lastTry: number | null;
  readonly pending: readonly (readonly [id: number, pending: Pending])[];
  readonly wanted: readonly string[];
  readonly asked: readonly string[];
  readonly held: readonly string[];
  readonly leaving: readonly string[];
  readonly lastBatch: number | null;
  readonly listed: readonly string[];
  /** Id of the last change of each known book. */
  readonly books: readonly (readonly [name: string, change: number])[];
  readonly futureRows: readonly unknown[];
}
