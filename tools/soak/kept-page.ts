/** The built page with its sessions: edited, looked at, and its store made to fail. */
import { type Browser, type BrowserContext, chromium, type Page, type Worker } from '@playwright/test';
import { parseSessionFile } from '#store/sessions/session-file.ts';
import { findBrowser } from '../../e2e/browser.ts';
import { flat } from '../../e2e/quiet.ts';
import { serveSite } from '../site-server.ts';

/** How long the page may take to say whether an edit is saved, ms: what is longer is stuck. */
export const STUCK_MS = 5000;

export interface KeptSite {
  readonly browser: Browser;
  readonly address: string;
  /** A context of its own, with what complains collected. */
  context(): Promise<BrowserContext>;
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function keepSite(site: string): Promise<KeptSite> {
  const server = await serveSite(site, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flat(args) });
  const complaints: string[] = [];
  return {
    browser,
    address: `http://localhost:${server.port}/`,
    complaints,
    async context() {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        // What is kept of the site for times without a network would come past `beforeScripts`.
        serviceWorkers: 'block',
      });
      context.on('weberror', (error) => complaints.push(error.error().message));
      return context;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Runs a script before those of each page, and in each worker that saves, whose globals are its own. */
export async function beforeScripts(context: BrowserContext, script: () => void): Promise<void> {
  await context.addInitScript(script);
  await context.route(/assets\/saving-entry-[^/]*\.js$/, async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, body: `(${script})();\n${await reply.text()}` });
  });
}

/** The worker that saves what a page has; there is one from the first save on. */
export async function savingWorker(page: Page): Promise<Worker> {
  const isIt = (worker: Worker) => worker.url().includes('saving-entry');
  return page.workers().findLast(isIt) ?? (await page.waitForEvent('worker', isIt));
}

/** Opens the sample and waits for its fit. */
export async function openSample(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Try the sample' }).click();
  await fitted(page);
}

export async function fitted(page: Page): Promise<void> {
  await page.locator('[data-phase="done"]').waitFor({ timeout: 60_000 });
}

/** Types the n-th value of the cap; what was typed. */
export async function editCap(page: Page, n: number): Promise<string> {
  const value = String(5 + (n % 95));
  const field = capField(page);
  await field.fill(value);
  await field.press('Enter');
  return value;
}

export function capField(page: Page) {
  return page.getByRole('spinbutton', { name: 'Cap, percent', exact: true });
}

/** Waits until the mark says saved or failed; null where it says neither in time. */
export async function saveState(page: Page, patience = STUCK_MS): Promise<'saved' | 'failed' | null> {
  const settled = page.locator('[data-save="saved"], [data-save="failed"]');
  try {
    await settled.waitFor({ timeout: patience });
    return (await settled.getAttribute('data-save')) as 'saved' | 'failed';
  } catch {
    return null;
  }
}

/** True once the mark says saved; it may say for a moment what was said of the edit before. */
export async function savedInTime(page: Page): Promise<boolean> {
  try {
    await page.locator('[data-save="saved"]').waitFor({ timeout: STUCK_MS });
    return true;
  } catch {
    return false;
  }
}

/** What the notice about sessions says; empty where there is none. */
export async function noticeText(page: Page): Promise<string> {
  const notice = page.locator('.notice-stack [role="alert"]').first();
  return (await notice.count()) === 0 ? '' : (await notice.innerText()).replace(/\s+/g, ' ');
}

/** Why the session cannot be taken away as a file that holds this cap; null where it can. */
export async function exportFault(page: Page, cap: string): Promise<string | null> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 10_000 }),
    page.getByRole('menuitem', { name: 'Session', exact: true }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const parsed = await parseSessionFile(Buffer.concat(chunks).toString('utf8'), 'the file');
  if (!parsed.ok) return parsed.error.message;
  const held = parsed.value.body.decisions.settings.all.weights.cap;
  return Math.abs(100 * held - Number(cap)) < 1e-9
    ? null
    : `it holds a cap of ${100 * held}, ${cap} was typed`;
}
