import { type Browser, chromium, type Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { grave, violations } from '../../e2e/axe.ts';
import { findBrowser } from '../../e2e/browser.ts';
import { flat } from '../../e2e/quiet.ts';
import { settled } from '../../e2e/screen.ts';
import { serveSite } from '../site-server.ts';
import type { SoakOptions, SoakResult } from './check.ts';

const SAMPLE = 'public/sample/simulated-btc.json';
const BOARDS = hasShared
  ? [
      sharedPath('data/deribit-book-summary/btc-2026-08-01.json'),
      sharedPath('data/vol-quotes/spx_implied_vol_20230215.csv'),
    ]
  : [SAMPLE];
const THEMES = ['dark', 'light'] as const;

/** What can be seen of a board: how to come there, and back. */
interface Place {
  readonly name: string;
  there(page: Page): Promise<void>;
  back?(page: Page): Promise<void>;
}

/** Opens what stands behind a button of the top bar. */
function behind(name: string): Place {
  return {
    name,
    there: (page) => page.getByRole('button', { name, exact: true }).click(),
    back: (page) => page.keyboard.press('Escape'),
  };
}

async function tabsOf(page: Page, list: string): Promise<string[]> {
  const tabs = page.getByRole('tablist', { name: list }).getByRole('tab');
  return (await tabs.allTextContents()).map((text) => text.trim());
}

function tab(list: string, index: number, name: string): Place {
  return {
    name: `${list}: ${name}`,
    there: (page) => page.getByRole('tablist', { name: list }).getByRole('tab').nth(index).click(),
  };
}

/** A view as its table, where it has a switch for it. */
function asTable(index: number, name: string): Place {
  const shape = (page: Page, as: string) =>
    page.locator('.board-views').getByRole('radio', { name: as, exact: true });
  return {
    name: `Views: ${name} as a table`,
    async there(page) {
      await page.getByRole('tablist', { name: 'Views' }).getByRole('tab').nth(index).click();
      if ((await shape(page, 'Table').count()) > 0) await shape(page, 'Table').check({ force: true });
    },
    async back(page) {
      if ((await shape(page, 'Chart').count()) > 0) await shape(page, 'Chart').check({ force: true });
    },
  };
}

async function placesOf(page: Page): Promise<Place[]> {
  const views = await tabsOf(page, 'Views');
  const tables = await tabsOf(page, 'Tables');
  return [
    ...views.flatMap((name, i) => [tab('Views', i, name), asTable(i, name)]),
    ...tables.map((name, i) => tab('Tables', i, name)),
    ...['Sessions', 'Live', 'Export', 'Help'].map(behind),
  ];
}

/** Looks at every place of one board in one theme, with a kept fit that the shown one differs from. */
async function lookAt(
  browser: Browser,
  address: string,
  board: string,
  theme: (typeof THEMES)[number],
): Promise<{ looks: number; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: theme });
  const page = await context.newPage();
  const faults: string[] = [];
  let looks = 0;
  const look = async (where: string): Promise<void> => {
    looks++;
    for (const found of grave(await violations(page, 'html'))) faults.push(`${where}, ${theme}: ${found}`);
  };
  await page.goto(address);
  await look('first visit');
  await page.locator('input[type="file"]').first().setInputFiles(board);
  await settled(page);
  await page.keyboard.press('k');
  await page.getByRole('slider', { name: 'Spread weight' }).press('ArrowLeft');
  await settled(page);
  for (const { name, there, back } of await placesOf(page)) {
    await there(page);
    await page.waitForTimeout(300);
    await look(name);
    await back?.(page);
  }
  await context.close();
  return { looks, faults };
}

/** Axe over every view, table and menu of each board in both themes: nothing serious or critical. */
export async function accessible({ site, tell }: SoakOptions): Promise<SoakResult> {
  const server = await serveSite(site, 0);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args: flat(args) });
  const faults: string[] = [];
  let looks = 0;
  try {
    for (const board of BOARDS) {
      for (const theme of THEMES) {
        const seen = await lookAt(browser, `http://localhost:${server.port}/`, board, theme);
        looks += seen.looks;
        faults.push(...seen.faults);
        tell(`${board.split('/').at(-1)}, ${theme}: ${seen.looks} looks, ${seen.faults.length} faults`);
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
  return {
    figures: { boards: BOARDS.length, themes: THEMES.length, looks, faults: faults.length },
    faults,
  };
}
