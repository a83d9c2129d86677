import { chromium } from '@playwright/test';
import { findBrowser } from '../../e2e/browser.ts';
import { flat } from '../../e2e/quiet.ts';
import { serveSite } from '../site-server.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { SCRIPT_STRINGS } from './files/script-strings.ts';
import { attack, PLACES, scriptsSeen, watchScripts } from './hostile-page.ts';

/** Strings after which the page is loaded anew. */
const A_LOAD = 10;

/**
 * Brings `count` hostile strings onto the built page in each of its ways, in a real browser: none may run, and none may
 * come so far that the policy has to stop it.
 */
export async function hostileScripts({ count, site, tell }: SoakOptions): Promise<SoakResult> {
  const server = await serveSite(site, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flat(args) });
  const strings = SCRIPT_STRINGS.slice(0, count);
  const faults: string[] = [];
  let [ran, violations, attacks] = [0, 0, 0];
  try {
    for (const place of PLACES) {
      for (let from = 0; from < strings.length; from += A_LOAD) {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        page.on('pageerror', (error) => faults.push(`${place}, from ${from}: thrown ${error.message}`));
        page.on('dialog', (dialog) => {
          ran++;
          dialog.dismiss().catch(() => undefined);
        });
        await watchScripts(page);
        await page.goto(`http://localhost:${server.port}/`);
        for (const text of strings.slice(from, from + A_LOAD)) {
          const before = await scriptsSeen(page);
          await attack(page, place, text);
          attacks++;
          const after = await scriptsSeen(page);
          // An address may have loaded the page anew.
          const isNew = after.ran < before.ran || after.violations.length < before.violations.length;
          const more = after.ran - (isNew ? 0 : before.ran);
          const stopped = after.violations.slice(isNew ? 0 : before.violations.length);
          ran += more;
          violations += stopped.length;
          if (more > 0) faults.push(`${place}: ${JSON.stringify(text)} ran`);
          for (const each of stopped) faults.push(`${place}: ${JSON.stringify(text)} was stopped as ${each}`);
        }
        await page.close();
      }
      tell(`${place}: ${strings.length} strings, ${ran} run, ${violations} stopped by the policy`);
    }
  } finally {
    await browser.close();
    server.close();
  }
  return {
    figures: {
      strings: strings.length,
      places: PLACES.length,
      attacks,
      ran,
      violations,
      faults: faults.length,
    },
    faults,
  };
}
