import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { exporterById } from '#exporters/index.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { smallFit } from '#testing/fit-export.ts';
import { dropFiles } from '../../e2e/drop.ts';
import { hostileSession } from './hostile-session.ts';

/** Text of a stranger, and where on the page it is put. */
export type Place = 'file name' | 'header' | 'instrument name' | 'fit file' | 'session file' | 'address';

/** Every way in which text of a stranger comes onto the page. */
export const PLACES: readonly Place[] = [
  'file name',
  'header',
  'instrument name',
  'fit file',
  'session file',
  'address',
];

const fitJson = exporterById('fit-json')?.write(smallFit()) ?? '';

interface Seen {
  ran: number;
  readonly violations: string[];
}

/** Counts on the page what text has run and what the policy has stopped; before the page is loaded. */
export async function watchScripts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Seen = { ran: 0, violations: [] };
    const ran = (): void => {
      seen.ran++;
    };
    Object.assign(globalThis, { __seen: seen, __ran: ran, alert: ran, confirm: ran, prompt: ran });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      // The libraries of the charts write style attributes.
      if (violatedDirective !== 'style-src-attr') seen.violations.push(`${violatedDirective} ${blockedURI}`);
    });
  });
}

/** What has run and what was stopped since the page was loaded. */
export function scriptsSeen(page: Page): Promise<Seen> {
  return page.evaluate(() => (globalThis as unknown as { __seen: Seen }).__seen);
}

/** Puts a text into one place of the page and looks wherever it is then shown. */
export async function attack(page: Page, place: Place, text: string): Promise<void> {
  if (place === 'address') {
    const url = new URL(page.url());
    const escaped = encodeURIComponent(text);
    await page.goto(`${url.origin}/?file=${escaped}#${text.replaceAll('\n', ' ')}`);
    // A hash alone loads nothing anew.
    await page.evaluate((hash) => {
      location.hash = hash;
    }, text);
    await look(page);
    return;
  }
  if (place === 'session file') {
    await dropFiles(page, await hostileSession(await plainSession(page), text));
    await answered(page);
    await lookAtSessions(page);
    await look(page);
    return;
  }
  if (place === 'fit file') {
    // A fit is shown beside the quotes that are open.
    const isOpen = await page.locator('[data-phase="done"]').count();
    if (isOpen === 0) {
      await dropFiles(page, { name: 'board.json', bytes: deribitBoard() });
      await answered(page);
    }
    await dropFiles(page, fitFile(text, true));
    await answered(page);
    await look(page);
  }
  await dropFiles(page, fileOf(place, text));
  await answered(page);
  // Which column is which is asked by a part of the page of its own, which comes when it comes.
  if (place === 'header') await page.getByRole('dialog').waitFor();
  await look(page);
}

function fileOf(
  place: Exclude<Place, 'address' | 'session file'>,
  text: string,
): { name: string; bytes: string } {
  const board = deribitBoard();
  if (place === 'file name') return { name: `${text}.json`, bytes: board };
  if (place === 'fit file') return fitFile(text, false);
  if (place === 'header') {
    const quoted = `"${text.replaceAll('"', '""')}"`;
    const strikes = Array.from({ length: 24 }, (_, i) => 80 + 2 * i);
    const rows = strikes.map(
      (k, i) => `${k},2027-01-15,${i % 2 ? 'C' : 'P'},${5 + i / 8},${6 + i / 8},${quoted}`,
    );
    return { name: 'header.csv', bytes: [`q1,q2,q3,q4,q5,${quoted}`, ...rows].join('\n') };
  }
  const hostile = JSON.stringify(text);
  const row = `{"instrument_name":${hostile},"bid_price":0.1,"ask_price":0.2,"underlying_index":${hostile}}`;
  return { name: 'board.json', bytes: board.replace('"options":[', () => `"options":[${row},`) };
}

/** A fit that opens and carries the text as the name of its source, or one that has the text for a field and does not. */
function fitFile(text: string, opens: boolean): { name: string; bytes: string } {
  const fit = JSON.parse(fitJson) as { source: { files: { name: string }[] }; model: { id: string } };
  for (const file of fit.source.files) file.name = text;
  if (!opens) fit.model.id = text;
  return { name: 'x.fit.json', bytes: JSON.stringify(opens ? fit : { ...fit, [text]: text }) };
}

/** Waits until the page has said what came of a file. */
async function answered(page: Page): Promise<void> {
  // What is dropped begins in a later task of the page.
  await page.waitForTimeout(60);
  await page.waitForFunction(
    () => document.querySelector('[data-phase]')?.getAttribute('data-phase') !== 'running',
    undefined,
    { timeout: 30_000 },
  );
}

const plain = new WeakMap<Page, string>();

/** The session file of a board with a kept fit, taken from the page itself. */
async function plainSession(page: Page): Promise<string> {
  const known = plain.get(page);
  if (known !== undefined) return known;
  await dropFiles(page, { name: 'board.json', bytes: deribitBoard() });
  await answered(page);
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Session', exact: true }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  plain.set(page, text);
  return text;
}

/** Opens the list of sessions, which shows their names. */
async function lookAtSessions(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sessions', exact: true }).click();
  await page
    .getByRole('button', { name: /^Delete / })
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
}

/** Opens what shows names: the tables, the messages, a question; and hovers what shows hints. */
async function look(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    for (const name of ['Messages', 'Parameters', 'Forwards', 'Arbitrage', 'Quotes']) {
      const tab = [...document.querySelectorAll('[role="tab"]')].find((each) =>
        each.textContent?.startsWith(name),
      );
      tab?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
      await frame();
    }
    for (const each of document.querySelectorAll('[title], [role="alert"]')) {
      each.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
    }
    await frame();
  });
  const dialog = page.getByRole('dialog');
  if ((await dialog.count()) === 0) return;
  await dialog.getByRole('combobox').first().waitFor({ timeout: 5000 });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}
