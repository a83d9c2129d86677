import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { settled } from '../../e2e/screen.ts';
import { makeBoardCsv } from '../bench/load.ts';
import { openBoard } from './refit.ts';
import type { Figure, PerfOptions } from './row.ts';
import { WARM_UP, walk } from './stepping.ts';

const MB = 1e6;
/** What a flat line may rise by, MB: code that is compiled later, and the browser's own rounding. */
const FLAT = 3;
/** Redraws of the surface over which memory must stay flat. */
const REDRAWS = 1000;

/** Memory of page and worker after ten thousand refits, after a thousand redraws of the surface, and with a million rows. */
export async function memoryOfRefits(
  browser: Browser,
  address: string,
  { board, refits, tell }: PerfOptions,
): Promise<Figure[]> {
  const page = await openBoard(browser, address, board);
  await walk(page, 10 * WARM_UP, 0);
  const first = await memoryOf(page);
  const part = Math.ceil(refits / 5);
  let last = first;
  for (let done = 0; done < refits; done += part) {
    await walk(page, part, 0);
    last = await memoryOf(page);
    tell(`${done + part} refits: ${last.toFixed(1)} MB`);
  }
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await page.close();
  return [
    { name: `P12 after ${refits} refits`, value: last, unit: 'MB', limit: null },
    { name: 'P12 grown over them by', value: last - first, unit: 'MB', limit: FLAT },
    { name: 'P12 elements in the page', value: nodes, unit: '', limit: null },
  ];
}

export async function memoryOfRedraws(
  browser: Browser,
  address: string,
  { board, tell }: PerfOptions,
): Promise<Figure[]> {
  const page = await openBoard(browser, address, board);
  await page.getByRole('group', { name: 'Surface' }).locator('canvas').first().waitFor();
  // The surface follows at most ten times a second.
  await walk(page, WARM_UP, 120);
  const first = await memoryOf(page);
  let last = first;
  for (let part = 1; part <= 4; part++) {
    await walk(page, REDRAWS / 4, 120);
    last = await memoryOf(page);
    tell(`${(part * REDRAWS) / 4} redraws: ${last.toFixed(1)} MB`);
  }
  await page.close();
  return [
    { name: `P12 after ${REDRAWS} redraws of the surface`, value: last, unit: 'MB', limit: null },
    { name: 'P12 grown over them by', value: last - first, unit: 'MB', limit: FLAT },
  ];
}

export async function memoryOfLarge(
  browser: Browser,
  address: string,
  { rows }: PerfOptions,
): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'volbench-perf-'));
  try {
    const path = join(folder, 'full-2026-11-20.csv');
    writeFileSync(path, makeBoardCsv(rows));
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    await page.locator('input[type="file"]').first().setInputFiles(path);
    await page.locator('[data-phase="done"]').waitFor({ timeout: 300_000 });
    const opened = await memoryOf(page);
    await page.getByRole('slider', { name: 'Spread weight' }).press('ArrowRight');
    await settled(page);
    const slid = await memoryOf(page);
    await page.close();
    return [
      { name: `P12 ${rows} rows opened`, value: opened, unit: 'MB', limit: 350 },
      { name: `P12 ${rows} rows fitted again`, value: slid, unit: 'MB', limit: 350 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What scripts of the page and its workers hold after a collection, MB; the page is isolated, so that the browser tells. */
async function memoryOf(page: Page): Promise<number> {
  await page.waitForTimeout(1000);
  const bytes = await page.evaluate(async () => {
    const measure = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measure.measureUserAgentSpecificMemory()).bytes;
  });
  return bytes / MB;
}
