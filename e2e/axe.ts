import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

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
  // The page has no frames: nothing has to be brought together from several, in a page of its own each time.
  const axe = () =>
    new AxeBuilder({ page })
      .include(below)
      .setLegacyMode()
      .options({ resultTypes: ['violations'] });
  const shown = await axe().analyze();
  const other = await inTheOtherTheme(page, () => axe().withRules('color-contrast').analyze());
  return [...shown.violations, ...other.violations]
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}
