/**
 * `npm run screens`: pictures of the real screen into docs/screens/, dark and light, at 1280x720 and 1920x1080: every
 * view and every table, and at 1280x720 menus, popovers, the help, the first visit and what goes wrong. Shows the real
 * board of the shared folder where it lies beside the checkout, else the shipped sample; FILE shows another. Those of the
 * guide, of the sample, go to docs/guide/pictures/; `-- guide` takes them alone.
 * `-- view-heat partial` takes only those whose names begin so; a full run drops the pictures it did not take. SCREENS
 * names another folder to put them into.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { findBrowser } from '../e2e/browser.ts';
import { around, GUIDE } from './screens/guide.ts';
import { follow, liveVenue } from './screens/live.ts';
import { palettePng } from './screens/palette-png.ts';
import { OVER_THE_BOARD, otherBoards, type Scene, slug } from './screens/scenes.ts';
import { serveSite } from './site-server.ts';

const root = join(import.meta.dirname, '..');
const out = process.env['SCREENS'] ?? join(root, 'docs/screens');
const guide = join(root, 'docs/guide/pictures');
const shared = join(root, '../shared');
const board = join(shared, 'data/deribit-book-summary/btc-2026-08-01.json');
const SMALL = { width: 1280, height: 720 };
const SIZES = [SMALL, { width: 1920, height: 1080 }] as const;
const THEMES = ['dark', 'light'] as const;
/** Software WebGL draws the first frame late. */
const SETTLE_MS = 2500;
/** A view is fetched when it is first shown. */
const SWITCH_MS = 800;
const POPOVER_MS = 250;

const taken = new Set<string>();
let wanted: readonly string[] = [];

const isWanted = (name: string): boolean =>
  wanted.length === 0 || wanted.some((start) => name.startsWith(start));

async function shoot(page: Page, name: string): Promise<void> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const theme = await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'dark');
  const file = `${name}-${width}x${height}-${theme}.png`;
  const png = palettePng(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  writeFileSync(join(out, file), png);
  taken.add(file);
  console.log(`${file}  ${Math.ceil(png.length / 1024)} KiB`);
}

async function open(page: Page, file: string | undefined): Promise<void> {
  const done = page.locator('[role=status][data-phase=done]');
  if (file === undefined) await page.getByRole('button', { name: 'Try the sample' }).click();
  else await page.locator('input[type=file]').setInputFiles(file);
  await done.waitFor({ timeout: 60_000 });
  const september = page.getByRole('option', { name: '25 Sep 2026' });
  if ((await september.count()) > 0) await september.click();
  await page.waitForTimeout(SETTLE_MS);
}

/** What shows a kept fit against another. */
const COMPARED: ReadonlySet<string> = new Set(['view-a-b', 'table-compare']);

