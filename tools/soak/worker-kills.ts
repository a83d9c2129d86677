import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { exportedFit } from '../../e2e/screen.ts';
import { seeded } from '../sample/random.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { atRest, holdWorkers, onSite, type Standing, slide } from './faulty-page.ts';

const BOARD = join(import.meta.dirname, '../../public/sample/simulated-btc.json');
/** Exponents of the spread weight that are fitted in turn. */
const POWERS = [0.5, 0.7, 0.9, 1.1, 1.3, 1.5];
/** From the kill to the answer, ms; by the clock of the page, so that other work on the machine lengthens it. */
const ANSWER_MS = 1000;
/** Rounds after which the fit is exported and compared to the last digit. */
const COMPARED_EVERY = 50;
/** One round in so many opens the file again, the others fit it. */
const OPENS_EVERY = 4;
/** Kills that found nothing under way are tried again, but not without end. */
const MOST_TRIES = 4;

interface Expected {
  readonly standing: Standing;
  readonly fit: string;
}

/**
 * Ends the worker of the built page `count` times while it fits or reads, at random moments: every job answers within a
 * second of it, with what an unkilled run gives.
 */
export async function workerKills({ site, count, seed, tell }: SoakOptions): Promise<SoakResult> {
  const faults: string[] = [];
  const answers: number[] = [];
  const fell = { fit: 0, open: 0, idle: 0 };
  await onSite(site, async (browser, address) => {
    const page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(`thrown on the page: ${error.message}`));
    await holdWorkers(page);
    await page.goto(address);
    await page.locator('input[type="file"]').first().setInputFiles(BOARD);
    await atRest(page);
    const { uniform } = seeded(seed);
    const expected = new Map<number, Expected>();
    const times: number[] = [];
    for (const power of POWERS) {
      const began = performance.now();
      await slide(page, 'Spread weight', power);
      const standing = await atRest(page);
      times.push(performance.now() - began);
      expected.set(power, { standing, fit: await fitOf(page) });
    }
    const usual = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 20;
    const opened = await timed(() => open(page, null));

    let power = POWERS.at(-1) as number;
    for (let round = 0; fell.fit + fell.open < count && round < MOST_TRIES * count; round++) {
      const opens = round % OPENS_EVERY === 0;
      if (opens) await open(page, uniform() * opened);
      else {
        const others = POWERS.filter((each) => each !== power);
        power = others[Math.floor(uniform() * others.length)] as number;
        await slide(page, 'Spread weight', power, uniform() * usual);
      }
      const kill = await fallen(page);
      if (kill === null) {
        faults.push(`seed ${seed}, round ${round}: nothing answered within 30 s of the kill`);
        return;
      }
      const standing = await atRest(page);
      if (!kill.busy) fell.idle++;
      else {
        fell[opens ? 'open' : 'fit']++;
        answers.push(kill.settled);
        const shared = Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
        if (kill.settled > ANSWER_MS * shared)
          faults.push(`round ${round}: answered ${Math.round(kill.settled)} ms after it`);
      }
      const wanted = expected.get(power);
      const same = wanted !== undefined && JSON.stringify(standing) === JSON.stringify(wanted.standing);
      if (!same) faults.push(`seed ${seed}, round ${round}: ${standing.phase}, ${standing.words}`);
      if (round % COMPARED_EVERY === COMPARED_EVERY - 1) {
        if ((await fitOf(page)) !== wanted?.fit) faults.push(`seed ${seed}, round ${round}: another fit`);
        tell(`${fell.fit + fell.open} kills under way, ${fell.idle} between`);
      }
    }
  });
  answers.sort((a, b) => a - b);
  return {
    figures: {
      kills: fell.fit + fell.open,
      while_fitting: fell.fit,
      while_opening: fell.open,
      between: fell.idle,
      answer_p50_ms: answers[Math.floor(answers.length / 2)] ?? Number.NaN,
      answer_max_ms: answers.at(-1) ?? Number.NaN,
      load: (loadavg()[0] ?? 0).toFixed(1),
      faults: faults.length,
    },
    faults,
  };
}

/** The last kill once the status has settled after it; null where it never does. */
async function fallen(page: Page): Promise<{ busy: boolean; settled: number } | null> {
  try {
    const options = { timeout: 30_000, polling: 5 };
    await page.waitForFunction(() => window.faulty.settled !== null, undefined, options);
  } catch {
    return null;
  }
  return page.evaluate(() => ({
    busy: window.faulty.fell?.busy ?? false,
    settled: window.faulty.settled ?? Number.NaN,
  }));
}

/** Parameters of all expiries, as they are exported, to the last digit. */
async function fitOf(page: Page): Promise<string> {
  const { slices } = await exportedFit(page);
  return JSON.stringify(slices.map(({ expiry, parameters }) => ({ expiry, parameters })));
}

/** Opens the board, the worker to be ended so many ms after it was chosen. */
async function open(page: Page, kill: number | null): Promise<void> {
  if (kill !== null) {
    await page.evaluate((after) => {
      window.faulty.settled = null;
      document
        .querySelector('input[type="file"]')
        ?.addEventListener('change', () => window.faulty.kill(after), { capture: true, once: true });
    }, kill);
  }
  await page.locator('input[type="file"]').first().setInputFiles(BOARD);
  if (kill === null) await atRest(page);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
