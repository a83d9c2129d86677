import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import type { LiveSettings } from '#live/live-frame.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { DEFAULT_REFIT } from '#tracking/refit-policy.ts';
import { DEFAULT_FILTER } from '#tracking/scalar-filter.ts';
import { createLiveJobs } from './live-jobs.ts';
import type { Platform } from './live-run.ts';

const SETTINGS: LiveSettings = {
  map: 'vertical',
  filter: DEFAULT_FILTER,
  refit: DEFAULT_REFIT,
  policy: { riskAversion: 10_000, costs: { proportional: 0, fixed: 0.001 } },
};

/** A machine on which every look at the clock is 20 ms after the last, and nothing comes by itself. */
function platform(): Platform {
  let now = 0;
  return {
    readings: {
      steady() {
        now += 20;
        return now;
      },
      wall: () => 0,
    },
    socket() {
      throw new Error('nothing is connected');
    },
    fetch: async () => {
      throw new Error('nothing is fetched');
    },
    every: () => () => undefined,
  };
}

const jobs = () =>
  createLiveJobs(
    () => undefined,
    async () => null,
    platform(),
  );

/** A board of the same market, so many minutes later. */
function snapshot(minutes: number): File {
  const board = JSON.parse(deribitBoard()) as { as_of: string };
  board.as_of = new Date(Date.parse('2026-08-01T17:58:04.320Z') + minutes * 60_000).toISOString();
  return new File([JSON.stringify(board)], `board-${minutes}.json`);
}

test('settings are tried on what is replayed, and only there', async () => {
  const own = jobs();
  const none = await own.whatIf(SETTINGS, DEFAULT_SETTINGS);
  expect(none.ok ? '' : none.error.message).toContain('none is replayed');
  const replayed = await own.replay([0, 10, 20, 30].map(snapshot), SETTINGS);
  expect(replayed.ok).toBe(true);
  const tried = await own.whatIf(SETTINGS, DEFAULT_SETTINGS);
  if (!tried.ok) throw new Error(tried.error.message);
  expect(tried.value.snapshots).toBe(4);
  expect(tried.value.rows.map(({ policy, refits }) => [policy, refits])).toEqual([
    ['set', 0],
    ['as-often', 0],
    ['every', 3],
    ['never', 0],
  ]);
  await own.disconnect();
  expect((await own.whatIf(SETTINGS, DEFAULT_SETTINGS)).ok).toBe(false);
});

test('a trial gives way to the next, and to the end of the replay', async () => {
  const own = jobs();
  await own.replay([0, 10, 20, 30].map(snapshot), SETTINGS);
  const first = own.whatIf(SETTINGS, DEFAULT_SETTINGS);
  const second = own.whatIf(SETTINGS, DEFAULT_SETTINGS);
  expect(await first).toMatchObject({ ok: false, error: { reason: 'superseded' } });
  expect((await second).ok).toBe(true);
  const third = own.whatIf(SETTINGS, DEFAULT_SETTINGS);
  await own.disconnect();
  expect((await third).ok).toBe(false);
});
