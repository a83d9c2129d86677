import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';

/** A state of the screen to be taken: what brings the page there from the board, and what takes it back. */
export interface Scene {
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
  readonly leave?: (page: Page) => Promise<void>;
}

const close = (page: Page): Promise<void> => page.keyboard.press('Escape');

/** Presses a button and waits for what it opens. */
function opened(name: string, button: RegExp | string, role: 'dialog' | 'menu'): Scene {
  return {
    name,
    async show(page) {
      await page.getByRole('button', { name: button, exact: typeof button === 'string' }).click();
      await page.getByRole(role).waitFor();
    },
    leave: close,
  };
}

/** Menus, popovers, the help and the card of a definition, over the board. */
export const OVER_THE_BOARD: readonly Scene[] = [
  opened('menu-export', 'Export', 'menu'),
  opened('menu-sessions', /^Sessions/, 'dialog'),
  opened('popover-as-of', /^as of/, 'dialog'),
  opened('popover-range', 'Range of ATM vol', 'dialog'),
  opened('popover-strength', 'Strength of butterfly', 'dialog'),
  opened('popover-penalties', 'Penalties', 'dialog'),
  {
    name: 'popover-event-days',
    async show(page) {
      await page.getByRole('radio', { name: 'Weighted days' }).click();
      await page.getByRole('button', { name: 'Event days', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
    async leave(page) {
      await close(page);
      await page.getByRole('radio', { name: 'Calendar time' }).click();
    },
  },
  {
    name: 'definition',
    async show(page) {
      await page.getByRole('radiogroup', { name: 'Butterfly' }).hover();
      await page.getByRole('tooltip').waitFor();
    },
    leave: close,
  },
  opened('help-keys', 'Help', 'dialog'),
  ...(['Reading the screen', 'Words', 'Files'] as const).map((sheet): Scene => {
    return {
      name: `help-${sheet.toLowerCase().split(' ')[0]}`,
      async show(page) {
        await page.getByRole('button', { name: 'Help', exact: true }).click();
        await page.getByRole('dialog').getByRole('tab', { name: sheet }).click();
      },
      leave: close,
    };
  }),
  {
    name: 'tables-maximised',
    async show(page) {
      await page.getByRole('tab', { name: /^Parameters/ }).click();
      await page.getByRole('button', { name: 'Maximise' }).click();
    },
    async leave(page) {
      await page.getByRole('button', { name: 'Restore' }).click();
    },
  },
  {
    name: 'dragging-over',
    show: (page) => dragOver(page, 'eth-2026-08-01.json'),
    async leave(page) {
      await page.evaluate(() => {
        document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true }));
      });
    },
  },
  {
    name: 'failed',
    async show(page) {
      const [file] = [
        { name: 'quotes.json', mimeType: 'text/html', buffer: Buffer.from('<!DOCTYPE html><p>Sign in') },
      ];
      await page.locator('input[type=file]').setInputFiles([file]);
      await page.getByRole('alert').waitFor();
    },
    leave: close,
  },
];

/** A file held over the page and not let go. */
async function dragOver(page: Page, name: string): Promise<void> {
  await page.evaluate((file) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['{}'], file));
    for (const type of ['dragenter', 'dragover']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, name);
}

/** Other real boards, each shown as it opens; those that lie beside the checkout. */
export function otherBoards(shared: string): readonly { readonly name: string; readonly file: string }[] {
  const boards = [
    { name: 'partial', file: join(shared, 'data/transcoded/binance_eapi_v1_ticker.json') },
    { name: 'spx', file: join(shared, 'data/vol-quotes/spx_implied_vol_20230215.csv') },
  ];
  return boards.filter(({ file }) => existsSync(file));
}

/** The part of a tab's label that names it, as a part of a file's name. */
export function slug(label: string): string {
  const word = basename(label)
    .replace(/\d+( of \d+)?$/, '')
    .trim();
  return word.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
