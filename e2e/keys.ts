/** The page by keyboard alone: what has the focus, and how a hand gets there. */
import { expect, type Page } from '@playwright/test';

/** What the keyboard is on, as it is announced: role and name. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return 'nothing';
    const labelled =
      at.getAttribute('aria-label') ?? at.closest('label')?.textContent ?? at.textContent ?? '';
    return `${at.getAttribute('role') ?? at.tagName.toLowerCase()} ${labelled.trim()}`;
  });
}

/** Presses Tab until the keyboard is on what is announced so; fails after a walk round the page. */
export async function tabTo(page: Page, stop: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let n = 0; n < 250; n++) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (typeof stop === 'string' ? at === stop : stop.test(at)) return;
    passed.push(at);
  }
  expect(passed, 'stops of the Tab key').toContain(String(stop));
}

/** Whether what has the focus is drawn so: an outline of its own or of the group round it. */
export async function focusIsDrawn(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    for (let at = document.activeElement; at !== null && at !== document.body; at = at.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) return true;
    }
    return false;
  });
}
