/** The screen as a user finds it: by the names and roles that stand on it. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import type { FitFile, FitFileSlice } from '#exporters/fit-json/fit-file.ts';
import { parseFitFile } from '#exporters/fit-json/parse.ts';

type Phase = 'idle' | 'running' | 'done' | 'failed';

export function fitStatus(page: Page): Locator {
  return page.getByRole('status', { name: 'Fit status' });
}

export function smile(page: Page): Locator {
  return page.getByRole('group', { name: 'Smile' });
}

export function slider(page: Page, name: string): Locator {
  return page.getByRole('slider', { name, exact: true });
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** One of the segments of a radio group. */
export function choice(page: Page, group: string, name: string): Locator {
  return page.getByRole('radiogroup', { name: group, exact: true }).getByRole('radio', { name });
}

/** Chooses a segment the way a hand does: on what is drawn, not on the input behind it. */
export async function choose(page: Page, group: string, name: string): Promise<void> {
  const radio = choice(page, group, name);
  await page
    .getByRole('radiogroup', { name: group, exact: true })
    .locator('label')
    .filter({ has: page.getByRole('radio', { name }) })
    .click();
  await expect(radio).toBeChecked();
  await settled(page);
}

/** Waits until the fit of the present settings is on the screen. */
export async function settled(page: Page, phase: Phase = 'done'): Promise<void> {
  await expect(fitStatus(page)).toHaveAttribute('data-phase', phase, { timeout: 30_000 });
}

/** First visit, then the shipped sample with its fit. */
export async function openSample(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Try the sample' }).click();
  await settled(page);
  await expect(fitStatus(page)).toContainText('inside bid-ask');
}

/** Types a value into a field and applies it. */
export async function type(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Enter');
}

/** Downloads one item of the Export menu. */
export async function exported(
  page: Page,
  item: string,
): Promise<{ name: string; text: string; bytes: Buffer }> {
  await button(page, 'Export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item, exact: true }).click(),
  ]);
  const bytes = readFileSync(await download.path());
  return { name: download.suggestedFilename(), text: bytes.toString('utf8'), bytes };
}

/** The fit on the screen as it is exported, read by the strict reader of fit files. */
export async function exportedFit(page: Page): Promise<FitFile> {
  await settled(page);
  const { text } = await exported(page, 'Fit (JSON)');
  const parsed = parseFitFile(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** The name of the expiry in focus: `18 Dec 2026`. */
export async function focusedExpiry(page: Page): Promise<string> {
  const option = page.getByRole('listbox', { name: 'Expiries' }).getByRole('option', { selected: true });
  return (await option.getAttribute('aria-label')) ?? '';
}

/** The slice of a fit file by the name of its expiry. */
export function sliceOf(fit: FitFile, name: string): FitFileSlice {
  const day = new Date(`${name} UTC`).toISOString().slice(0, 10);
  const slice = fit.slices.find(({ expiry }) => expiry.startsWith(day));
  if (slice === undefined) throw new Error(`The fit file has no expiry ${name}.`);
  return slice;
}

/** Multipliers by hand in a fit file. */
export function byHand(fit: FitFile): Readonly<Record<string, number>> {
  const manual = fit.settings.weights.find((term) => term.kind === 'manual');
  return manual?.byQuote ?? {};
}

/** Exponent of a weight in a fit file. */
export function power(fit: FitFile, kind: 'spread' | 'size' | 'activity'): number | undefined {
  const term = fit.settings.weights.find((each) => each.kind === kind);
  return term !== undefined && 'power' in term ? term.power : undefined;
}

/** Rows of a CSV file by column name; our own files quote nothing that holds a line break. */
export function csvRows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\r\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
