import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

/** Serious and critical findings, on the whole page or below a selector; the light theme can differ from the dark one by its contrasts alone. */
async function gravest(page: Page, below = 'body'): Promise<string[]> {
  const isLight = await page.evaluate(() => matchMedia('(prefers-color-scheme: light)').matches);
  const axe = new AxeBuilder({ page }).include(below);
  const { violations } = await (isLight ? axe.withRules('color-contrast') : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 720 } });

    test(`axe finds nothing serious, ${colorScheme}`, async ({ page }) => {
      await page.goto('/');
      await expect(page.getByRole('button', { name: 'Try the sample' })).toBeVisible();
      expect(await gravest(page)).toEqual([]);

      await page.getByRole('button', { name: 'Try the sample' }).click();
      const status = page.getByRole('status', { name: 'Fit status' });
      await expect(status).toHaveAttribute('data-phase', 'done');
      expect(await gravest(page)).toEqual([]);

      for (const name of [/^Parameters/, /^Forwards/, /^Messages/]) {
        await page.getByRole('tab', { name }).click();
        expect(await gravest(page, '[role=tabpanel]')).toEqual([]);
      }
    });
  });
}
