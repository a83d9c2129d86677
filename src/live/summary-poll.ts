/** When the book summary is asked for over HTTP, where the stream of quotes cannot be had. */
import { numberField } from '#readers/io/field-number.ts';
import { readEpoch } from '#readers/io/instant.ts';
import { isJsonObject } from '#readers/io/json.ts';
import type { SessionStand } from './session-kept.ts';

/** Time without the stream after which it is asked for, and time between two of them, ms. */
const POLL_AFTER_MS = 10_000;
const POLL_EVERY_MS = 10_000;
/** A summary counts as the market for so long, ms. */
const POLLED_MS = 15_000;

/** What polling goes by; instants of our own clock, ms. */
export interface PollStand {
  readonly isStarted: boolean;
  readonly streamedAt: number | null;
  readonly polledAt: number | null;
  readonly askedPollAt: number | null;
}

/** A summary that was polled stands for the market. */
export function isPolled({ polledAt }: PollStand, now: number): boolean {
  return polledAt !== null && now - polledAt <= POLLED_MS;
}

/** A summary is to be asked for. */
export function isPollDue({ isStarted, streamedAt, askedPollAt }: PollStand, now: number): boolean {
  if (!isStarted || streamedAt === null || now - streamedAt <= POLL_AFTER_MS) return false;
  return askedPollAt === null || now - askedPollAt >= POLL_EVERY_MS;
}

/** The venue's instant of a summary, the middle of those of its rows: one row that is of the future moves no clock. Null without one. */
export function statedAt(rows: readonly unknown[]): number | null {
  const stamps = rows.flatMap((row) =>
    isJsonObject(row) ? (readEpoch(numberField(row, 'creation_timestamp')) ?? []) : [],
  );
  return stamps.sort((a, b) => a - b)[stamps.length >> 1] ?? null;
}

/** The venue's clock by the last summary; null before the first. */
export function polledNow(
  { polledAt, polledStamp }: Pick<SessionStand, 'polledAt' | 'polledStamp'>,
  now: number,
): number | null {
  return polledAt === null || polledStamp === null ? null : polledStamp + (now - polledAt);
}
