/** What the thread of a page spends its time on, by the browser's own trace. */
import type { Browser, Page } from '@playwright/test';

/** The longest task of the page's thread in ms, by the clock and by the processor's, and the longest time between two frames. */
export interface Tasks {
  readonly wall: number;
  readonly cpu: number;
  readonly gap: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

interface Watch {
  gap: number;
  last: number;
}

/** The tasks of a page while `work` goes on, in a browser that traces nothing else. */
export async function tasksDuring(browser: Browser, page: Page, work: () => Promise<void>): Promise<Tasks> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  // Only from here on: to start a trace holds the page up.
  await watchFrames(page);
  let trace = '';
  let gap = 0;
  try {
    await work();
    gap = await page.evaluate(() => (globalThis as unknown as { watch: Watch }).watch.gap);
  } finally {
    trace = (await browser.stopTracing()).toString();
  }
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
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
  return { wall, cpu, gap };
}

/** Watches the frames of the page from now on. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const page = globalThis as unknown as { watch?: Watch };
    if (page.watch !== undefined) {
      page.watch.gap = 0;
      page.watch.last = performance.now();
      return;
    }
    const watch: Watch = { gap: 0, last: performance.now() };
    page.watch = watch;
    const frame = (): void => {
      const now = performance.now();
      watch.gap = Math.max(watch.gap, now - watch.last);
      watch.last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Frames that the page asks for within a third of a second. */
export function framesAsked(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const real = window.requestAnimationFrame;
    let asked = 0;
    window.requestAnimationFrame = (draw) => {
      asked++;
      return real(draw);
    };
    await new Promise((resolve) => setTimeout(resolve, 330));
    window.requestAnimationFrame = real;
    return asked;
  });
}
