import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser as Chromium, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../e2e/browser.ts';
import { openLarge, STEPS } from '../../e2e/large-board.ts';
import { tasksDuring } from '../../e2e/page-tasks.ts';
import { flat } from '../../e2e/quiet.ts';
import { makeWideBoard } from '../../e2e/wide-board.ts';
import { makeBoardCsv } from '../bench/load.ts';
import { serveSite } from '../site-server.ts';
import type { SoakOptions, SoakResult } from './check.ts';

/** Longest time between two frames, time in which a million rows are read, and in which Cancel is obeyed, ms. */
const LIMITS = { gap: 100, read: 3000, cancel: 100 } as const;

/** A CSV of `rows` listed options that only their symbols name, with prices, sizes and activity. */
function makeNarrowTable(rows: number): string {
  const kept = [0, 4, 5, 6, 7, 8, 9, 10];
  const lines = makeBoardCsv(rows).trimEnd().split('\n');
  return `${lines
    .map((line) => {
      const cells = line.split(',');
      return kept.map((at) => cells[at]).join(',');
    })
    .join('\n')}\n`;
}

/** Notes when a file is chosen and when its reading is last seen on the screen; null where it was over before that. */
async function watchReading(page: Page): Promise<() => Promise<number | null>> {
  await page.evaluate(() => {
    const times = { start: 0, read: 0 };
    Object.assign(globalThis, { times });
    const chosen = () => {
      times.start = performance.now();
    };
    document
      .querySelector('input[type="file"]')
      ?.addEventListener('change', chosen, { capture: true, once: true });
    const status = document.querySelector('[data-phase]');
    const look = (): void => {
      const reads = status?.textContent?.startsWith('Reading') ?? false;
      if (times.start > 0 && reads) times.read = performance.now();
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () =>
    page.evaluate(() => {
      const { times } = globalThis as unknown as { times: { start: number; read: number } };
      return times.read === 0 ? null : times.read - times.start;
    });
}

/** Milliseconds from Cancel until the page is idle again, and until the worker has fitted another file. */
async function cancel(page: Page, path: string, small: string): Promise<{ idle: number; free: number }> {
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.getByRole('button', { name: 'Cancel' }).first().waitFor();
  const idle = await page.evaluate(async () => {
    const button = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Cancel',
    );
    const start = performance.now();
    button?.click();
    const status = document.querySelector('[data-phase]');
    while (status?.getAttribute('data-phase') === 'running') await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
  const start = performance.now();
  await page.locator('input[type="file"]').setInputFiles(small);
  await page.locator('[data-phase="done"]').waitFor({ timeout: 60_000 });
  return { idle, free: performance.now() - start };
}

/** One table on a fresh page: opened, then handled. */
async function opened(browser: Chromium, address: string, path: string) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(address);
    const reading = await watchReading(page);
    const tasks = { open: await tasksDuring(browser, page, () => openLarge(page, path)) };
    const read = await reading();
    for (const [name, step] of Object.entries(STEPS)) {
      Object.assign(tasks, { [name]: await tasksDuring(browser, page, () => step(page)) });
    }
    return { read, tasks: Object.entries(tasks) };
  } finally {
    await page.close();
  }
}

/**
 * Large tables on the built page: `narrow`, `count` options that only their symbols name; `full`, the same with their
 * expiry, strike and type in columns of their own; `board`, 100 000 quotes as exchanges list them. Of each the longest
 * time between two frames and the longest task while it is opened and for each step on it, and of `narrow` the time
 * to cancel. On a machine with other work the clock tells of that: there a task counts by the processor's time. The
 * picture in 3D is off: drawn by a processor it is what would be measured.
 */
export async function largeDrop({ site, count, tell }: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'volbench-soak-'));
  const file = (name: string, text: string): string => {
    const path = join(folder, `${name}-2026-11-20.csv`);
    writeFileSync(path, text);
    return path;
  };
  const server = await serveSite(site, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flat(args) });
  const [load = 0] = loadavg();
  const busy = load > cpus().length;
  if (busy) tell(`the load of this machine is ${load.toFixed(1)}: what counts is the time of the processor`);
  const figures: Record<string, number | string> = { rows: count, load: load.toFixed(1) };
  const faults: string[] = [];
  try {
    const address = `http://localhost:${server.port}/`;
    const narrow = file('narrow', makeNarrowTable(count));
    const tables = {
      narrow,
      full: file('full', makeBoardCsv(count)),
      board: file('board', makeWideBoard()),
    };
    for (const [table, path] of Object.entries(tables)) {
      const { read, tasks } = await opened(browser, address, path);
      figures[`${table}_bytes`] = statSync(path).size;
      if (read !== null) figures[`${table}_read_ms`] = read;
      if (!busy && read !== null && read > LIMITS.read)
        faults.push(`${table}: read in ${Math.round(read)} ms`);
      for (const [step, { gap, wall, cpu }] of tasks) {
        figures[`${table}_${step}_gap_ms`] = gap;
        figures[`${table}_${step}_task_cpu_ms`] = cpu;
        const said = `frame gap ${Math.round(gap)} ms, longest task ${Math.round(wall)} ms, ${Math.round(cpu)} ms of the processor`;
        tell(`${table}, ${step}: ${said}`);
        if ((busy ? cpu : gap) > LIMITS.gap) faults.push(`${table}, ${step}: ${said}`);
      }
    }
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    const { idle, free } = await cancel(page, narrow, file('small', makeNarrowTable(2000)));
    Object.assign(figures, { cancel_ms: idle, next_file_ms: free });
    if (idle > LIMITS.cancel) faults.push(`cancelled in ${Math.round(idle)} ms`);
    return { figures, faults };
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
