/** A large board on the page: what a hand does on it, each with everything it leads to. */
import { expect, type Page } from '@playwright/test';
import { dots } from './boards.ts';
import { fitStatus, settled, slider, smile } from './screen.ts';

/** Opens a file and waits for its first picture. The input takes it as a drop does, without its bytes passing through the test. */
export async function openLarge(page: Page, path: string): Promise<void> {
  await page.locator('input[type="file"]').setInputFiles(path);
  await expect(fitStatus(page)).toHaveAttribute('data-phase', 'done', { timeout: 120_000 });
  await expect(dots(page).first()).toBeVisible();
  await drawn(page);
}

/** One step of each kind; every one has its fit and its pictures when it ends. */
export const STEPS: Readonly<Record<'exclude' | 'slide' | 'switch' | 'list', (page: Page) => Promise<void>>> =
  {
    async exclude(page) {
      const used = await fitStatus(page).textContent();
      // Dots this dense overlap: the one nearest to the pointer is meant.
      await dots(page).nth(40).click({ force: true });
      await expect(fitStatus(page)).not.toHaveText(used ?? '');
      await drawn(page);
    },
    async slide(page) {
      await slider(page, 'Spread weight').press('ArrowRight');
      await expect(slider(page, 'Spread weight')).toHaveAttribute('aria-valuetext', '1.1');
      await drawn(page);
    },
    async switch(page) {
      const before = await smile(page).getByRole('heading').textContent();
      await page.getByRole('listbox', { name: 'Expiries' }).press('ArrowRight');
      await expect(smile(page).getByRole('heading')).not.toHaveText(before ?? '');
      await drawn(page);
    },
    async list(page) {
      await page.getByRole('combobox', { name: 'Show', exact: true }).selectOption('All expiries');
      await drawn(page);
    },
  };

/** The fit of the present settings is there, and what follows it at leisure is drawn. */
async function drawn(page: Page): Promise<void> {
  await settled(page);
  await page.waitForTimeout(500);
}
