/**
 * Plays what was recorded, or a series of chains, into a live session on a clock of its own: at any speed, step by step,
 * and to any instant and back. However an instant is reached, the session is there what it was when it was recorded.
 */
import type { QuoteSet } from '#market/quote-set.ts';
import type { LiveBase, LiveFrame, LiveInput, WantedFit } from './live-frame.ts';
import { LiveSession } from './live-session.ts';
import type { ReplaySource } from './replay-source.ts';
import type { SessionKept } from './session-kept.ts';

/** Inputs between marks to which it can be gone back, and marks at most: every other is forgotten beyond. */
const MARK_EVERY = 2000;
const MARKS = 128;

/** A place to which it can be gone back. */
interface Mark {
  /** The next input of the source, and of those by hand. */
  readonly next: number;
  readonly nextByHand: number;
  readonly at: number;
  readonly kept: SessionKept;
}

/** Where a replay stands. Instants of the recording, ms. */
export interface ReplayPlace {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly playing: boolean;
  /** Times as fast as it was. */
  readonly speed: number;
  /** Instants of what is worth a mark on its track: full fits that landed, connections lost. */
  readonly fits: readonly number[];
  readonly drops: readonly number[];
  /** The recording brings its own full fits, so that none is wanted of the page. */
  readonly hasBases: boolean;
  /** Share of the way to where it was sought; 1 at rest. */
  readonly sought: number;
}

export class ReplayPlayer {
  private session: LiveSession;
  private at: number;
  private next = 0;
  /** Inputs that were reached once: what is wanted before them was wanted then. */
  private reached = 0;
  private playing = false;
  private speed = 1;
  private sought: { readonly to: number; readonly fromInput: number } | null = null;
  private marks: Mark[] = [];
  private markEvery = MARK_EVERY;
  /** What the user did in it, and the input of the source that came next. */
  private readonly byHand: { readonly before: number; readonly at: number; readonly input: LiveInput }[] = [];
  private nextByHand = 0;
  private wanted: WantedFit | null = null;
  private toldBase: LiveBase | null = null;

  constructor(private readonly source: ReplaySource) {
    this.session = source.begin();
    this.at = source.from;
    this.mark();
  }

  place(): ReplayPlace {
    const { from, to, fits, drops, hasBases } = this.source;
    const { at, playing, speed, sought } = this;
    const share = sought === null ? 1 : this.shareOf(sought);
    return { from, to, at, playing, speed, fits, drops, hasBases, sought: share };
  }

  frame(): LiveFrame {
    return this.session.frame(this.at);
  }

  /** The session as it is now; nothing may be put into it. */
  get current(): Pick<LiveSession, 'curves' | 'keep' | 'quotes'> {
    return this.session;
  }

  /** The full fit that is wanted since the last call; none where the source brings its own, or where it was passed before. */
  takeWanted(): WantedFit | null {
    const { wanted } = this;
    this.wanted = null;
    return wanted;
  }

  /** The source's own full fit, with the chain as it stands, where it is another than at the last call; null else. */
  takeBase(): { readonly base: LiveBase; readonly quotes: QuoteSet } | null {
    if (!this.source.hasBases || this.sought !== null) return null;
    const { base } = this.session;
    if (base === null || base === this.toldBase) return null;
    const quotes = this.session.quotes();
    if (quotes === null) return null;
    this.toldBase = base;
    return { base, quotes };
  }

  /** @param speed times as fast as it was, above 0 */
  play(speed: number): void {
    this.speed = speed > 0 && speed < Number.POSITIVE_INFINITY ? speed : 1;
    this.playing = this.at < this.source.to;
  }

  pause(): void {
    this.playing = false;
  }

  /** To an instant, as far as the recording goes; `advance` goes there. */
  seek(at: number): void {
    const { from, to } = this.source;
    const target = Math.min(Math.max(Number.isFinite(at) ? at : from, from), to);
    if (target < this.at) {
      const mark = this.marks.findLast((each) => each.at <= target) ?? this.marks[0]!;
      this.session = LiveSession.resume(mark.kept);
      this.next = mark.next;
      this.nextByHand = mark.nextByHand;
      this.at = mark.at;
    }
    this.sought = { to: target, fromInput: this.next };
  }

  /** Through the next that the venue said, and no further. */
  step(): void {
    this.playing = false;
    this.sought = null;
    while (this.next < this.source.length) {
      const { kind } = this.source.input(this.next);
      this.run(this.source.at(this.next), 1);
      if (kind === 'message' || kind === 'chain' || kind === 'polled') return;
    }
    this.at = this.source.to;
  }

  /** What the user does in it. A full fit is taken where none is recorded and none has come of what was passed before. */
  take(input: LiveInput): void {
    if (input.kind === 'base' && (this.source.hasBases || this.next < this.reached)) return;
    this.byHand.length = this.nextByHand;
    this.marks = this.marks.filter(({ next, at }) => next <= this.next && at <= this.at);
    this.byHand.push({ before: this.next, at: this.at, input });
    this.nextByHand++;
    this.session.take(this.at, input);
    this.listen();
  }

  /**
   * Time goes on: it is played or sought further.
   *
   * @param elapsed since the last call, ms
   * @param most inputs at most, so that it does not take long; what is left is made up for with the next call
   */
  advance(elapsed: number, most: number): void {
    if (this.sought !== null) {
      if (this.run(this.sought.to, most)) this.sought = null;
      return;
    }
    if (!this.playing) return;
    const to = Math.min(this.source.to, this.at + this.speed * Math.max(0, elapsed));
    if (this.run(to, most) && to === this.source.to) this.playing = false;
  }

  private shareOf({ to, fromInput }: { readonly to: number; readonly fromInput: number }): number {
    let [low, high] = [fromInput, this.source.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.source.at(middle) <= to) low = middle + 1;
      else high = middle;
    }
    return low === fromInput ? 1 : (this.next - fromInput) / (low - fromInput);
  }

  /** Inputs up to an instant, in their order, those by hand between them where they were; true once it is reached. */
  private run(to: number, most: number): boolean {
    const { source, byHand } = this;
    for (let left = most; ; left--) {
      const own = byHand[this.nextByHand];
      const isOwn = own !== undefined && own.before <= this.next && own.at <= to;
      const isNext = this.next < source.length && source.at(this.next) <= to;
      if (!isOwn && !isNext) break;
      if (left <= 0) return false;
      if (isOwn) {
        this.nextByHand++;
        this.at = own.at;
        this.session.take(own.at, own.input);
      } else {
        this.at = source.at(this.next);
        this.session.take(this.at, source.input(this.next));
        this.next++;
      }
      this.listen();
      const last = this.marks.at(-1);
      if (last === undefined || this.next - last.next >= this.markEvery) this.mark();
    }
    this.at = to;
    return true;
  }

  /** Effects are the past's; a full fit is wanted once. */
  private listen(): void {
    this.session.takeEffects();
    const wanted = this.session.takeWanted();
    if (this.next <= this.reached) return;
    this.reached = this.next;
    if (wanted !== null && !this.source.hasBases) this.wanted = wanted;
  }

  private mark(): void {
    const { next, nextByHand, at } = this;
    this.marks.push({ next, nextByHand, at, kept: this.session.keep() });
    if (this.marks.length <= MARKS) return;
    this.marks = this.marks.filter((_, i) => i % 2 === 0);
    this.markEvery *= 2;
  }
}
