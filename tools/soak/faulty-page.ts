/** The built page with its worker within reach: to be killed, made faulty, or refused single calls. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../e2e/browser.ts';
import { flat } from '../../e2e/quiet.ts';
import { serveSite } from '../site-server.ts';

/** Longest time in which a page must have come to rest again, ms. */
const PATIENCE_MS = 90_000;

/** How the page stands: what its status says, the smile in focus to the last digit, and what has been complained of. */
export interface Standing {
  readonly phase: string;
  readonly words: string;
  readonly smile: string;
}

/** What the page holds for these checks. */
export interface Faulty {
  readonly workers: Worker[];
  /** Ends the newest worker after so many ms, as a browser short of memory does: without an event. */
  kill(after: number): void;
  /** Whether a job was under way when the last kill fell, and when it fell, on the page's clock. */
  fell: { readonly busy: boolean; readonly at: number } | null;
  /** Time since the last kill until the status first said so, ms; null while it does not. */
  settled: number | null;
}

declare global {
  interface Window {
    faulty: Faulty;
  }
}

/** Makes the page keep hold of its workers; before it is loaded. */
export async function holdWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const phase = () => document.querySelector('[data-phase]')?.getAttribute('data-phase');
    const faulty: Faulty = {
      workers: [],
      fell: null,
      settled: null,
      kill(after) {
        faulty.fell = null;
        faulty.settled = null;
        setTimeout(() => {
          const at = performance.now();
          faulty.fell = { busy: phase() === 'running', at };
          faulty.workers.at(-1)?.terminate();
          const look = (): void => {
            if (phase() === 'running') return void setTimeout(look, 1);
            faulty.settled = performance.now() - at;
          };
          look();
        }, after);
      },
    };
    window.faulty = faulty;
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        if (options?.name === 'volbench') faulty.workers.push(this);
      }
    };
  });
}

export function standing(page: Page): Promise<Standing> {
  return page.evaluate(() => {
    const status = document.querySelector('[data-phase]');
    // How long a fit took is no part of what came of it, and what is spoken comes later.
    const words = [...(status?.querySelectorAll('.status-shown > :not(.status-elapsed)') ?? [])];
    return {
      phase: status?.getAttribute('data-phase') ?? '',
      words: words.map(({ textContent }) => textContent).join(' · '),
      smile: document.querySelector('path.smile-line')?.getAttribute('d') ?? '',
    };
  });
}

/** Waits until nothing is under way. @throws Error where that takes too long. */
export async function atRest(page: Page, patience = PATIENCE_MS): Promise<Standing> {
  await page.waitForFunction(
    () => {
      const phase = document.querySelector('[data-phase]')?.getAttribute('data-phase');
      return phase !== undefined && phase !== 'running';
    },
    undefined,
    { timeout: patience, polling: 5 },
  );
  return standing(page);
}

/** Sets a slider as its own input event does; the fit is sent before this returns. */
export function slide(page: Page, name: string, value: number, kill: number | null = null): Promise<void> {
  return page.evaluate(
    ([label, to, after]) => {
      const slider = document.querySelector(`input[type="range"][aria-label="${label}"]`);
      if (!(slider instanceof HTMLInputElement)) throw new Error(`The page has no slider ${label}.`);
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      if (after !== null) window.faulty.kill(after);
      set?.call(slider, String(to));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    },
    [name, value, kill] as const,
  );
}

/** Does something with the built site in a browser without 3D. */
export async function onSite<T>(
  site: string,
  work: (browser: Browser, address: string) => Promise<T>,
): Promise<T> {
  const server = await serveSite(site, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flat(args) });
  try {
    return await work(browser, `http://localhost:${server.port}/`);
  } finally {
    await browser.close();
    server.close();
  }
}
