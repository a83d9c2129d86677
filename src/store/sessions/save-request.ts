/** What crosses between the page and the worker that saves its sessions. */
import type { EpochMs } from '#base/units.ts';
import type { PackedQuotes } from '#worker/packed-quotes.ts';
import type { StoreFaultKind } from './database.ts';
import type { SessionRecord } from './records.ts';

/** A save that may lie in the store although the page never heard so. */
export interface UnansweredSave {
  readonly sha256: string;
  readonly saved: EpochMs;
}

/** What the list says of a session and its save says too. */
export type SessionFacts = Pick<
  SessionRecord,
  'name' | 'underlying' | 'asOf' | 'files' | 'quotes' | 'simulated'
>;

/** One save of a session. */
export interface SaveRequest {
  readonly id: string;
  /** Numbers of the newest good saves that the page has made or seen. */
  readonly known: readonly number[];
  readonly unanswered: readonly UnansweredSave[];
  readonly facts: SessionFacts;
  /** The oldest version that can hold it. */
  readonly version: number;
  readonly text: string;
  /** The hash of quotes that were in the store before; else the quotes. */
  readonly quotes: string | PackedQuotes;
  /** The same of a second file; null where there is none. */
  readonly beside: string | PackedQuotes | null;
  readonly saved: EpochMs;
}

/** What became of a save. */
export type SaveReply =
  | {
      readonly kind: 'saved';
      readonly number: number;
      readonly quotes: string;
      readonly beside: string | null;
    }
  /** Another page has saved the session meanwhile, or it is gone; nothing was changed. */
  | { readonly kind: 'overtaken' }
  /** Quotes named by their hash are not there any more; nothing was changed. */
  | { readonly kind: 'quotes-wanted' }
  | { readonly kind: 'fault'; readonly fault: StoreFaultKind; readonly message: string };

/** From the page. */
export interface SaveCall {
  readonly call: number;
  readonly request: SaveRequest;
}

/** From the worker: the lock it holds for as long as it lives, first of all; then a reply to each call. */
export type SaveTold =
  | { readonly lifeline: string | null }
  | { readonly call: number; readonly reply: SaveReply };
