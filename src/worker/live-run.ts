/**
 * A live session on a socket: what happens outside goes into it with its instant, what it wants done is done, what it has
 * to show is told at most ten times a second.
 */
import type { LiveFrame, LiveInput, WantedFit } from '#live/live-frame.ts';
import { namedByHost } from '#live/live-host.ts';
import type { LiveSession } from '#live/live-session.ts';
import type { FeedAddress } from './live-address.ts';
import { LiveClock, type Readings } from './live-clock.ts';
import { type Fetch, pollChain } from './live-poll.ts';
import { LiveSocket, type MakeSocket } from './live-socket.ts';
import { ThinnedMarks } from './thinned-marks.ts';

/** Time between ticks of a session, and so between frames at least, ms. */
const TICK_MS = 100;
/** While nothing happens time alone is shown so often, ms. */
const QUIET_MS = 1000;

/** What of the machine a session is driven by. */
export interface Platform {
  readonly readings: Readings;
  readonly socket: MakeSocket;
  readonly fetch: Fetch;
  /** Acts again and again, every so many ms, until what it gives is called. */
  every(ms: number, act: () => void): () => void;
}

export interface RunEvents {
  frame(frame: LiveFrame): void;
  wanted(fit: WantedFit): void;
  /** Everything that goes into the session, before it does. */
  input(at: number, input: LiveInput): void;
}

export class LiveRun {
  private readonly clock: LiveClock;
  private readonly socket: LiveSocket;
  private readonly marks = new ThinnedMarks();
  private readonly stopTicking: () => void;
  /** Something has happened since the last frame. */
  private isNew = true;
  private shownAt = Number.NEGATIVE_INFINITY;
  private isPolling = false;
  private isOver = false;
  private lastAt = 0;

  /** Connects at once. */
  constructor(
    readonly session: LiveSession,
    private readonly address: FeedAddress,
    private readonly platform: Platform,
    private readonly events: RunEvents,
  ) {
    this.clock = new LiveClock(platform.readings);
    this.socket = new LiveSocket(platform.socket, {
      opened: () => {
        this.marks.opened();
        this.give({ kind: 'opened' });
      },
      closed: () => this.give({ kind: 'closed' }),
      message: (text) => this.give({ kind: 'message', text }),
    });
    this.stopTicking = platform.every(TICK_MS, () => this.tick());
    this.give({ kind: 'start' });
  }

  /** Host that is connected to. */
  get host(): string {
    return new URL(this.address.socket).host;
  }

  /** Instant of the last input. */
  get last(): number {
    return this.lastAt;
  }

  /** Tells the session what happens now. */
  give(input: LiveInput): void {
    if (this.isOver) return;
    const { at, wasSet } = this.clock.read();
    this.lastAt = at;
    if (wasSet) this.take(at, { kind: 'clock-set' });
    if (input.kind === 'message' && !this.marks.admits(input.text, at)) return;
    this.take(at, input);
  }

  /** Ends it: the connection is closed, and the last frame says so. */
  stop(): void {
    if (this.isOver) return;
    this.give({ kind: 'stop' });
    this.show();
    this.isOver = true;
    this.stopTicking();
    this.socket.disconnect();
  }

  private tick(): void {
    this.give({ kind: 'tick' });
    if (this.isNew || this.lastAt - this.shownAt >= QUIET_MS) this.show();
  }

  private take(at: number, input: LiveInput): void {
    const { session, events } = this;
    if (input.kind !== 'tick') this.isNew = true;
    events.input(at, input);
    session.take(at, input);
    for (const effect of session.takeEffects()) {
      switch (effect.kind) {
        case 'connect':
          this.socket.connect(this.address.socket);
          break;
        case 'send':
          this.socket.send(effect.text);
          break;
        case 'disconnect':
          this.socket.disconnect();
          break;
        case 'poll':
          void this.poll();
          break;
      }
    }
    const wanted = session.takeWanted();
    if (wanted !== null) events.wanted({ ...wanted, quotes: namedByHost(wanted.quotes, this.host) });
  }

  private show(): void {
    this.isNew = false;
    this.shownAt = this.lastAt;
    this.events.frame(this.session.frame(this.lastAt));
  }

  /** Asks over HTTP, one question at a time; where there is no answer the session asks again in its own time. */
  private async poll(): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    const { currency } = this.session.plan;
    // No answer is no quote: what is shown grows old, and is shown as old.
    const chain = await pollChain(this.platform.fetch, this.address.http, currency).catch(() => null);
    this.isPolling = false;
    if (chain !== null) this.give({ kind: 'polled', ...chain });
  }
}
