/** A replay as the worker runs it: on a timer, a little at a time, shown at most ten times a second. */

import type { LiveFrame, LiveInput, WantedFit } from '#live/live-frame.ts';
import { namedByHost } from '#live/live-host.ts';
import type { ReplayPlace } from '#live/replay-player.ts';
import { ReplayPlayer } from '#live/replay-player.ts';
import type { ReplaySource } from '#live/replay-source.ts';
import type { LiveMessage } from './live-api.ts';
import type { Platform } from './live-run.ts';

/** Time between advances, ms, and inputs of one: some ten milliseconds of work. */
const ADVANCE_MS = 20;
const MOST_INPUTS = 4000;
/** Time between frames at least, ms. */
const FRAME_MS = 100;

export interface ReplayEvents {
  frame(frame: LiveFrame): void;
  wanted(fit: WantedFit): void;
  base(base: Extract<LiveMessage['told'], { readonly kind: 'base' }>): void;
  place(state: ReplayPlace): void;
}

export class LiveReplay {
  private readonly player: ReplayPlayer;
  private readonly stopTimer: () => void;
  private advancedAt: number;
  private shownAt = Number.NEGATIVE_INFINITY;
  private isNew = true;

  constructor(
    readonly source: ReplaySource,
    private readonly platform: Platform,
    private readonly events: ReplayEvents,
  ) {
    this.player = new ReplayPlayer(source);
    this.advancedAt = platform.readings.steady();
    this.stopTimer = platform.every(ADVANCE_MS, () => this.advance());
  }

  get place(): ReplayPlace {
    return this.player.place();
  }

  play(speed: number): void {
    this.player.play(speed);
    this.isNew = true;
  }

  pause(): void {
    this.player.pause();
    this.isNew = true;
  }

  seek(at: number): void {
    this.player.seek(at);
    this.isNew = true;
  }

  step(): void {
    this.player.step();
    this.isNew = true;
  }

  give(input: LiveInput): void {
    this.player.take(input);
    this.isNew = true;
  }

  stop(): void {
    this.stopTimer();
  }

  private advance(): void {
    const now = this.platform.readings.steady();
    const elapsed = now - this.advancedAt;
    this.advancedAt = now;
    const before = this.player.place();
    this.player.advance(elapsed, MOST_INPUTS);
    const { at, playing, sought } = this.player.place();
    if (at !== before.at || playing !== before.playing || sought !== before.sought) this.isNew = true;
    const wanted = this.player.takeWanted();
    const { host } = this.source;
    if (wanted !== null) this.events.wanted({ ...wanted, quotes: namedByHost(wanted.quotes, host) });
    const told = this.player.takeBase();
    if (told !== null)
      this.events.base({ kind: 'base', base: told.base, quotes: namedByHost(told.quotes, host) });
    if (!this.isNew || now - this.shownAt < FRAME_MS) return;
    this.isNew = false;
    this.shownAt = now;
    this.events.place(this.player.place());
    this.events.frame(this.player.frame());
  }
}
