import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { startFeedSim } from '../feed-sim/server.ts';
import type { Figure, PerfOptions } from './row.ts';

/** 9 expiries of 55 strikes, calls and puts: 990 options. */
const SHAPE = { strikesASide: 27 };
/** Drawn so often at a step of 100 ms that nearly all are quoted anew. */
const MOVES = 3000;
/** All channels are held by then, and the first full fits have landed, ms. */
const SETTLE_MS = 15_000;
const MEASURE_MS = 20_000;
const MAIN = 'main';
/** Ticks of the processor's clock in a second, as Linux counts them for programs. */
const TICKS = 100;

/**
 * The page connected to a simulated venue that quotes nearly a thousand options anew ten times a second: processor time of
 * the live worker, and of the page's own thread beside it, by the system's count for each thread of the browser. Without
 * a limit: most of it is the browser's own, which hands a message over in more time than we take; `bench live_10hz` is
 * ours alone. Linux only.
 */
export async function liveFeed(browser: Browser, address: string, { tell }: PerfOptions): Promise<Figure[]> {
  const sim = await startFeedSim({ shape: SHAPE, movesAStep: MOVES });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(address);
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await page.getByRole('combobox', { name: 'Venue' }).selectOption('local');
    const port = page.getByRole('spinbutton', { name: 'Port of the local venue' });
    await port.fill(String(sim.port));
    await port.press('Enter');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.locator('[data-freshness="fresh"]').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(SETTLE_MS);
    const renderers = await renderersOf(browser);
    const [before, sent] = [threadTimes(renderers), sim.sent];
    const began = performance.now();
    await page.waitForTimeout(MEASURE_MS);
    const seconds = (performance.now() - began) / 1000;
    const used = [...threadTimes(renderers)].map(([thread, { name, ticks }]) => ({
      name,
      percent: (100 * (ticks - (before.get(thread)?.ticks ?? 0))) / TICKS / seconds,
    }));
    const most = (name: string): number =>
      Math.max(0, ...used.filter((thread) => thread.name.startsWith(name)).map(({ percent }) => percent));
    const freshness = await page.locator('[data-freshness]').first().getAttribute('data-freshness');
    tell(`${sim.venue.chain.listed.length} options, ${freshness}`);
    return [
      figure(
        'P11 live worker, with what the browser takes to deliver',
        most('DedicatedWorker'),
        '% of a core',
      ),
      figure('P11 the page beside it', most(MAIN), '% of a core'),
      figure('P11 messages', (sim.sent - sent) / seconds, 'a second'),
    ];
  } finally {
    await page.close();
    await sim.close();
  }
}

function figure(name: string, value: number, unit: Figure['unit']): Figure {
  return { name, value, unit, limit: null };
}

/** Processes of the browser that run pages. */
async function renderersOf(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Processor time of every thread so far, ticks. */
function threadTimes(
  processes: readonly number[],
): ReadonlyMap<string, { readonly name: string; readonly ticks: number }> {
  const times = new Map<string, { readonly name: string; readonly ticks: number }>();
  for (const id of processes)
    for (const thread of readdirSync(`/proc/${id}/task`)) {
      const stat = readFileSync(`/proc/${id}/task/${thread}/stat`, 'utf8');
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
      const fields = rest.split(' ');
      times.set(`${id}/${thread}`, {
        name: thread === `${id}` ? MAIN : name,
        ticks: Number(fields[11]) + Number(fields[12]),
      });
    }
  return times;
}
