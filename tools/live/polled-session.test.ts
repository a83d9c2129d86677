/** A live session that asks for the book summary where it has no stream. */
import { expect, test } from 'vitest';
import type { DrivenSession } from './driven-session.ts';
import { driven, frame } from './small-market.ts';

const DAY = 86_400_000;

/** The book summary over HTTP as it is now. */
function tellSummary(it: DrivenSession): void {
  const path = 'public/get_book_summary_by_currency';
  const reply = (kind: string): unknown[] => {
    const text = it.venue.httpReply(path, { currency: 'BTC', kind }, it.now) ?? '{}';
    return (JSON.parse(text) as { result: unknown[] }).result;
  };
  it.tell({ kind: 'polled', options: reply('option'), futures: reply('future') });
}

/** Answers each poll. */
const answering = (it: DrivenSession) => (): void => {
  if (it.polls.at(-1) === it.now) tellSummary(it);
};

test('where no connection comes the summary is polled, and moves the surface', () => {
  const it = driven();
  it.run(3000);
  const { publishes } = frame(it);
  it.network.blocked = true;
  it.network.drop(it.now);
  it.run(30_000, answering(it));
  expect(it.polls.length).toBeGreaterThanOrEqual(2);
  expect(frame(it).feed.freshness).not.toBe('fresh');
  expect(frame(it).publishes).toBeGreaterThan(publishes);
});

test.each([0, 600_000, -600_000])(
  'what is polled is of the venue’s clock, ours ahead by %d ms: an expiry that has settled leaves',
  (skew) => {
    const roll = Date.UTC(2026, 7, 2, 8);
    const it = driven(roll - 30_000, skew, {}, 1);
    it.network.blocked = true;
    it.run(15_000, answering(it));
    const before = frame(it).expiries;
    expect(before.map(({ expiry }) => expiry)).toEqual([roll, roll + DAY, roll + 2 * DAY]);
    before.forEach(({ t, expiry }) => {
      expect(t * 365 * DAY).toBeCloseTo(expiry - it.now, 2);
    });
    it.run(30_000, answering(it));
    const { expiries } = frame(it);
    expect(expiries.map(({ expiry }) => expiry)).toEqual([1, 2, 3].map((days) => roll + days * DAY));
    expect(it.wanted.map(({ reason }) => reason)).toEqual(['first', 'listed']);
    expect(expiries.every(({ scalar }) => scalar !== null)).toBe(true);
    // Set by hours, our clock tells nothing until the venue has spoken again.
    it.skew += 5 * 3_600_000;
    it.tell({ kind: 'clock-set' });
    it.run(500);
    expect(frame(it).expiries).toHaveLength(3);
  },
);

test('a chain that is polled after its stream has the forwards of now, and no sizes of which most are unknown', () => {
  const it = driven();
  it.run(3000);
  expect(it.session.quotes()?.bidSize).not.toBeNull();
  it.network.blocked = true;
  it.network.drop(it.now);
  it.run(20_000);
  tellSummary(it);
  const { chain } = it.venue;
  expect(frame(it).index).toBe(chain.spot);
  for (const { expiry, forward } of frame(it).expiries) expect(forward).toBe(chain.forward(expiry));
  const quotes = it.session.quotes();
  expect([quotes?.bidSize, quotes?.askSize]).toEqual([null, null]);
});
