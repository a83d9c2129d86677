/** A feed and a simulated venue joined by a network on a virtual clock: messages take their time, in order. */
import type { DeribitFeed } from '#feeds/deribit-feed.ts';
import type { Venue } from '../../feed-sim/venue.ts';

interface Parcel {
  readonly due: number;
  readonly text: string;
}

/** One direction: a message never overtakes another. */
class Line {
  private readonly parcels: Parcel[] = [];
  private last = 0;

  put(text: string, due: number): void {
    this.last = Math.max(this.last, due);
    this.parcels.push({ due: this.last, text });
  }

  due(now: number): readonly Parcel[] {
    let count = 0;
    while (count < this.parcels.length && this.parcels[count]!.due <= now) count++;
    return this.parcels.splice(0, count);
  }
}

interface Link {
  readonly connection: number;
  readonly up: Line;
  readonly down: Line;
  /** Nothing arrives any more in either direction, and nobody says so. */
  dead: boolean;
  /** The venue has closed it; the feed learns of it when it next looks. */
  hungUp: boolean;
}

/** What is driven: a feed, or what goes about as one. */
export type DrivenFeed = Pick<DeribitFeed, 'opened' | 'closed' | 'message' | 'tick' | 'takeEffects'>;

/** The network; `delay` gives the time of one message on its way, ms. */
export class VirtualNetwork {
  private link: Link | null = null;
  private opensAt: number | null = null;
  /** No connection opens any more. */
  blocked = false;
  /** Instants at which the feed wanted a connection. */
  readonly connects: number[] = [];

  constructor(
    private readonly feed: DrivenFeed,
    private readonly venue: Venue,
    private readonly delay: () => number,
  ) {}

  /** The number of the standing connection; null where there is none. */
  get connection(): number | null {
    return this.link?.connection ?? null;
  }

  /** The connection breaks, and both sides learn of it. */
  drop(own: number): void {
    if (this.link === null) return;
    this.venue.disconnect(this.link.connection);
    this.link = null;
    this.feed.closed(own);
  }

  /** The connection dies without a word. */
  silence(): void {
    if (this.link !== null) this.link.dead = true;
  }

  /**
   * Time goes on to an instant: messages that are due arrive, and the feed's wishes are carried out.
   *
   * @param own the same instant on the feed's clock
   */
  advance(now: number, own: number): void {
    if (this.opensAt !== null && now >= this.opensAt) {
      this.opensAt = null;
      this.link = {
        connection: this.venue.connect(now),
        up: new Line(),
        down: new Line(),
        dead: false,
        hungUp: false,
      };
      this.feed.opened(own);
    }
    const { link } = this;
    if (link !== null) {
      for (const { text } of link.up.due(now)) {
        if (link.dead) continue;
        for (const answer of this.venue.receive(link.connection, text, now))
          link.down.put(answer.text, now + this.delay());
      }
      for (const { text } of link.down.due(now)) if (!link.dead) this.feed.message(text, own);
    }
    if (link?.hungUp === true && this.link === link) {
      this.link = null;
      if (!link.dead) this.feed.closed(own);
    }
    this.feed.tick(own);
    this.carryOut(now);
  }

  /** The venue's market moves on. */
  step(now: number): void {
    const { outgoing, hungUp } = this.venue.step(now);
    const { link } = this;
    if (link === null) return;
    for (const { to, text } of outgoing)
      if (to === link.connection && !link.dead) link.down.put(text, now + this.delay());
    if (hungUp.includes(link.connection)) {
      link.hungUp = true;
    }
  }

  private carryOut(now: number): void {
    for (const effect of this.feed.takeEffects()) {
      switch (effect.kind) {
        case 'connect':
          this.connects.push(now);
          if (!this.blocked) this.opensAt = now + 3 * this.delay();
          break;
        case 'send':
          this.link?.up.put(effect.text, now + this.delay());
          break;
        case 'disconnect':
          if (this.link !== null) this.venue.disconnect(this.link.connection);
          this.link = null;
          this.opensAt = null;
      }
    }
  }
}
