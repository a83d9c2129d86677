/**
 * Drops every quote file of a folder, and the files that belong together, on the built page in a real Chromium
 * and tells what the page says of each.
 */
import { chromium } from '@playwright/test';
import { findBrowser } from '../../e2e/browser.ts';
import { dropFiles } from '../../e2e/drop.ts';
import { flat } from '../../e2e/quiet.ts';
import { serveSite } from '../site-server.ts';

/** What became of files dropped together. */
export interface Landing {
  readonly name: string;
  /** Expiries in the strip; null where no surface came. */
  readonly fitted: number | null;
  /** The page's own words; null where it said nothing in time. */
  readonly says: string | null;
  /** Errors of the page itself. */
  readonly thrown: readonly string[];
}

const PATIENCE_MS = 30_000;

/** Each set of files on a page of its own. */
export async function* dropAll(
  dist: string,
  sets: readonly { readonly name: string; readonly paths: readonly string[] }[],
): AsyncGenerator<Landing, void, void> {
  const site = await serveSite(dist, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flat(args) });
  try {
    for (const { name, paths } of sets) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const thrown: string[] = [];
      page.on('pageerror', (error) => thrown.push(error.message));
      await page.goto(`http://localhost:${site.port}/`);
      await dropFiles(page, ...paths);
      const ended = await page
        .waitForFunction(
          () =>
            document.querySelector('[data-phase=done], [data-phase=failed], [role=dialog]') !== null ||
            document.querySelector('.status-words .fail') !== null,
          null,
          { timeout: PATIENCE_MS },
        )
        .then(
          () => true,
          () => false,
        );
      const done = (await page.locator('[data-phase=done]').count()) > 0;
      const cells = page.getByRole('listbox', { name: 'Expiries' }).getByRole('option');
      const status = page.locator('.status-shown');
      const dialog = page.getByRole('dialog');
      const words = (await dialog.count()) > 0 ? await dialog.innerText() : await status.innerText();
      const says = ended ? words.replace(/\s+/g, ' ') : null;
      yield { name, fitted: done ? await cells.count() : null, says, thrown };
      await page.close();
    }
  } finally {
    await browser.close();
    site.close();
  }
}
