import type { Page } from '@playwright/test';
import { LiveSession } from '#live/live-session.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import { feedAddress } from '#worker/live-address.ts';
import { LiveRecorder } from '#worker/live-recorder.ts';
import { LiveRun } from '#worker/live-run.ts';
import { dropFiles } from '../../e2e/drop.ts';
import { SimulatedChain } from '../feed-sim/chain.ts';
import { SimulatedVenue } from '../feed-sim/venue.ts';
import { baseOf, LIVE_SETTINGS } from '../live/driven-session.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { VirtualMachine } from './feed/virtual-machine.ts';
import { keepSite } from './kept-page.ts';
import { slopeOf } from './slope.ts';

const HOUR = 3_600_000;
/** Clear of 08:00 UTC: the board stays one. */
const START = Date.UTC(2026, 7, 1, 9);
const PLAN = { currency: 'BTC', base: null, books: [], depth: 0 } as const;
const SHAPE = { expiries: 2, strikesASide: 3 };
/** Time between steps of the venue, ms: a market quiet enough for a day of it to be held. */
const VENUE_MS = 1000;
const SPEED = '240';
/** Times an hour at which memory is looked at. */
const LOOKS = 2;
const SLOPE = 5;

class QuietVenue extends SimulatedVenue {
  override step(now: number): ReturnType<SimulatedVenue['step']> {
    return now % VENUE_MS === 0 ? super.step(now) : { outgoing: [], hungUp: [] };
  }
}

/**
 * Plays a recording of `count` hours on the built page, 240 times as fast: what scripts of page and workers hold must not
 * grow by more than 5 MB an hour of the recording, and no element of a picture may be left behind.
 */
export async function replayHeap({ count: hours, seed, site, tell }: SoakOptions): Promise<SoakResult> {
  const recording = await recordingOf(hours, seed);
  tell(`${hours} hours recorded, ${(recording.length / 1e6).toFixed(1)} MB packed`);
  const kept = await keepSite(site);
  const faults: string[] = [];
  try {
    const page = await (await kept.context()).newPage();
    await page.goto(kept.address);
    await dropFiles(page, { name: 'day.ndjson.gz', bytes: recording });
    const track = page.getByRole('slider', { name: 'Instant of the recording' });
    await track.waitFor({ timeout: 300_000 });
    const replay = page.getByRole('region', { name: 'Replay' });
    await replay.getByRole('combobox', { name: 'Speed' }).selectOption(SPEED);
    const [from, to] = [Number(await track.getAttribute('min')), Number(await track.getAttribute('max'))];
    if (to - from < hours * HOUR - 60_000)
      faults.push(`the recording ended after ${((to - from) / HOUR).toFixed(1)} hours`);
    const seen: { readonly hours: number; readonly mb: number; readonly elements: number }[] = [];
    const began = performance.now();
    for (let look = 1; look <= hours * LOOKS; look++) {
      const until = Math.min(to, from + (look * HOUR) / LOOKS) - 60_000;
      const play = replay.getByRole('button', { name: 'Play', exact: true });
      const pause = replay.getByRole('button', { name: 'Pause', exact: true });
      await play.or(pause).waitFor();
      if (await play.isVisible()) await play.click();
      await page.waitForFunction(
        (at) => Number(document.querySelector<HTMLInputElement>('.replay-track input')?.value) >= at,
        until,
        { timeout: 600_000, polling: 200 },
      );
      if (await pause.isVisible()) await pause.click();
      const at = Number(await track.inputValue());
      seen.push({ hours: (at - from) / HOUR, ...(await heldBy(page)) });
      const last = seen.at(-1)!;
      tell(`${last.hours.toFixed(1)} hours: ${last.mb.toFixed(1)} MB, ${last.elements} elements`);
    }
    const speed = ((hours * HOUR) / (performance.now() - began)).toFixed(0);
    const counted = seen.slice(Math.floor(seen.length / 4));
    const slope = slopeOf(counted.map((each) => [each.hours, each.mb]));
    const [first, last] = [counted[0]!, counted.at(-1)!];
    if (!(slope <= SLOPE)) faults.push(`memory grows by ${slope.toFixed(2)} MB an hour`);
    if (last.elements > 1.1 * first.elements + 50)
      faults.push(`${first.elements} elements have become ${last.elements}`);
    faults.push(...kept.complaints);
    return {
      figures: {
        hours,
        timesAsFast: speed,
        mb: last.mb.toFixed(1),
        slopeMbAnHour: slope.toFixed(2),
        elements: last.elements,
      },
      faults,
    };
  } finally {
    await kept.close();
  }
}

/** A recording of a simulated feed with its full fits. */
async function recordingOf(hours: number, seed: number): Promise<Uint8Array> {
  const chain = new SimulatedChain(seed, START, 'BTC', SHAPE);
  const machine = new VirtualMachine(new QuietVenue(chain, 2, true), START, null);
  const session = new LiveSession(PLAN, LIVE_SETTINGS, seed);
  const reached = feedAddress('ws://localhost:1');
  if (!reached.ok) throw new Error(reached.error.message);
  const members: Uint8Array[] = [];
  let fits = 0;
  const recorder = new LiveRecorder(
    { packed: (member) => void members.push(member), ended: () => undefined },
    { chars: 500_000_000, waitingChars: 500_000_000 },
  );
  recorder.take(recordingHead(START, session.keep()), START);
  const run = new LiveRun(session, reached.value, machine.platform, {
    frame: () => undefined,
    wanted: ({ quotes }) => {
      const base = baseOf(quotes, ++fits);
      queueMicrotask(() => run.give(base === null ? { kind: 'no-base' } : { kind: 'base', base }));
    },
    input: (at, input) => recorder.take(recordingLines(at, input), at),
  });
  while (machine.now < START + hours * HOUR) await machine.step();
  await recorder.end();
  run.stop();
  return Buffer.concat(members);
}

/** What scripts of the page and its workers hold after a collection, MB, and elements of the page. */
async function heldBy(page: Page): Promise<{ readonly mb: number; readonly elements: number }> {
  return page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    const { bytes } = await measure.measureUserAgentSpecificMemory();
    return { mb: bytes / 1e6, elements: document.querySelectorAll('*').length };
  });
}
