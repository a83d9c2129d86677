import type { Browser, Page } from '@playwright/test';
import { choose, settled } from '../../e2e/screen.ts';
import { workOfSteps } from './main-thread.ts';
import { type Figure, type PerfOptions, quantile } from './row.ts';
import { WARM_UP, walk, watchFits } from './stepping.ts';

/** Steps of the figures that have no limit at 99 %. Of so many the slowest hundredth is three, which chance moves by a millisecond. */
const FEW_STEPS = 300;
/** Between two steps, so that what follows a fit at leisure is done before the next, ms. */
const PAUSE_MS = 40;

/** A page with the board fitted. */
export async function openBoard(browser: Browser, address: string, board: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await watchFits(page);
  await page.goto(address);
  await page.locator('input[type="file"]').first().setInputFiles(board);
  await settled(page);
  await page.locator('path.smile-line').waitFor();
  return page;
}

/**
 * From the slider's event to the message with the new fit, free and penalised, of a hand that goes notch by notch and of one
 * that jumps, and what each fit costs the page's thread.
 */
export async function refits(browser: Browser, address: string, options: PerfOptions): Promise<Figure[]> {
  const { board, steps } = options;
  const few = Math.min(steps, FEW_STEPS);
  const page = await openBoard(browser, address, board);
  const figures: Figure[] = [];
  for (const kind of ['free', 'penalised'] as const) {
    if (kind === 'penalised') await constrain(page, 'Penalise');
    await walk(page, WARM_UP, PAUSE_MS);
    const seen = await walk(page, steps, PAUSE_MS);
    const delivered = seen.map((step) => step.delivered);
    figures.push(
      ms(`P9 ${kind} fit delivered p50`, quantile(delivered, 0.5)),
      ms(`P9 ${kind} fit delivered p99`, quantile(delivered, 0.99), 4),
    );
    const jumped = (await walk(page, few, PAUSE_MS, 'jumps')).map((step) => step.delivered);
    figures.push(
      ms(`P9 ${kind} fit that nobody could foresee p50`, quantile(jumped, 0.5)),
      ms(`P9 ${kind} fit that nobody could foresee p99`, quantile(jumped, 0.99)),
    );
  }
  // Last: a browser that has been traced is slower for hundreds of steps.
  await constrain(page, 'Report');
  await walk(page, WARM_UP, PAUSE_MS);
  const traced = await workOfSteps(browser, page, () => walk(page, few, PAUSE_MS));
  const work = traced.map((step) => step.work);
  figures.push(
    ms('P10 smile, work of a refit p50', quantile(work, 0.5)),
    ms('P10 smile, work of a refit p95', quantile(work, 0.95), 16),
  );
  await page.close();
  return figures;
}

async function constrain(page: Page, mode: 'Report' | 'Penalise'): Promise<void> {
  await choose(page, 'Butterfly', mode);
  await choose(page, 'Calendar', mode);
}

function ms(name: string, value: number, limit: number | null = null): Figure {
  return { name, value, unit: 'ms', limit };
}
