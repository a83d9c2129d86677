import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EpochMs } from '#base/units.ts';
import type { SessionRecord } from './records.ts';
import type { NamedSession } from './session-file.ts';

/** How the open session stands with the store. */
export type SaveState =
  | { readonly kind: 'none' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: EpochMs }
  /** `why` ends a sentence that begins with "Not saved:". */
  | { readonly kind: 'failed'; readonly why: string };

/** A session as the list shows it. */
export interface ListedSession extends SessionRecord {
  /** Another page has it open. */
  readonly elsewhere: boolean;
}

/** One line about sessions that has to be seen. */
export interface SessionNotice {
  readonly tone: 'warn' | 'fail';
  readonly text: string;
  /** Offers the session file, that of a session which has left the screen and is in no store, or a copy of the session named. */
  readonly offer:
    | { readonly kind: 'export' }
    | { readonly kind: 'lost'; readonly session: NamedSession }
    | { readonly kind: 'copy'; readonly id: string }
    | null;
}

/** What the screen knows of sessions. */
export interface SessionsState {
  readonly current: { readonly id: string; readonly name: string } | null;
  readonly save: SaveState;
  /** One is being put back on the screen. */
  readonly opening: boolean;
  /** Null before it was asked for, and where the store could not be read; `listFault` then says why. */
  readonly list: readonly ListedSession[] | null;
  readonly listFault: string | null;
  readonly notice: SessionNotice | null;
}

/** What the screen knows of the sessions of one page: nothing yet. */
export function createSessionsStore(): StoreApi<SessionsState> {
  return createStore<SessionsState>(() => ({
    current: null,
    save: { kind: 'none' },
    opening: false,
    list: null,
    listFault: null,
    notice: null,
  }));
}
