import type { Page } from '@playwright/test';
import { type FeedSim, startFeedSim } from '../feed-sim/server.ts';

/** A market followed for so long before its picture is taken, ms. */
const FOLLOWED_MS = 12_000;

/** A simulated venue whose days go by faster than those of the clock, so that there is something to see. */
export function liveVenue(): Promise<FeedSim> {
  return startFeedSim({ shape: { pace: 60, expiries: 9, strikesASide: 9 } });
}

/** Follows the venue from the first visit, with the Live view shown. */
export async function follow(page: Page, venue: FeedSim): Promise<void> {
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await page.getByRole('combobox', { name: 'Venue' }).selectOption('local');
  const port = page.getByRole('spinbutton', { name: 'Port of the local venue' });
  await port.fill(String(venue.port));
  await port.press('Enter');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.locator('[role=status][data-phase=done]').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Live', exact: true }).click();
  await page.waitForTimeout(FOLLOWED_MS);
}
