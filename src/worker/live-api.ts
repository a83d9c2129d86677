import type { Outcome } from '#base/outcome.ts';
import type { FitSettings } from '#calibration/settings.ts';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { LiveBase, LiveFrame, LiveSettings, WantedFit } from '#live/live-frame.ts';
import type { ReplayPlace } from '#live/replay-player.ts';
import type { WhatIf } from '#live/what-if.ts';
import type { QuoteSet } from '#market/quote-set.ts';

/** What the page asks of the live worker. One session at a time: connecting and replaying end the one before. */
export interface LiveApi {
  /**
   * @param address of the venue's WebSocket, `wss://...`
   * @returns an error where the address is none that may be contacted
   */
  connect(address: string, plan: FeedPlan, settings: LiveSettings): Promise<Outcome<null>>;
  disconnect(): Promise<void>;
  /** The full fit that was wanted has landed; null: it could not be made. */
  base(base: LiveBase | null): Promise<void>;
  fitNow(): Promise<void>;
  settings(settings: LiveSettings): Promise<void>;
  freeze(on: boolean): Promise<void>;
  /** The user looks at this expiry, by its key: its order books are followed. Nothing in a replay, which has its own. */
  focus(key: string): Promise<void>;
  /** From here on what arrives is kept, from the state as it is; its parts are told as they are packed. */
  startRecording(): Promise<void>;
  /** Resolves when the last part has been told. */
  stopRecording(): Promise<void>;
  /** A recording, a day of ticks or several snapshots. */
  replay(files: readonly File[], settings: LiveSettings): Promise<Outcome<ReplayPlace>>;
  play(speed: number): Promise<void>;
  pause(): Promise<void>;
  /** @param at instant of the recording, ms */
  seek(at: number): Promise<void>;
  /** To the next message; back by seeking. */
  step(): Promise<void>;
  /**
   * What settings would have come to on the whole of what is replayed; another one, or the end of the replay, gives it up.
   *
   * @param fit settings of the full fits
   */
  whatIf(settings: LiveSettings, fit: FitSettings): Promise<Outcome<WhatIf>>;
  /** Answers at once: the heartbeat. */
  ping(): Promise<void>;
  /** Name of the lock this worker holds until it dies; null where the platform has no locks. */
  lifeline(): Promise<string | null>;
}

/** What the live worker tells, posted plainly beside the calls. */
export interface LiveMessage {
  readonly type: 'volbench-live';
  readonly told:
    | { readonly kind: 'frame'; readonly frame: LiveFrame; readonly recorded: number | null }
    | { readonly kind: 'fit'; readonly wanted: WantedFit }
    /** A full fit of the recording that is replayed, with the quotes as they stand: what the page draws it on. */
    | { readonly kind: 'base'; readonly base: LiveBase; readonly quotes: QuoteSet }
    | { readonly kind: 'replay'; readonly state: ReplayPlace }
    /** The next part of the recording: a gzip member. */
    | { readonly kind: 'recorded'; readonly member: Uint8Array<ArrayBuffer> }
    /** One line for the user that belongs to no session. */
    | { readonly kind: 'notice'; readonly message: string };
}

/** What the page is told of the live worker. */
export type LiveTold =
  | Exclude<LiveMessage['told'], { readonly kind: 'recorded' }>
  /** The worker died or hung. `again`: it is replaced and connects anew; else nothing is live any more. */
  | { readonly kind: 'lost'; readonly message: string; readonly again: boolean };

/**
 * All the store sees of the live worker: no call rejects or stays open. What is told goes to the listener that the service
 * was made with. A recording outlives its worker: `stopRecording` gives what had come by then.
 */
export interface LiveService extends Omit<LiveApi, 'startRecording' | 'stopRecording' | 'ping' | 'lifeline'> {
  startRecording(): Promise<void>;
  /** The recording as gzipped NDJSON; null where none was begun. */
  stopRecording(): Promise<Blob | null>;
  /** Starts the worker before it is needed. */
  start(): void;
  dispose(): void;
}
