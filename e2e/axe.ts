import type { Page } from '@playwright/test';
import axe, { type Result, type RunOptions } from 'axe-core';

/**
 * What axe finds below a selector. The page has no frames, and keeps the checker: bringing it in anew each time takes
 * as long as the look at a panel.
 */
export async function violations(page: Page, below: string, options: RunOptions = {}): Promise<Result[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    ([selector, run]) => (globalThis as unknown as { axe: typeof axe }).axe.run(selector, run),
    [below, { ...options, resultTypes: ['violations'] } as RunOptions] as const,
  );
  return found.violations;
}

/** As a person is stopped by them: serious and critical ones, in words. */
export function grave(found: readonly Result[]): string[] {
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** The page with the other theme on it, as long as `look` takes. */
async function inTheOtherTheme<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const flip = () =>
    page.evaluate(() => {
      const { dataset } = document.documentElement;
      dataset['theme'] = dataset['theme'] === 'light' ? 'dark' : 'light';
    });
  await flip();
  const seen = await look();
  await flip();
  return seen;
}

/**
 * Serious and critical findings of axe below a selector, in the theme that is shown; of the other, which differs by its
 * colours alone, those of contrast.
 */
export async function gravest(page: Page, below = 'body'): Promise<string[]> {
  const shown = await violations(page, below);
  const other = await inTheOtherTheme(page, () => violations(page, below, { runOnly: ['color-contrast'] }));
  return grave([...shown, ...other]);
}
