import type { Locator, Page } from '@playwright/test';
import type { Scene } from './scenes.ts';

/** A picture of the guide: a scene of the sample, and what of the page is in the picture; all of it where nothing is. */
export interface GuidePicture extends Scene {
  readonly parts?: (page: Page) => readonly Locator[];
}

const smile = (page: Page): Locator => page.getByRole('group', { name: 'Smile' });
const close = (page: Page): Promise<void> => page.keyboard.press('Escape');

/** Pictures of docs/guide/, in the order in which they are taken of one page. */
export const GUIDE: readonly GuidePicture[] = [
  { name: 'board', show: async () => undefined },
  {
    name: 'strip',
    show: async () => undefined,
    parts: (page) => [page.getByRole('listbox', { name: 'Expiries' })],
  },
  { name: 'fit-panel', show: async () => undefined, parts: (page) => [page.locator('.fit-panel')] },
  {
    name: 'smile',
    async show(page) {
      await page.getByRole('option', { name: '4 Dec 2026' }).click();
    },
    parts: (page) => [smile(page)],
  },
  {
    name: 'definition',
    async show(page) {
      await page.getByRole('slider', { name: 'Spread weight' }).hover();
      await page.getByRole('tooltip').waitFor();
    },
    parts: (page) => [page.getByRole('region', { name: 'Weights' }), page.getByRole('tooltip')],
    leave: close,
  },
  {
    name: 'grips',
    async show(page) {
      await smile(page).focus();
      await page.keyboard.press('g');
    },
    parts: (page) => [smile(page)],
    async leave(page) {
      await page.keyboard.press('g');
    },
  },
  {
    name: 'brush',
    async show(page) {
      await smile(page).focus();
      await page.keyboard.press('b');
      await page.getByRole('dialog').waitFor();
    },
    parts: (page) => [smile(page), page.getByRole('dialog')],
    leave: close,
  },
  {
    name: 'messages',
    async show(page) {
      await page.getByRole('tab', { name: /^Messages/ }).click();
      await page.getByRole('button', { name: 'Maximise' }).click();
    },
    parts: (page) => [page.getByRole('tablist', { name: 'Tables' }), page.locator('.messages ul')],
    async leave(page) {
      await page.getByRole('button', { name: 'Restore' }).click();
    },
  },
  {
    name: 'export',
    async show(page) {
      await page.getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByRole('menu').waitFor();
    },
    parts: (page) => [page.getByRole('menu')],
    leave: close,
  },
  {
    name: 'sessions',
    async show(page) {
      await page.getByRole('button', { name: /^Sessions/ }).click();
      await page.getByRole('dialog').waitFor();
    },
    parts: (page) => [page.getByRole('banner'), page.getByRole('dialog')],
    leave: close,
  },
  {
    name: 'compare',
    async show(page) {
      await page.keyboard.press('k');
      await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('essvi');
      await page.locator('[role=status][data-phase=done][data-model=essvi]').waitFor();
      await page.getByRole('tab', { name: 'A|B' }).click();
      await page.getByRole('tab', { name: 'Compare', exact: true }).click();
    },
  },
];

/** The smallest part of the page that holds all of these, in px of the window; undefined for none. */
export async function around(parts: readonly Locator[]) {
  const boxes = (await Promise.all(parts.map((part) => part.boundingBox()))).filter((box) => box !== null);
  if (boxes.length === 0) return undefined;
  const left = Math.floor(Math.min(...boxes.map(({ x }) => x)));
  const top = Math.floor(Math.min(...boxes.map(({ y }) => y)));
  const right = Math.ceil(Math.max(...boxes.map(({ x, width }) => x + width)));
  const bottom = Math.ceil(Math.max(...boxes.map(({ y, height }) => y + height)));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
