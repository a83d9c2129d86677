import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Page } from '@playwright/test';

/** A file as a test drops it: a path on disk, or a name with its bytes. */
export type Dropped = string | { readonly name: string; readonly bytes: Uint8Array | string };

/** Drops files together on the middle of the page, as a hand does: enter, over, drop. */
export async function dropFiles(page: Page, ...files: readonly Dropped[]): Promise<void> {
  await dropAt(page, 0.5, ...files);
}

/** The same at a share of the width of the window. */
export async function dropAt(page: Page, across: number, ...files: readonly Dropped[]): Promise<void> {
  const parts = files.map((file) => {
    const name = typeof file === 'string' ? basename(file) : file.name;
    const bytes = typeof file === 'string' ? readFileSync(file) : Buffer.from(file.bytes);
    return { name, base64: bytes.toString('base64') };
  });
  // A hand drops on what it sees.
  await page.getByRole('banner').waitFor();
  await page.evaluate(
    ({ list, share }) => {
      const transfer = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      const x = innerWidth * share;
      const y = innerHeight / 2;
      const target = document.elementFromPoint(x, y) ?? document.body;
      for (const type of ['dragenter', 'dragover', 'drop']) {
        target.dispatchEvent(
          new DragEvent(type, {
            dataTransfer: transfer,
            bubbles: true,
            cancelable: true,
            clientX: x,
            clientY: y,
          }),
        );
      }
    },
    { list: parts, share: across },
  );
}
