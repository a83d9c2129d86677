import type { FeedKept } from './feed-kept.ts';

type ChannelsKept = Pick<FeedKept, 'wanted' | 'asked' | 'held' | 'lastBatch'>;

/** Channels in one request, and time between two such: the venue allows 3.3 a second. */
const BATCH = 100;
const BATCH_EVERY_MS = 350;

/** Which channels are wanted, asked for and held, and at what pace they are asked for. */
export class Subscriptions {
  private readonly wanted = new Set<string>();
  private readonly asked = new Set<string>();
  private readonly held = new Set<string>();
  private lastBatch = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.held.size;
  }

  want(channels: readonly string[]): void {
    for (const channel of channels) this.wanted.add(channel);
  }

  /** No longer wanted; true for those that were held. */
  drop(channels: readonly string[]): readonly string[] {
    return channels.filter((channel) => {
      this.wanted.delete(channel);
      this.asked.delete(channel);
      return this.held.delete(channel);
    });
  }

  /** To be asked for again: the venue was told to leave it, or never answered. */
  renew(channels: readonly string[]): void {
    for (const channel of channels) {
      this.held.delete(channel);
      this.asked.delete(channel);
    }
  }

  /** The next channels to ask for; none before their time. */
  next(now: number): readonly string[] {
    if (now - this.lastBatch < BATCH_EVERY_MS) return [];
    const batch: string[] = [];
    for (const channel of this.wanted) {
      if (this.held.has(channel) || this.asked.has(channel)) continue;
      batch.push(channel);
      if (batch.length === BATCH) break;
    }
    if (batch.length === 0) return batch;
    this.lastBatch = now;
    for (const channel of batch) this.asked.add(channel);
    return batch;
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
      lastBatch: Number.isFinite(this.lastBatch) ? this.lastBatch : null,
    };
  }

  resume({ wanted, asked, held, lastBatch }: ChannelsKept): void {
    for (const channel of wanted) this.wanted.add(channel);
    for (const channel of asked) this.asked.add(channel);
    for (const channel of held) this.held.add(channel);
    this.lastBatch = lastBatch ?? Number.NEGATIVE_INFINITY;
  }

  /** A new connection holds nothing. */
  disconnected(): void {
    this.asked.clear();
    this.held.clear();
    this.lastBatch = Number.NEGATIVE_INFINITY;
  }
}
