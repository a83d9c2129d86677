import type { UnansweredSave } from './save-request.ts';

/** A session as one page has it. */
export interface HeldSession {
  readonly id: string;
  /** Numbers of the newest good saves that this page has made or seen. */
  known: readonly number[];
  /** Saves of this page since the last one that it heard of, whose end it never learned. */
  unanswered: readonly UnansweredSave[];
  /** How many saves this page has begun. */
  turns: number;
}

/** A session of the store with the good saves that were seen of it, or one that is still to be saved. */
export function heldSession(id: string, known: readonly number[] = []): HeldSession {
  return { id, known, unanswered: [], turns: 0 };
}

/** A new id: 32 hex digits. */
export function newSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
