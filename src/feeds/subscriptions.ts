import type { FeedKept } from './feed-kept.ts';

type ChannelsKept = Pick<FeedKept, 'wanted' | 'asked' | 'held' | 'leaving' | 'lastBatch'>;

/** Channels in one request, and time between two such: the venue allows 3.3 a second. */
const BATCH = 100;
const BATCH_EVERY_MS = 350;

/** Channels of one request to the venue. */
export interface ChannelBatch {
  readonly method: 'public/subscribe' | 'public/unsubscribe';
  readonly channels: readonly string[];
}

/** Which channels are wanted, asked for, held and left, and at what pace the venue is asked. */
export class Subscriptions {
  private readonly wanted = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly held = new Set<string>();
  /** No longer wanted, and the venue is still to be told. */
  private readonly leaving = new Set<string>();
  private lastBatch = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.held.size;
  }

  want(channels: readonly string[]): void {
    for (const channel of channels) this.wanted.add(channel);
  }

  wants(channel: string): boolean {
    return this.wanted.has(channel);
  }

  /** No longer wanted, and the venue knows. */
  drop(channels: readonly string[]): void {
    for (const channel of channels) {
      this.wanted.delete(channel);
      this.asked.delete(channel);
      this.held.delete(channel);
      this.leaving.delete(channel);
    }
  }

  /** No longer wanted: the venue is told of those that it may send. */
  leave(channels: readonly string[]): void {
    for (const channel of channels) {
      this.wanted.delete(channel);
      const isAsked = this.asked.delete(channel);
      if (this.held.delete(channel) || isAsked) this.leaving.add(channel);
    }
  }

  /** To be asked for again: the venue was told to leave it, or never answered. */
  renew(channels: readonly string[]): void {
    for (const channel of channels) {
      this.held.delete(channel);
      this.asked.delete(channel);
    }
  }

  /** The next channels to leave, and when none are left to leave, to ask for; null before their time. */
  next(now: number): ChannelBatch | null {
    if (now - this.lastBatch < BATCH_EVERY_MS) return null;
    const left = [...this.leaving].slice(0, BATCH);
    if (left.length > 0) {
      this.lastBatch = now;
      for (const channel of left) this.leaving.delete(channel);
      return { method: 'public/unsubscribe', channels: left };
    }
    const channels: string[] = [];
    for (const channel of this.wanted) {
      if (this.held.has(channel) || this.asked.has(channel)) continue;
      channels.push(channel);
      if (channels.length === BATCH) break;
    }
    if (channels.length === 0) return null;
    this.lastBatch = now;
    for (const channel of channels) this.asked.add(channel);
    return { method: 'public/subscribe', channels };
  }

  /** The venue's answer to a request: those it does not name it does not have. */
  confirm(asked: readonly string[], given: readonly unknown[]): void {
    const names = new Set(given);
    for (const channel of asked) {
      this.asked.delete(channel);
      if (!this.wanted.has(channel)) continue;
      if (names.has(channel)) this.held.add(channel);
      else this.wanted.delete(channel);
    }
  }

  keep(): ChannelsKept {
    return {
      wanted: [...this.wanted],
      asked: [...this.asked],
      held: [...this.held],
      leaving: [...this.leaving],
      lastBatch: Number.isFinite(this.lastBatch) ? this.lastBatch : null,
    };
  }

  resume({ wanted, asked, held, leaving, lastBatch }: ChannelsKept): void {
    for (const channel of wanted) this.wanted.add(channel);
    for (const channel of asked) this.asked.add(channel);
    for (const channel of held) this.held.add(channel);
    for (const channel of leaving) this.leaving.add(channel);
    this.lastBatch = lastBatch ?? Number.NEGATIVE_INFINITY;
  }

  /** A new connection holds nothing. */
  disconnected(): void {
    this.asked.clear();
    this.held.clear();
    this.leaving.clear();
    this.lastBatch = Number.NEGATIVE_INFINITY;
  }
}
