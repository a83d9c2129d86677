/** The page whose browser keeps the whole site for the time without a network. */
import type { Locator, Page } from '@playwright/test';

/** What the page says of its own version. */
export function version(page: Page): Locator {
  return page.getByRole('status', { name: 'Version' });
}

/** Opens the site and waits until all of it is kept. */
export async function firstVisit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}
