/**
 * A live surface as a machine without a socket, a clock, a worker or randomness of its own: what happens goes in with its
 * instant, what is to be done and what is to be shown come out. The same inputs at the same instants give the same
 * surfaces to the last bit, whoever tells them: a venue, or the recording of one.
 */
import { type EpochMs, yearsBetween } from '#base/units.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { DeribitFeed } from '#feeds/deribit-feed.ts';
import type { FeedStatus } from '#feeds/feed-events.ts';
import { freshnessOf, latestStamp } from '#feeds/freshness.ts';
import { averagingWindow } from '#market/settlement.ts';
import { seededRandom } from '#math/seeded-random.ts';
import type { SmileCurve } from '#surface/smile-curve.ts';
import { scaledSmile } from '#tracking/scaled-smile.ts';
import { type TrackedExpiry, Tracker } from '#tracking/tracker.ts';
import type { TrackerState } from '#tracking/tracker-state.ts';
import { statedIndex } from './chain-forward.ts';
import { FitWishes } from './fit-wishes.ts';
import { focusedBooks, focusedOn } from './focused-books.ts';
import { followedBase, trackerSettings } from './live-base.ts';
import { type ChainView, LiveChain } from './live-chain.ts';
import type { LiveBase, LiveEffect, LiveFrame, LiveInput, LiveSettings, WantedFit } from './live-frame.ts';
import { frameOf } from './session-frame.ts';
import { newStand, type SessionKept, type SessionStand } from './session-kept.ts';
import { isPollDue, isPolled, polledNow, statedAt } from './summary-poll.ts';
import { isTold } from './told-chain.ts';

/** Time between steps of the tracker, ms. */
const STEP_MS = 250;
/** Notices that are kept. */
const NOTICES = 20;

export class LiveSession {
  private readonly feed: DeribitFeed;
  private readonly chain: LiveChain;
  private readonly wishes = new FitWishes();
  private stand: SessionStand;
  private followed: readonly TrackedExpiry[] = [];
  private tracker: Tracker | null = null;
  private effects: LiveEffect[] = [];
  private wanted: WantedFit | null = null;

  /** @param seed of the chance in the waits between connections */
  constructor(
    private planned: FeedPlan,
    settings: LiveSettings,
    private readonly seed: number,
  ) {
    this.chain = new LiveChain(planned);
    this.feed = new DeribitFeed(planned, () => seededRandom(this.seed + this.stand.draws++)());
    this.stand = newStand(settings);
  }

  /** The chain that is followed, with the expiries whose order books are followed now. */
  get plan(): FeedPlan {
    return this.planned;
  }

  /** A session that goes on from what another kept. */
  static resume(kept: SessionKept): LiveSession {
    const session = new LiveSession(kept.plan, kept.stand.settings, kept.seed);
    session.stand = { ...kept.stand };
    session.feed.resume(kept.feed);
    session.chain.resume(kept.chain);
    session.wishes.resume(kept.wishes);
    const { base } = kept.stand;
    if (base !== null && kept.tracker !== null) {
      const keys = new Set(kept.tracker.keys);
      const { expiries } = followedBase(base, Number.NEGATIVE_INFINITY);
      session.follow(
        expiries.filter(({ key }) => keys.has(key)),
        base,
        kept.tracker,
      );
    }
    return session;
  }

  /** Everything as plain data. */
  keep(): SessionKept {
    return {
      plan: this.plan,
      seed: this.seed,
      stand: { ...this.stand },
      feed: this.feed.keep(),
      chain: this.chain.keep(),
      tracker: this.tracker?.keep() ?? null,
      wishes: this.wishes.keep(),
    };
  }

