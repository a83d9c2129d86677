import type { Freshness } from './freshness.ts';
import type { ClockOffset } from './venue-clock.ts';

/** What the driver has to do. */
export type FeedEffect =
  | { readonly kind: 'connect' }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'disconnect' };

/** What the feed has to tell. */
export type FeedEvent =
  /** Rows of the book summary: the whole chain at one instant. */
  | { readonly kind: 'summary'; readonly rows: readonly unknown[]; readonly futures: readonly unknown[] }
  | { readonly kind: 'notification'; readonly channel: string; readonly content: unknown }
  /** Books of these instruments are unknown until their next snapshot. */
  | { readonly kind: 'gap'; readonly instruments: readonly string[] }
  /** Books of these instruments are no longer followed; their best prices stand as last said. */
  | { readonly kind: 'books-left'; readonly instruments: readonly string[] }
  /** The venue lists these from now on, or no longer. */
  | { readonly kind: 'instruments'; readonly listed: readonly string[]; readonly gone: readonly string[] }
  /** One line for the user. */
  | { readonly kind: 'notice'; readonly message: string };

/** Where the machine is. */
export type FeedPhase = 'idle' | 'connecting' | 'greeting' | 'streaming' | 'waiting' | 'given-up';

/** What is known of the feed at an instant. */
export interface FeedStatus {
  readonly phase: FeedPhase;
  readonly freshness: Freshness;
  /** Newest timestamp of the venue in any channel, ms; null before the first. */
  readonly stamp: number | null;
  readonly clock: ClockOffset | null;
  /** Tries since the venue last spoke. */
  readonly tries: number;
  /** When it is tried again, ms; null while none waits. */
  readonly nextTry: number | null;
  readonly channels: number;
  readonly gaps: number;
}
