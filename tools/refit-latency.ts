/**
 * How long the page takes from a slider's step to the new fit on it:
 * `npm run latency -- [--steps 200] [--surface] [FILE]`.
 *
 * Drives a real Chromium on the built site (dist/). Each step moves the Spread weight
 * slider: by its event, by dragging its thumb and by keys. The clock runs from the event to the
 * commit in which the status says done and the smile has its new line: worker, result and
 * drawing but the 3D picture's. That one is switched off, since without a graphics card
 * it would be what is measured; `--surface` leaves it on.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { findBrowser } from '../e2e/browser.ts';
import { dropFiles } from '../e2e/drop.ts';
import { flat } from '../e2e/quiet.ts';
import { serveSite } from './site-server.ts';

/** Times of one step in ms after the key. */
interface Step {
  /** The status says done and the smile's line is the new one. */
  readonly fitted: number;
  /** The frame that shows it has been handed over. */
  readonly shown: number;
}

const TARGET_MS = 16;
const WARM_UP = 40;
const PAUSE_MS = 50;

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const { values, positionals } = parseArgs({
  options: { steps: { type: 'string', default: '200' }, surface: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const steps = Number(values.steps);
const given = positionals[0];
const board =
  given !== undefined
    ? resolve(process.env['INIT_CWD'] ?? '.', given)
    : hasShared
      ? sharedPath('data/deribit-book-summary/btc-2026-08-01.json')
      : join(root, 'public/sample/simulated-btc.json');

if (!Number.isInteger(steps) || steps < 1) refuse(`--steps is ${values.steps}; a whole number is expected.`);
if (!existsSync(join(dist, 'index.html'))) refuse('There is no built site in dist/. Run: npm run build');
if (!existsSync(board)) refuse(`There is no file ${board}.`);

const site = await serveSite(dist, 0);
const { executablePath, args } = await findBrowser();
const browser = await chromium.launch({
  executablePath,
  args: values.surface ? [...args] : flat(args),
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`http://localhost:${site.port}/`);
  await dropFiles(page, board);
  await page.locator('[data-phase=done]').waitFor();
  await page.getByRole('slider', { name: 'Spread weight' }).focus();
  await watchSteps(page);
  const expiries = await page.getByRole('listbox', { name: 'Expiries' }).getByRole('option').count();
  for (const [name, move] of [
    ['slider event', byEvent],
    ['drag', byDrag],
    ['key', byKey],
  ] as const) {
    const walked: Step[] = [];
    for (let n = 0; n < WARM_UP + steps; n++) walked.push(await step(page, () => move(page, n)));
    const measured = walked.slice(WARM_UP);
    await page.mouse.up();
    const p95 = quantile(measured, 'fitted', 0.95);
    console.log(
      `refit-latency: ${name} to new fit in the page p50 ${ms(measured, 'fitted', 0.5)} p95 ${ms(measured, 'fitted', 0.95)} p99 ${ms(measured, 'fitted', 0.99)} ms; ` +
        `to the next frame p50 ${ms(measured, 'shown', 0.5)} p95 ${ms(measured, 'shown', 0.95)} ms; ` +
        `${measured.length} steps, ${basename(board)}, ${expiries} expiries, 3D ${values.surface ? 'on' : 'off'}; ` +
        `target p95 ${TARGET_MS} ms ${p95 <= TARGET_MS ? 'met' : 'missed'}`,
    );
  }
} finally {
  await browser.close();
  site.close();
}

/** Makes the page note each step of the slider and wait for its fit. */
async function watchSteps(page: Page): Promise<void> {
  await page.evaluate(() => {
    const status = document.querySelector('[data-phase]');
    if (status === null) throw new Error('The page has no status.');
    const line = () => document.querySelector('path.smile-line')?.getAttribute('d') ?? '';
    const noted: { next: Promise<Step> | null } = { next: null };
    document.addEventListener(
      'input',
      (event) => {
        const from = event.timeStamp;
        const before = line();
        noted.next = new Promise((resolve) => {
          const seen = new MutationObserver(() => {
            if (status.getAttribute('data-phase') !== 'done' || line() === before) return;
            seen.disconnect();
            const fitted = performance.now() - from;
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve({ fitted, shown: performance.now() - from });
              port2.postMessage(null);
            });
          });
          seen.observe(document.body, {
            subtree: true,
            attributes: true,
            attributeFilter: ['data-phase', 'd'],
          });
        });
      },
      { capture: true },
    );
    Object.defineProperty(window, 'noted', { value: noted });
  });
}

/** One movement of the slider and its times. */
async function step(page: Page, move: () => Promise<void>): Promise<Step> {
  await move();
  return page.evaluate(() => {
    const { noted } = window as unknown as { noted: { next: Promise<Step> | null } };
    if (noted.next === null) throw new Error('The slider did not move.');
    return noted.next;
  });
}

/** One key, up the track and down again, at once after the last frame. */
async function byKey(page: Page, n: number): Promise<void> {
  await page.keyboard.press(Math.floor((n + 10) / 20) % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
}

/**
 * The thumb pulled by one step of the scale, up the track and down again, at once after the last frame;
 * the first step takes hold of it.
 */
async function byDrag(page: Page, n: number): Promise<void> {
  const { x, y, width, height } = await page
    .getByRole('slider', { name: 'Spread weight' })
    .evaluate((slider) => {
      const box = slider.getBoundingClientRect();
      return { x: box.x, y: box.y, width: box.width, height: box.height };
    });
  const at = 3 + (n % 24 < 12 ? n % 12 : 12 - (n % 12));
  await page.mouse.move(x + width * (at / 20), y + height / 2);
  if (n === 0) await page.mouse.down();
}

/**
 * The slider's own event without the browser's handling of a key before it, which holds messages back
 * until a frame has been drawn; one step after the last has been drawn.
 */
async function byEvent(page: Page, n: number): Promise<void> {
  await page.waitForTimeout(PAUSE_MS);
  await page.getByRole('slider', { name: 'Spread weight' }).evaluate(
    (slider, value) => {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      set?.call(slider, String(value));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    },
    0.5 + 0.1 * (n % 10),
  );
}

function quantile(all: readonly Step[], of: keyof Step, share: number): number {
  const sorted = all.map((each) => each[of]).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function ms(all: readonly Step[], of: keyof Step, share: number): string {
  return quantile(all, of, share).toFixed(1);
}

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