  /** What happens, at an instant of our own clock, ms, not before the last. */
  take(now: number, input: LiveInput): void {
    // As of the last tick: it is seconds that a stamp may be ahead.
    if (input.kind !== 'message') this.chain.latest = latestStamp(this.feed.status(now).clock, now);
    switch (input.kind) {
      case 'start':
        this.stand.isStarted = true;
        this.stand.streamedAt = now;
        this.feed.start(now);
        break;
      case 'stop':
        this.stand.isStarted = false;
        this.feed.stop();
        break;
      case 'opened':
        this.feed.opened(now);
        break;
      case 'closed':
        this.feed.closed(now);
        this.chain.disconnected();
        break;
      case 'message':
        this.feed.message(input.text, now);
        break;
      case 'tick':
        this.feed.tick(now);
        this.followFocus(now);
        break;
      case 'clock-set':
        this.feed.clockSet(now);
        this.stand.polledStamp = null;
        break;
      case 'polled':
        if (!isPolled(this.stand, now))
          this.tell(
            now,
            'The stream of quotes cannot be had: the book summary is asked for every 10 s instead.',
          );
        this.stand.polledAt = now;
        this.stand.polledStamp = statedAt(input.options);
        // That of the stream is as old as the stream, and forwards that are stated now would be moved back to it.
        this.chain.takeIndex(statedIndex(input.options, this.planned));
        this.chain.takeSummary(input.options, input.futures);
        break;
      case 'chain':
        if (!this.chain.give(input.quotes))
          this.tell(now, 'These quotes make no market: no expiry of them has a forward.');
        break;
      case 'base':
        this.land(now, input.base);
        break;
      case 'no-base':
        this.wishes.failed(now);
        break;
      case 'fit-now':
        this.wishes.byHand();
        break;
      case 'settings':
        this.set(input.settings);
        break;
      case 'focus':
        this.stand.focus = focusedOn(this.stand.focus, input.key, now);
        break;
      case 'freeze':
        this.freeze(now, input.on);
        break;
    }
    this.drain(now);
    if (input.kind === 'tick' || input.kind === 'chain') this.goOn(now, input.kind === 'chain');
  }

