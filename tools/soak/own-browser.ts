/** A Chromium with a profile on disk, started by us so that it can be killed as the system kills it. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../e2e/browser.ts';
import { flat } from '../../e2e/quiet.ts';

export interface OwnBrowser {
  readonly page: Page;
  /** Ends every process of it at once, without a word; resolves when they are gone. */
  kill(): Promise<void>;
}

/** Starts it on a profile, with one empty page. */
export async function startBrowser(profile: string): Promise<OwnBrowser> {
  const { executablePath, args } = await findBrowser();
  const own = [
    ...flat(args),
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--window-size=1440,900',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    'about:blank',
  ];
  // A group of its own: the browser has a dozen processes, and all of them go down together.
  const child = spawn(executablePath, own, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error('the browser ended before it began')));
  });
  const browser: Browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the browser has no context');
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    async kill() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await gone;
      await browser.close().catch(() => undefined);
    },
  };
}
