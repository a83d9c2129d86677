import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { SoakOptions, SoakResult } from './check.ts';
import { atRest, onSite, slide } from './faulty-page.ts';

const BOARD = join(import.meta.dirname, '../../public/sample/simulated-btc.json');

/** From the fault to an answer at the latest, ms: the deadline of a fit and what the page needs beside it. */
const DEADLINE_MS = 30_000 + 200;
/** Silence under a heartbeat, ms, with the beat before it. */
const HANG_MS = 5000 + 1000 + 200;
/** A crash is met by sending the job again. */
const CRASH_MS = 1000;

/** What goes wrong in the worker, as code that runs there with the next fit. */
interface Fault {
  readonly code: string;
  /** Ms from the step of the slider to its answer. */
  readonly within: number;
  /** Whether the fit is there then, or a sentence says why not. */
  readonly ends: 'done' | 'failed';
  /** What fits of every worker meet, not of the first alone. */
  readonly always?: boolean;
}

const FAULTS: Readonly<Record<string, Fault>> = {
  'infinite loop': { code: 'for (;;);', within: HANG_MS, ends: 'failed' },
  'asynchronous throw': {
    code: "setTimeout(() => { throw new Error('astray'); }); return;",
    within: CRASH_MS,
    ends: 'done',
  },
  'asynchronous throw, every time': {
    code: "setTimeout(() => { throw new Error('astray'); }); return;",
    within: 2 * CRASH_MS,
    ends: 'failed',
    always: true,
  },
  'rejection nobody waits for': {
    code: "Promise.reject(new Error('astray')); return;",
    within: CRASH_MS,
    ends: 'done',
  },
  'out of memory': {
    code: 'const held = []; for (;;) held.push(new Array(1e6).fill(held.length + 0.5));',
    within: HANG_MS,
    ends: 'failed',
  },
  'end without a word': { code: 'self.close(); return;', within: CRASH_MS, ends: 'done' },
  'no answer': { code: 'return;', within: DEADLINE_MS, ends: 'failed' },
  'answer that is none': {
    code: "self.postMessage({ type: 'RAW', id: event.data.id, value: { ok: true, value: { slices: 7 }, issues: [] } }); return;",
    within: CRASH_MS,
    ends: 'done',
  },
  'answers to nobody, and noise': {
    code: "for (const noise of [7, null, 'x', { type: 'RAW', id: 'nobody' }, { type: 'volbench-progress', job: 'x' }]) self.postMessage(noise);",
    within: CRASH_MS,
    ends: 'done',
  },
};

/** Every fault of a worker, `count` times each, on the built page: an answer in time, and a fit at the next step. */
export async function workerFaults({ site, count, tell }: SoakOptions): Promise<SoakResult> {
  const faults: string[] = [];
  const figures: Record<string, number> = {};
  await onSite(site, async (browser, address) => {
    for (const [name, fault] of Object.entries(FAULTS)) {
      for (let n = 0; n < count; n++) {
        const seen = await withFault(browser, address, fault).catch((error: Error) => error.message);
        if (typeof seen === 'string') {
          faults.push(`${name}: ${seen}`);
          continue;
        }
        tell(`${name}: ${seen.phase} after ${Math.round(seen.answer)} ms: ${seen.words.slice(0, 120)}`);
        figures[`${name.replaceAll(/\W+/g, '_')}_ms`] = Math.max(
          figures[`${name.replaceAll(/\W+/g, '_')}_ms`] ?? 0,
          seen.answer,
        );
        // By the clock of a machine with other work things take as much longer.
        const shared = Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
        if (seen.answer > fault.within * shared)
          faults.push(`${name}: answered after ${Math.round(seen.answer)} ms`);
        if (seen.phase !== fault.ends) faults.push(`${name}: ${seen.phase}, ${seen.words}`);
        if (!fault.always && !seen.recovered) faults.push(`${name}: no fit at the next step`);
      }
    }
    for (let n = 0; n < count; n++) {
      const said = await withoutScript(browser, address).catch((error: Error) => error.message);
      tell(`script not found: ${said}`);
      if (!/could not be started.*Reload the page/.test(said)) faults.push(`script not found: ${said}`);
    }
  });
  return { figures: { ...figures, load: (loadavg()[0] ?? 0).toFixed(1), faults: faults.length }, faults };
}

/** The page whose worker meets a fault at its second fit, seen until it answers and one step further. */
async function withFault(browser: Browser, address: string, { code, always = false }: Fault) {
  const page = await openPage(browser);
  try {
    let made = 0;
    await page.route(/assets\/entry-[^/]*\.js$/, async (route) => {
      const reply = await route.fetch();
      const body = await reply.text();
      // The first fit of the first worker must come through, so that there is a step to take.
      const faulty = made++ === 0 ? inject(code, 2) : always ? inject(code, 1) : '';
      await route.fulfill({ response: reply, body: faulty + body });
    });
    await page.goto(address);
    await page.locator('input[type="file"]').first().setInputFiles(BOARD);
    await atRest(page);
    await page.getByText(/^Saved \d/).waitFor();
    const began = performance.now();
    let answered: { phase: string; words: string; answer: number } | null = null;
    try {
      await slide(page, 'Spread weight', 0.5);
      const { phase, words } = await atRest(page);
      answered = { phase, words, answer: performance.now() - began };
      if (always) return { ...answered, recovered: false };
      await slide(page, 'Spread weight', 0.8);
      const next = await atRest(page);
      return { ...answered, recovered: next.phase === 'done' };
    } catch (error) {
      // A browser may end the whole page for the memory of its worker, and says so itself: before the page has ended
      // the worker, or just after, when the worker asks for more while it is being ended.
      if (!String(error).includes('crashed')) throw error;
      await page.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => undefined);
      await page.close();
      const recovered = await reopens(page.context(), address);
      const ended = {
        phase: 'failed',
        words: 'the browser ended the page',
        answer: performance.now() - began,
      };
      return { ...(answered ?? ended), recovered };
    }
  } finally {
    // A worker that is started anew may still be asking for its script; a page that has crashed answers nothing.
    await page.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => undefined);
    await page.context().close();
  }
}

/** Whether a page opened after one that has crashed shows what was saved, fitted: the board itself is not given again. */
async function reopens(context: BrowserContext, address: string): Promise<boolean> {
  const page = await context.newPage();
  await page.goto(address);
  return page
    .locator('[data-phase="done"]')
    .waitFor({ timeout: 15_000 })
    .then(
      () => true,
      () => false,
    );
}

/** Runs `code` in place of the handling of the n-th fit. */
function inject(code: string, n: number): string {
  return `{
    let fits = 0;
    self.addEventListener('message', (event) => {
      if (!String(event.data?.path).startsWith('calibrate') || ++fits !== ${n}) return;
      const run = () => { ${code} return 'go on'; };
      if (run() !== 'go on') event.stopImmediatePropagation();
    });
  }\n`;
}

/** What the page says of a worker whose script is not there. */
async function withoutScript(browser: Browser, address: string): Promise<string> {
  const page = await openPage(browser);
  try {
    await page.route(/assets\/entry-[^/]*\.js$/, (route) => route.fulfill({ status: 404, body: '' }));
    await page.goto(address);
    await page.locator('input[type="file"]').first().setInputFiles(BOARD);
    return (await page.getByRole('alert').textContent()) ?? '';
  } finally {
    await page.context().close();
  }
}

/** Without what is kept for the time without a network: a worker's script would come from there. */
async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  return context.newPage();
}
