/**
 * `npm run screens`: pictures of the real screen, dark and light, into docs/screens/. Shows the real board
 * of the shared folder where it lies beside the checkout, else the shipped sample; FILE shows another.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { findBrowser } from '../e2e/browser.ts';
import { serveSite } from './site-server.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'docs/screens');
const board = join(root, '../shared/data/deribit-book-summary/btc-2026-08-01.json');
const SIZES = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
] as const;
/** Software WebGL draws the first frame late. */
const SETTLE_MS = 2500;
/** A view is fetched when it is first shown. */
const SWITCH_MS = 800;
const TABLES = ['Parameters', 'Forwards', 'Messages'];
const VIEWS = ['Heat', 'Variance', 'Residuals', 'Params', 'Term', 'Density', 'Local vol'];

async function open(page: Page, file: string | undefined): Promise<void> {
  const done = page.locator('[role=status][data-phase=done]');
  if (file === undefined) await page.getByRole('button', { name: 'Try the sample' }).click();
  else await page.locator('input[type=file]').setInputFiles(file);
  await done.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(SETTLE_MS);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(out, `${name}.png`), animations: 'disabled' });
  console.log(`docs/screens/${name}.png`);
}

async function shootTab(page: Page, tab: string, name: string): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
  await page.waitForTimeout(SWITCH_MS);
  await shoot(page, `${tab.toLowerCase().replace(' ', '-')}-${name}`);
}

async function main(): Promise<void> {
  const [asked] = process.argv.slice(2);
  const given = asked === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', asked);
  const file = given ?? (existsSync(board) ? board : undefined);
  if (file === undefined) console.log('no real board found: the simulated sample is shown');
  await build({ root, logLevel: 'error' });
  const site = await serveSite(join(root, 'dist'), 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...args] });
  mkdirSync(out, { recursive: true });
  try {
    for (const colorScheme of ['dark', 'light'] as const) {
      for (const viewport of SIZES) {
        const page = await browser.newPage({ viewport, colorScheme, locale: 'en-GB', timezoneId: 'UTC' });
        await page.goto(`http://localhost:${site.port}/`);
        const name = `${viewport.width}x${viewport.height}-${colorScheme}`;
        if (viewport.width === 1280) await shoot(page, `first-visit-${name}`);
        await open(page, file);
        const september = page.getByRole('option', { name: '25 Sep 2026' });
        if ((await september.count()) > 0) await september.click();
        await page.waitForTimeout(SETTLE_MS);
        await shoot(page, `board-${name}`);
        if (viewport.width === 1440) {
          for (const tab of TABLES) await shootTab(page, tab, name);
          await page.getByRole('tab', { name: 'Quotes' }).click();
          for (const tab of VIEWS) await shootTab(page, tab, name);
        }
        await page.close();
      }
    }
  } finally {
    await browser.close();
    site.close();
  }
}

await main();
