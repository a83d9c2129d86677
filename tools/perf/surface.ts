import type { Browser, Page } from '@playwright/test';
import { workOfSteps } from './main-thread.ts';
import { openBoard } from './refit.ts';
import { type Figure, type PerfOptions, quantile } from './row.ts';
import { WARM_UP, walk } from './stepping.ts';

/** Long enough for a redraw to be over, ms; drawn by a processor, the picture itself takes longer than the page's part. */
const PAUSE_MS = 450;
const STEPS = 40;
/** A hand that moves a slider or the camera for so long, ms. */
const HAND_MS = 3000;

/** What a redraw of the surface costs the page's thread beside the smile's, how often it comes, and that a drag holds it. */
export async function surfaceRedraws(
  browser: Browser,
  address: string,
  { board }: PerfOptions,
): Promise<Figure[]> {
  const page = await openBoard(browser, address, board);
  const canvas = page.getByRole('group', { name: 'Surface' }).locator('canvas').first();
  await canvas.waitFor();
  await countUploads(page);
  await walk(page, WARM_UP / 4, PAUSE_MS);
  const steps = await workOfSteps(browser, page, () => walk(page, STEPS, PAUSE_MS));
  const median = (of: 'work' | 'held') =>
    quantile(
      steps.map((step) => step[of]),
      0.5,
    );

  const before = await draws(page);
  await sliding(page, HAND_MS);
  const often = ((await draws(page)) - before) / (HAND_MS / 1000);

  const box = await canvas.boundingBox();
  if (box === null) throw new Error('The surface is not on the page.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.waitForTimeout(PAUSE_MS);
  const held = await draws(page);
  await Promise.all([
    sliding(page, HAND_MS),
    page.mouse.move(box.x + box.width / 2 + 80, box.y + box.height / 2 + 20, { steps: 20 }),
  ]);
  const during = (await draws(page)) - held;
  await page.mouse.up();
  await page.waitForTimeout(3 * PAUSE_MS);
  const after = (await draws(page)) - held - during;
  await page.close();
  return [
    { name: 'P10 surface and smile, work of a refit p50', value: median('work'), unit: 'ms', limit: 56 },
    {
      name: 'P10 surface and smile, page held by a refit p50',
      value: median('held'),
      unit: 'ms',
      limit: null,
    },
    { name: 'P10 surface redraws while a slider moves', value: often, unit: 'a second', limit: 10 },
    { name: 'P10 surface redraws while the camera is dragged', value: during, unit: '', limit: 0 },
    { name: 'P10 surface redraws after it', value: after, unit: '', limit: null },
  ];
}

/** New heights reach the picture as a texture: one burst of uploads a redraw. */
async function countUploads(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { draws: 0, last: Number.NEGATIVE_INFINITY };
    Object.assign(window, { seen });
    for (const scene of [WebGLRenderingContext, WebGL2RenderingContext]) {
      for (const name of ['texImage2D', 'texSubImage2D'] as const) {
        const real = scene.prototype[name] as (...args: unknown[]) => void;
        Object.assign(scene.prototype, {
          [name](this: WebGLRenderingContext, ...args: unknown[]) {
            const now = performance.now();
            if (now - seen.last > 30) seen.draws++;
            seen.last = now;
            real.apply(this, args);
          },
        });
      }
    }
  });
}

function draws(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { seen: { draws: number } }).seen.draws);
}

/** A slider moved at every frame for so long. */
function sliding(page: Page, time: number): Promise<void> {
  return page.evaluate(async (ms) => {
    const slider = document.querySelector('input[type="range"][aria-label="Spread weight"]');
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    const end = performance.now() + ms;
    for (let n = 0; performance.now() < end; n++) {
      set?.call(slider, String(0.5 + 0.05 * (n % 20)));
      slider?.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
  }, time);
}
