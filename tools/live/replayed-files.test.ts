import { expect, test } from 'vitest';
import type { LiveFrame } from '#live/live-frame.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import type { LiveMessage } from '#worker/live-api.ts';
import { createLiveJobs } from '#worker/live-jobs.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { baseOf, DrivenSession, LIVE_SETTINGS } from './driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const MINUTE = 60_000;

/** The book summary of a simulated chain at four instants, a minute apart. */
function summaries(): readonly string[] {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 2, strikesASide: 5, pace: 20 });
  const venue = new SimulatedVenue(chain, 0, true);
  return [0, 1, 2, 3].map((i) => {
    venue.step(START + i * MINUTE);
    return venue.httpReply(
      'public/get_book_summary_by_currency',
      { kind: 'option' },
      START + i * MINUTE,
    ) as string;
  });
}

/** The worker's side with a page that fits what is wanted. */
function replaying() {
  const told: LiveMessage['told'][] = [];
  const jobs = createLiveJobs(
    (each) => {
      told.push(each);
      if (each.kind === 'fit') void jobs.base(baseOf(each.wanted.quotes, told.length));
    },
    async () => null,
  );
  const frames = (): readonly LiveFrame[] =>
    told.flatMap((each) => (each.kind === 'frame' ? [each.frame] : []));
  return { jobs, frames, told };
}

test.each([
  [
    'files of one snapshot each',
    (texts: readonly string[]) => texts.map((text, i) => new File([text], `${i}.json`)),
  ],
  ['a file of several snapshots', (texts: readonly string[]) => [new File([texts.join('\n')], 'all.ndjson')]],
])('%s: replayed as a series, fitted and followed', async (_, filesOf) => {
  const { jobs, frames } = replaying();
  try {
    const opened = await jobs.replay(filesOf(summaries()), LIVE_SETTINGS);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value).toMatchObject({ from: START, to: START + 3 * MINUTE, hasBases: false });
    await jobs.play(1000);
    await expect.poll(() => frames().at(-1)?.at, { timeout: 10_000 }).toBe(START + 3 * MINUTE);
    await expect.poll(() => frames().at(-1)?.base?.id ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(frames().at(-1)!.expiries).toHaveLength(2);
  } finally {
    await jobs.disconnect();
  }
});

test('what cannot be replayed says why', async () => {
  const { jobs } = replaying();
  const [one = ''] = summaries();
  const said = async (...files: readonly File[]): Promise<string> => {
    const outcome = await jobs.replay(files, LIVE_SETTINGS);
    return outcome.ok ? '' : outcome.error.message;
  };
  expect(await said(new File([one], 'one.json'))).toBe(
    'one.json is one snapshot: a series to be replayed needs two or more of different instants.',
  );
  expect(await said(new File(['nothing'], 'nothing.txt'))).toContain('nothing.txt');
  expect(await said(new File(['{"format":"volbench-live","version":9}\n'], 'later.ndjson'))).toBe(
    'later.ndjson, line 1: is of version 9, and 1 is read.',
  );
  expect(await said()).toBe('No file was given. Open a recording.');
});

test.each([
  ['test.deribit.com', 'test.deribit.com-live-BTC'],
  ['localhost:8123', 'localhost-8123-live-BTC'],
  ['www.deribit.com', 'deribit-live-BTC'],
  [null, 'deribit-live-BTC'],
])('a recording of %s is replayed under that name', async (host, name) => {
  const chain = new SimulatedChain(5, START, 'BTC', { expiries: 2, strikesASide: 5 });
  const plan = { currency: 'BTC', base: null, books: [], depth: 0 } as const;
  const it = DrivenSession.of(plan, new SimulatedVenue(chain, 5, true), START);
  it.tell({ kind: 'start' });
  it.run(4000);
  const tick = recordingLines(it.now, { kind: 'tick' });
  const file = new File(
    [[...recordingHead(it.now, it.session.keep(), host), ...tick].join('\n')],
    'a.ndjson',
  );
  const { jobs, told } = replaying();
  expect((await jobs.replay([file], LIVE_SETTINGS)).ok).toBe(true);
  const quotes = () => told.flatMap((each) => (each.kind === 'base' ? [each.quotes] : []));
  await expect.poll(quotes).toHaveLength(1);
  const [{ files, notes } = { files: [], notes: [] }] = quotes();
  expect(files[0]?.name.startsWith(name)).toBe(true);
  expect(notes[0]?.startsWith('Told by')).toBe(!name.startsWith('deribit'));
});