async function changeAKept(page: Page): Promise<void> {
  await page.keyboard.press('k');
  const slider = page.getByRole('slider', { name: 'Spread weight' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.locator('[role=status][data-phase=done]').waitFor();
}

async function takeBack(page: Page): Promise<void> {
  for (let steps = 0; steps < 2; steps++)
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.locator('[role=status][data-phase=done]').waitFor();
}

async function compareModels(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Compare models' }).click();
  await page.getByRole('button', { name: 'Compare again' }).waitFor({ timeout: 60_000 });
}

/** One picture for every tab of a list, whatever tabs there are. */
async function shootTabs(page: Page, list: string, kind: string): Promise<void> {
  const tabs = page.getByRole('tablist', { name: list }).getByRole('tab');
  for (let i = 0; i < (await tabs.count()); i++) {
    const tab = tabs.nth(i);
    const name = `${kind}-${slug(await tab.evaluate((each) => each.firstChild?.textContent ?? ''))}`;
    // A followed market has pictures of its own.
    if (!isWanted(name) || name === 'view-live') continue;
    await tab.click();
    if (COMPARED.has(name)) await changeAKept(page);
    if (name === 'table-models') await compareModels(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(SWITCH_MS);
    await shoot(page, name);
    if (COMPARED.has(name)) await takeBack(page);
  }
  await tabs.first().click();
}

async function shootScene(page: Page, { name, show, leave }: Scene): Promise<void> {
  if (!isWanted(name)) return;
  await show(page);
  await page.waitForTimeout(POPOVER_MS);
  await shoot(page, name);
  await leave?.(page);
  // What a scene unfolds may scroll the Fit panel under it.
  await page.locator('.fit-panel').evaluate((panel) => panel.scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await page.waitForTimeout(POPOVER_MS);
}

async function shootAll(browser: Browser, address: string, file: string | undefined): Promise<void> {
  for (const colorScheme of THEMES) {
    for (const viewport of SIZES) {
      const isSmall = viewport.width === SMALL.width;
      const fresh = async (): Promise<Page> => {
        const page = await browser.newPage({ viewport, colorScheme, locale: 'en-GB', timezoneId: 'UTC' });
        await page.goto(address);
        return page;
      };
      const page = await fresh();
      if (isSmall && isWanted('first-visit')) await shoot(page, 'first-visit');
      await open(page, file);
      if (isWanted('board')) await shoot(page, 'board');
      await shootTabs(page, 'Views', 'view');
      await shootTabs(page, 'Tables', 'table');
      if (isSmall) for (const scene of OVER_THE_BOARD) await shootScene(page, scene);
      await page.close();
      if (isWanted('view-live') || isWanted('menu-live')) {
        const venue = await liveVenue();
        const live = await fresh();
        await follow(live, venue);
        await shoot(live, 'view-live');
        if (isSmall) {
          await live.getByRole('button', { name: 'Live', exact: true }).click();
          await live.waitForTimeout(SWITCH_MS);
          await shoot(live, 'menu-live');
        }
        await live.close();
        await venue.close();
      }
      for (const other of otherBoards(shared)) {
        if ((other.name === 'partial') !== isSmall || !isWanted(other.name)) continue;
        const next = await fresh();
        await open(next, other.file);
        await shoot(next, other.name);
        await next.close();
      }
    }
  }
}

/** Pictures of the guide: parts of the screen, of the shipped sample, so that whoever reads it can do the same. */
async function shootGuide(browser: Browser, address: string): Promise<void> {
  const asked = GUIDE.filter(({ name }) => isWanted(`guide-${name}`));
  if (asked.length === 0) return;
  mkdirSync(guide, { recursive: true });
  const page = await browser.newPage({
    viewport: SMALL,
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  await page.goto(address);
  await open(page, undefined);
  for (const { name, show, leave, parts } of asked) {
    await show(page);
    await page.waitForTimeout(SWITCH_MS);
    const clip = await around(parts?.(page) ?? []);
    const png = await page.screenshot({ animations: 'disabled', caret: 'hide', ...(clip && { clip }) });
    writeFileSync(join(guide, `${name}.png`), palettePng(png));
    console.log(`guide ${name}.png`);
    await leave?.(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(POPOVER_MS);
  }
  await page.close();
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const given = asked
    .map((each) => resolve(process.env.INIT_CWD ?? '.', each))
    .find((path) => existsSync(path));
  wanted = asked.filter((each) => !existsSync(resolve(process.env.INIT_CWD ?? '.', each)));
  const file = given ?? (existsSync(board) ? board : undefined);
  if (file === undefined) console.log('no real board found: the simulated sample is shown');
  // In a place of its own: a picture must not take the site away from a server that is running.
  const outDir = join(root, 'node_modules/.cache/volbench/screens-site');
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const site = await serveSite(outDir, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: [...args] });
  mkdirSync(out, { recursive: true });
  try {
    const address = `http://localhost:${site.port}/`;
    await shootGuide(browser, address);
    if (!wanted.every((start) => start.startsWith('guide')) || wanted.length === 0) {
      await shootAll(browser, address, file);
    }
  } finally {
    await browser.close();
    site.close();
  }
  if (wanted.length > 0) return;
  for (const old of readdirSync(out)) if (!taken.has(old)) rmSync(join(out, old));
}

await main();
