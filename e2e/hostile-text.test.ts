import { expect } from '@playwright/test';
import { SCRIPT_STRINGS } from '../tools/soak/files/script-strings.ts';
import { attack, PLACES, scriptsSeen, watchScripts } from '../tools/soak/hostile-page.ts';
import { dropFiles } from './drop.ts';
import { flatTest as test } from './quiet.ts';
import { openSample, settled } from './screen.ts';

/** Half a dozen of the hundred; all of them are in the long check. */
const SHORT = SCRIPT_STRINGS.filter((_, i) => i % 17 === 0);

test('text of a stranger stays text in file names, headers, instrument names, fit and session files and the address', async ({
  page,
}) => {
  test.setTimeout(120_000);
  expect(SHORT.length).toBeGreaterThanOrEqual(6);
  await watchScripts(page);
  for (const place of PLACES) {
    await page.goto('/');
    // A session carries its text to every place at once.
    const strings = place === 'session file' ? SHORT.slice(0, 2) : SHORT;
    for (const text of strings) await attack(page, place, text);
    expect(await scriptsSeen(page), place).toEqual({ ran: 0, violations: [] });
  }
});

test('a hostile name is shown as it is written, and a script that did run would be seen', async ({
  page,
}) => {
  await watchScripts(page);
  await openSample(page);
  const name = '<img src=x onerror=__ran()>.csv';
  await dropFiles(page, { name, bytes: 'date,open,high,low,close\n2026-08-01,1,2,0.5,1.5\n' });
  await expect(page.getByRole('alert')).toContainText(name);
  await settled(page);
  expect((await scriptsSeen(page)).ran).toBe(0);
  await page.evaluate(() => (globalThis as unknown as { __ran: () => void }).__ran());
  expect((await scriptsSeen(page)).ran).toBe(1);
});
