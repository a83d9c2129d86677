import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser as Chromium, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../e2e/browser.ts';
import { makeBoardCsv } from '../bench/load.ts';
import { serveSite } from '../site-server.ts';

/** Rows of the table that is dropped; 57 bytes each. */
const ROWS = 1_000_000;

/** A CSV of `rows` listed options named by their symbols, with prices, sizes and activity. */
function makeTable(rows: number): string {
  const kept = [0, 4, 5, 6, 7, 8, 9, 10];
  const lines = makeBoardCsv(rows).trimEnd().split('\n');
  return `${lines
    .map((line) => {
      const cells = line.split(',');
      return kept.map((at) => cells[at]).join(',');
    })
    .join('\n')}\n`;
}

/** Longest task of the page's thread in ms, by the clock and by the processor's. */
interface Tasks {
  readonly wall: number;
  readonly cpu: number;
}

async function traced(browser: Chromium, page: Page, work: () => Promise<void>): Promise<Tasks> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: {
      name: string;
      ph: string;
      pid: number;
      tid: number;
      dur?: number;
      tdur?: number;
      args: { name?: string; data?: { url?: string } };
    }[];
  };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  let [wall, cpu] = [0, 0];
  for (const { name, pid, tid, dur = 0, tdur = 0 } of traceEvents) {
    if (!name.endsWith('RunTask') || !threads.has(`${pid} ${tid}`)) continue;
    wall = Math.max(wall, dur / 1000);
    cpu = Math.max(cpu, tdur / 1000);
  }
  return { wall, cpu };
}

/** Watches the frames of the page from now on: `gap` is the longest time between two, ms. */
async function watchFrames(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const watch = { gap: 0, last: performance.now() };
    Object.assign(globalThis, { watch });
    const frame = (): void => {
      const now = performance.now();
      watch.gap = Math.max(watch.gap, now - watch.last);
      watch.last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return () => page.evaluate(() => (globalThis as unknown as { watch: { gap: number } }).watch.gap);
}

/** Milliseconds from choosing the file until its reading has ended and until its fit is shown. */
async function open(page: Page, path: string): Promise<{ read: number; shown: number }> {
  await page.evaluate(() => {
    const times = { start: 0, read: 0, shown: 0 };
    Object.assign(globalThis, { times });
    const input = document.querySelector('input[type="file"]');
    input?.addEventListener(
      'change',
      () => {
        times.start = performance.now();
      },
      { capture: true, once: true },
    );
    const status = document.querySelector('[data-phase]');
    const look = (): void => {
      const words = status?.textContent ?? '';
      if (times.start > 0 && words.startsWith('Reading')) times.read = performance.now();
      if (times.start > 0 && status?.getAttribute('data-phase') === 'done' && times.shown === 0)
        times.shown = performance.now();
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.locator('input[type="file"]').setInputFiles(path);
  await page.locator('[data-phase="done"]').waitFor({ timeout: 120_000 });
  return page.evaluate(() => {
    const { times } = globalThis as unknown as { times: { start: number; read: number; shown: number } };
    return { read: times.read - times.start, shown: performance.now() - times.start };
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

/** A million rows dropped on the built page: frames, time to be read and shown, cancelling. One line of figures. */
export async function largeDrop(site: string): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'volbench-soak-'));
  const path = join(folder, 'spx-2026-11-20.csv');
  const small = join(folder, 'small-2026-11-20.csv');
  writeFileSync(path, makeTable(ROWS));
  writeFileSync(small, makeTable(2000));
  const server = await serveSite(site, 0);
  const { executablePath, args } = await findBrowser();
  const flat = args.filter((arg) => !/use-gl|use-angle|swiftshader/.test(arg));
  const browser = await chromium.launch({
    executablePath,
    args: [...flat, '--disable-gpu', '--disable-3d-apis'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`http://localhost:${server.port}/`);
    const gap = await watchFrames(page);
    let times = { read: 0, shown: 0 };
    const tasks = await traced(browser, page, async () => {
      times = await open(page, path);
    });
    const gapMs = await gap();
    await page.reload();
    const cancelled = await cancel(page, path, small);
    return {
      bytes: statSync(path).size,
      rows: ROWS,
      gap_ms: gapMs,
      longest_task_ms: tasks.wall,
      longest_task_cpu_ms: tasks.cpu,
      read_ms: times.read,
      shown_ms: times.shown,
      cancel_ms: cancelled.idle,
      next_file_ms: cancelled.free,
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