  /** What the driver has to do since the last call, in order. */
  takeEffects(): readonly LiveEffect[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  /** The full fit that is wanted since the last call; null where none is. */
  takeWanted(): WantedFit | null {
    const { wanted } = this;
    this.wanted = null;
    return wanted;
  }

  frame(now: number): LiveFrame {
    const { plan, chain, tracker, stand } = this;
    return frameOf({
      now,
      venueNow: this.venueNow(now),
      plan,
      feed: this.status(now),
      chain,
      tracker,
      stand,
    });
  }

  /** The published smiles by key, total variance to the instant of the last step. */
  curves(): ReadonlyMap<string, SmileCurve> {
    const { map } = this.stand.settings;
    return new Map(
      this.stand.scalars.flatMap(({ key, factor, t }) => {
        const base = this.followed.find((expiry) => expiry.key === key);
        if (base === undefined) return [];
        return [[key, base.asLaw?.(factor, t) ?? scaledSmile(base.curve, factor, map)] as const];
      }),
    );
  }

  /** The full fit that scalars go on from; null before the first. */
  get base(): LiveBase | null {
    return this.stand.base;
  }

  /** The chain as it stands; null without a quote. */
  quotes(): WantedFit['quotes'] | null {
    return this.chain.cut();
  }

  /** The venue's clock as it is known, by its summary where nothing else tells it; ours before that. */
  private venueNow(now: number): number {
    if (this.chain.isGiven) return now;
    const { clock } = this.feed.status(now);
    return clock === null ? (polledNow(this.stand, now) ?? now) : now + clock.offset;
  }

  private status(now: number): FeedStatus {
    const status = this.feed.status(now);
    if (!this.chain.isGiven) return status;
    const stamp = this.chain.newest;
    const clock = { offset: 0, error: 0 };
    return { ...status, stamp, clock, freshness: freshnessOf({ stamp, clock, trying: true }, now) };
  }

  private drain(now: number): void {
    for (const effect of this.feed.takeEffects()) {
      this.effects.push(effect);
      if (effect.kind !== 'send') this.chain.disconnected();
    }
    for (const event of this.feed.takeEvents()) {
      if (event.kind === 'notice') this.tell(now, event.message);
      else this.chain.take(event);
    }
  }

  private tell(at: number, message: string): void {
    const { stand } = this;
    stand.notices = [...stand.notices, { number: ++stand.told, at, message }].slice(-NOTICES);
  }

  private land(now: number, base: LiveBase): void {
    const { stand } = this;
    this.wishes.landed(now);
    if (stand.isFrozen) {
      stand.heldBase = base;
      return;
    }
    const { expiries, refused } = followedBase(base, this.venueNow(now));
    for (const sentence of refused) this.tell(now, sentence);
    if (expiries.length === 0) return;
    stand.base = base;
    stand.landedAt = now;
    stand.fits++;
    this.follow(expiries, base, null);
    for (const { expiry } of this.chain.views()) expiry.unread();
    this.step(now, this.chain.views());
  }

  private follow(expiries: readonly TrackedExpiry[], base: LiveBase, from: TrackerState | null): void {
    this.followed = expiries;
    this.tracker = new Tracker(expiries, base.quotesAt, trackerSettings(this.stand.settings), from);
  }

  /** Another tracker of the same base; nothing is followed where none of its expiries is left. */
  private refollow(expiries: readonly TrackedExpiry[], from: TrackerState): void {
    const { stand } = this;
    if (expiries.length > 0 && stand.base !== null) {
      this.follow(expiries, stand.base, from);
      return;
    }
    this.followed = [];
    this.tracker = null;
    stand.base = null;
    stand.scalars = [];
  }

  private set(settings: LiveSettings): void {
    const isMoved = settings.map !== this.stand.settings.map;
    this.stand.settings = settings;
    if (this.tracker === null) return;
    const kept = this.tracker.keep();
    // What was published moved otherwise is another surface.
    this.refollow(this.followed, isMoved ? { ...kept, published: null } : kept);
  }

  private followFocus(now: number): void {
    const books = focusedBooks(this.stand.focus, this.planned, (key) => this.chain.expiryOf(key), now);
    if (books === null) return;
    this.planned = { ...this.planned, books };
    this.feed.followBooks(books, now);
  }

  private freeze(now: number, on: boolean): void {
    const { stand } = this;
    stand.isFrozen = on;
    const held = stand.heldBase;
    stand.heldBase = null;
    if (!on && held !== null) this.land(now, held);
  }

  /** Time goes on, or a whole chain has come. */
  private goOn(now: number, atOnce: boolean): void {
    const { stand } = this;
    const venueNow = this.venueNow(now);
    const status = this.status(now);
    // A clock of ours that is an hour off settles nothing.
    const isTimed = status.clock !== null || polledNow(stand, now) !== null;
    if (isTimed) this.chain.settle(venueNow);
    this.askPoll(now, status);
    if (!atOnce && stand.steppedAt !== null && now - stand.steppedAt < STEP_MS) return;
    stand.steppedAt = now;
    const settled = isTimed && this.followed.some(({ expiry }) => expiry <= venueNow);
    if (settled && this.tracker !== null) {
      this.refollow(
        this.followed.filter(({ expiry }) => expiry > venueNow),
        this.tracker.keep(),
      );
      this.wishes.rolled();
    }
    const isKnown =
      this.chain.isGiven ||
      isPolled(stand, now) ||
      status.freshness === 'fresh' ||
      status.freshness === 'late';
    if (!isKnown) return;
    const views = this.chain.views();
    this.step(now, views);
    this.wish(now, views);
  }

  private step(now: number, views: readonly ChainView[]): void {
    const { stand, tracker } = this;
    if (tracker === null) return;
    const venueNow = this.venueNow(now);
    const byKey = new Map(views.map((view) => [view.expiry.key, view]));
    const venue = this.chain.isGiven ? (this.chain.cut()?.venue ?? null) : 'deribit';
    const readings = this.followed.map(({ key, expiry }) => {
      const view = byKey.get(key);
      if (view === undefined || view.forward === null || !view.expiry.isNew) return null;
      // Quotes on an average that is being fixed say nothing of volatility.
      const settling = averagingWindow(venue, expiry as EpochMs) ?? 0;
      if (yearsBetween(venueNow as EpochMs, expiry as EpochMs) <= settling) return null;
      const reading = view.expiry.reading(venueNow, view.forward, view.unit);
      view.expiry.wasRead();
      return reading;
    });
    const surface = tracker.step(venueNow, readings, stand.isFrozen);
    stand.scalars = surface.expiries;
    stand.trackerRefit = surface.refit;
    if (!surface.moved) return;
    stand.publishedAt = now;
    stand.publishes++;
  }

  private wish(now: number, views: readonly ChainView[]): void {
    const { stand, wishes } = this;
    const { listing } = this.chain;
    const hasBase = this.tracker !== null;
    stand.refit = wishes.reason(now, {
      hasBase,
      hasQuotes: isTold(this.chain, views, { hasBase, isPolled: stand.polledAt !== null }),
      refit: stand.trackerRefit,
      listing,
    });
    if (stand.refit === null || stand.isFrozen || !wishes.isDue(now, stand.refit)) return;
    const quotes = this.chain.cut();
    if (quotes === null) return;
    wishes.asked(now, listing);
    this.wanted = { reason: stand.refit, at: now, quotes };
  }

  /** Where the stream cannot be had, the summary is asked for over HTTP. */
  private askPoll(now: number, { phase }: FeedStatus): void {
    const { stand } = this;
    if (phase === 'streaming') stand.streamedAt = now;
    if (!isPollDue(stand, now)) return;
    stand.askedPollAt = now;
    this.effects.push({ kind: 'poll' });
  }
}
