import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import type { FitReason, LiveFrame, LiveSettings } from '#live/live-frame.ts';
import type { ReplayPlace } from '#live/replay-player.ts';
import type { WhatIf } from '#live/what-if.ts';
import { type LiveHistory, NO_HISTORY } from './live-history.ts';
import { DEFAULT_LIVE } from './live-settings.ts';

/** Where quotes are taken from, and which. */
export interface LiveSource {
  readonly address: string;
  readonly plan: FeedPlan;
}

/** A recording under way. */
export interface RecordingState {
  /** The page's clock when it began, ms. */
  readonly since: number;
  /** Lines so far. */
  readonly lines: number;
}

/** What settings would have come to on the recording that is replayed. */
export interface WhatIfRun {
  readonly phase: 'running' | 'done' | 'failed';
  /** The settings that were asked about. */
  readonly settings: LiveSettings;
  readonly result: WhatIf | null;
  /** Why there is no result, as a sentence. */
  readonly error: string | null;
}

/** All that the parts of the screen about the live market show. */
export interface LiveState {
  readonly phase: 'off' | 'live' | 'replay';
  /** What is followed or was followed last; null before the first. */
  readonly source: LiveSource | null;
  /** Name of the recording that is replayed. */
  readonly recordingName: string | null;
  readonly settings: LiveSettings;
  /** The frame that is drawn: at most four a second. */
  readonly frame: LiveFrame | null;
  readonly history: LiveHistory;
  readonly recording: RecordingState | null;
  readonly replay: ReplayPlace | null;
  /** Null before it was asked for. */
  readonly whatIf: WhatIfRun | null;
  /** Why a full fit is being made; null while none is. */
  readonly fitting: FitReason | null;
  /** What could not be done last, as a sentence. */
  readonly fault: string | null;
}

export const LIVE_OFF: LiveState = {
  phase: 'off',
  source: null,
  recordingName: null,
  settings: DEFAULT_LIVE,
  frame: null,
  history: NO_HISTORY,
  recording: null,
  replay: null,
  whatIf: null,
  fitting: null,
  fault: null,
};

export function createLiveState(settings: LiveSettings = DEFAULT_LIVE): StoreApi<LiveState> {
  return createStore<LiveState>(() => ({ ...LIVE_OFF, settings }));
}
