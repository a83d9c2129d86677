import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { openLarge, STEPS } from './large-board.ts';
import { tasksDuring } from './page-tasks.ts';
import { flatTest as test } from './quiet.ts';
import { smile } from './screen.ts';
import { makeWideBoard } from './wide-board.ts';

/** Longest task of the page by the processor's time, ms: other work on the machine does not lengthen it. */
const LONGEST = 75;

test('a board of 100 000 quotes never holds the page up, and says how many of them it draws', async ({
  browser,
  page,
}, info) => {
  test.setTimeout(120_000);
  const path = info.outputPath('wide-2026-11-20.csv');
  writeFileSync(path, makeWideBoard());
  await page.goto('/');
  const longest: Record<string, number> = {};
  longest['open'] = (await tasksDuring(browser, page, () => openLarge(page, path))).cpu;
  await expect(page.locator('.top-bar-counts')).toContainText(/100.000 quotes/);
  await expect(smile(page)).toContainText(/\d+ of [\d\s]+ drawn/);
  await expect(page.getByRole('group', { name: 'Surface' })).toContainText(/[\d\s]+ of [\d\s]+ quotes drawn/);
  for (const [name, step] of Object.entries(STEPS)) {
    longest[name] = (await tasksDuring(browser, page, () => step(page))).cpu;
  }
  for (const [name, ms] of Object.entries(longest)) {
    expect(ms, `longest task of ${name}`).toBeLessThanOrEqual(LONGEST);
  }
});
