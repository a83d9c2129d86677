import type { Page } from '@playwright/test';
import { hasShared, sharedPath } from '#testing/shared.ts';
import { dropFiles } from './drop.ts';
import { openSample, settled, smile } from './screen.ts';

const REAL = 'data/deribit-book-summary/btc-2026-08-01.json';

const boards = [
  { name: 'the sample', skip: false, open: openSample },
  {
    name: 'a real board',
    skip: !hasShared,
    async open(page: Page) {
      await page.goto('/');
      await dropFiles(page, sharedPath(REAL));
      await settled(page);
    },
  },
];

/** The board that gestures are tried on: a real one, or where none is at hand the shipped one. */
export const fullestBoard = boards.filter(({ skip }) => !skip).slice(-1);

/** Quotes drawn as taking part in the fit. */
export function dots(page: Page) {
  return smile(page).locator('.mark:not(.excluded):not(.filtered) circle.dot');
}

/** The title's count of quotes through the fit is of this many. */
export async function judged(page: Page): Promise<number> {
  const text =
    (await smile(page)
      .getByText(/^all \d+ inside$|^▲ \d+ of \d+ through$/)
      .textContent()) ?? '';
  return Number(/(\d+) (?:inside|through)$/.exec(text)?.[1]);
}
