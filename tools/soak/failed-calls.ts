import type { Browser, Page } from '@playwright/test';
import { deribitBoard } from '#testing/deribit-board.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { atRest, onSite, slide } from './faulty-page.ts';

const BOARD = { name: 'board.json', mimeType: 'application/json', buffer: Buffer.from(deribitBoard()) };
/** Longest time a page may seem to work after a call failed, ms. */
const STUCK_MS = 5000;

/** Calls of one kind, and what makes the page make them. */
interface Kind {
  /** Methods that count as one kind: `Worker.prototype.postMessage`. */
  readonly methods: readonly string[];
  readonly within: 'page' | 'worker';
  readonly step: (page: Page, n: number) => Promise<unknown>;
}

const slides = (page: Page, n: number) => slide(page, 'Spread weight', 0.5 + 0.1 * (n % 10));
const opens = (page: Page) => page.locator('input[type="file"]').first().setInputFiles(BOARD);

const KINDS: Readonly<Record<string, Kind>> = {
  postMessage: {
    within: 'page',
    // Ports within the page are what React schedules by: nothing crosses them that could fail.
    methods: ['Worker.prototype.postMessage'],
    step: slides,
  },
  'postMessage of the worker': {
    within: 'worker',
    methods: ['self.postMessage', 'MessagePort.prototype.postMessage'],
    step: slides,
  },
  fetch: {
    within: 'page',
    methods: ['self.fetch'],
    // The sample is fetched, and so is the statement of the newest version when the network comes back.
    step: (page) => page.evaluate(() => window.dispatchEvent(new Event('online'))),
  },
  'File.slice': {
    within: 'page',
    methods: ['Blob.prototype.slice', 'Blob.prototype.text', 'Blob.prototype.arrayBuffer'],
    step: opens,
  },
  'File.stream of the worker': {
    within: 'worker',
    methods: ['Blob.prototype.stream', 'Blob.prototype.slice', 'Blob.prototype.arrayBuffer'],
    step: opens,
  },
};

/**
 * Fails the n-th call of each kind, for n up to `count`, counted from a page at rest: nothing is uncaught, nothing
 * seems to work for longer than five seconds, and the next step is answered.
 */
export async function failedCalls({ site, count, tell }: SoakOptions): Promise<SoakResult> {
  const faults: string[] = [];
  const figures: Record<string, number> = {};
  await onSite(site, async (browser, address) => {
    for (const [name, kind] of Object.entries(KINDS)) {
      const seen = await failEach(browser, address, kind, count, (line) => faults.push(`${name}: ${line}`));
      Object.assign(figures, {
        [`${name.replaceAll(/\W+/g, '_')}_failed`]: seen.failed,
        [`${name.replaceAll(/\W+/g, '_')}_longest_ms`]: seen.longest,
      });
      tell(`${name}: ${seen.failed} calls failed, longest answer ${Math.round(seen.longest)} ms`);
    }
  });
  return { figures: { ...figures, faults: faults.length }, faults };
}

async function failEach(
  browser: Browser,
  address: string,
  kind: Kind,
  count: number,
  fault: (line: string) => void,
): Promise<{ failed: number; longest: number }> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  let at = 0;
  page.on('pageerror', ({ message }) => fault(`call ${at}: uncaught, ${message}`));
  await arm(page, kind);
  let failed = 0;
  let longest = 0;
  try {
    await page.goto(address);
    await opens(page);
    await atRest(page);
    for (at = 1; at <= count; at++) {
      const before = await failures(page);
      await page.evaluate((n) => new BroadcastChannel('fail').postMessage(n), at);
      // A call of the page or of its worker, whichever kind fails, comes within so many steps.
      for (let step = 0; step < at + 2 && (await failures(page)) === before; step++) {
        const began = performance.now();
        await kind.step(page, step);
        await atRest(page, 60_000);
        longest = Math.max(longest, performance.now() - began);
        if (performance.now() - began > STUCK_MS) fault(`call ${at}: nothing for longer than 5 s`);
      }
      if ((await failures(page)) === before) fault(`call ${at} was never made`);
      else failed++;
      await page.evaluate(() => new BroadcastChannel('fail').postMessage(0));
      // A value that no step sets: the slider would stand there already, and nothing would be asked.
      await slide(page, 'Spread weight', 0.2);
      // A step is shown with its fit, and what was told of the one before stands until then.
      await isDone(page);
      const after = await atRest(page);
      if (after.phase !== 'done') fault(`call ${at}: ${after.phase} at the next step: ${after.words}`);
    }
  } catch (error) {
    fault(`call ${at}: ${(error as Error).message.split('\n', 1)[0]}`);
  } finally {
    await context.close();
  }
  return { failed, longest };
}

/** Waits until the page says that it is done, no longer than a page may seem to work. */
async function isDone(page: Page): Promise<void> {
  const isSaid = () => document.querySelector('[data-phase]')?.getAttribute('data-phase') === 'done';
  await page.waitForFunction(isSaid, undefined, { timeout: STUCK_MS, polling: 5 }).catch(() => undefined);
}

/** Lets the n-th call from a message on fail, on the page or in its worker; how often that was is counted on the page. */
async function arm(page: Page, { methods, within }: Kind): Promise<void> {
  const script = `{
    let left = 0;
    const failed = new BroadcastChannel('failed');
    new BroadcastChannel('fail').onmessage = ({ data }) => { left = data; };
    for (const [owner, name, real] of [${methods
      .map((method) => {
        const [, owner, name] = /^(.*)\.(\w+)$/.exec(method) ?? [];
        return `[${owner}, '${name}', ${method}]`;
      })
      .join(', ')}]) {
      owner[name] = function (...args) {
        if (left > 0 && --left === 0) {
          count();
          throw new DOMException('The call was made to fail.', 'OperationError');
        }
        return real.apply(this, args);
      };
    }
    function count() { failed.postMessage(null); }
  }\n`;
  await page.addInitScript(() => {
    Object.assign(window, { failures: 0 });
    new BroadcastChannel('failed').onmessage = () => {
      (window as unknown as { failures: number }).failures++;
    };
  });
  if (within === 'page') {
    await page.addInitScript(script);
    return;
  }
  await page.route(/assets\/entry-[^/]*\.js$/, async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, body: script + (await reply.text()) });
  });
}

function failures(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { failures: number }).failures);
}
