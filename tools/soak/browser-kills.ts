import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { seededRandom } from '#math/seeded-random.ts';
import { dropAt } from '../../e2e/drop.ts';
import { serveSite } from '../site-server.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { startBrowser } from './own-browser.ts';

const SAMPLE = join(import.meta.dirname, '../../public/sample/simulated-btc.json');
/** What of the last edits may be lost, ms. */
const MOST_LOST_MS = 500;
/** Between two edits of a run of them, ms. */
const STRIDE_MS = 90;

interface Made {
  readonly value: string;
  readonly at: number;
}

function capField(page: Page) {
  return page.getByRole('spinbutton', { name: 'Cap, percent', exact: true });
}

/** What stands where a second file is held against the board. */
function closeSecond(page: Page) {
  return page.getByRole('button', { name: 'Close the second file', exact: true });
}

/** The sample beside itself. */
async function holdSecond(page: Page): Promise<void> {
  await dropAt(page, 0.9, { name: 'second.json', bytes: readFileSync(SAMPLE) });
  await page.getByRole('tab', { name: 'A|B', exact: true }).click();
  await closeSecond(page).waitFor({ timeout: 30_000 });
}

/** Null once the board is fitted; what the page says where it is not within a minute. */
async function isFitted(page: Page): Promise<string | null> {
  try {
    await page.locator('[data-phase="done"]').waitFor({ timeout: 60_000 });
    return null;
  } catch {
    return (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 400);
  }
}

/** The n-th value of the cap: as many as the field can tell apart. */
const value = (n: number): string => String(5 + (n % 95));

/**
 * Kills a browser with SIGKILL `count` times, half of them 0 to 2 s after the page said that an edit was saved, half of
 * them amid a run of edits, and starts it again on the same profile. What was said to be saved is there; of a run of
 * edits at most the last half second is lost, the fit is the one that was saved, to the last bit, and the second file is
 * held beside it again.
 */
export async function browserKills({ count, seed, site, tell }: SoakOptions): Promise<SoakResult> {
  const random = seededRandom(seed);
  const profile = mkdtempSync(join(tmpdir(), 'volbench-kills-'));
  const server = await serveSite(site, 0);
  const address = `http://localhost:${server.port}/`;
  const faults: string[] = [];
  const losses: number[] = [];
  const saves: number[] = [];
  let [bitwise, edits] = [0, 0];
  /** What must be back, or one of the later ones. */
  let expected: { readonly least: Made; readonly later: readonly Made[]; readonly killedAt: number } | null =
    null;
  try {
    for (let kill = 0; kill <= count; kill++) {
      const { page, kill: end } = await startBrowser(profile);
      try {
        await page.goto(address);
        if (expected === null) {
          await page.getByRole('button', { name: 'Try the sample' }).click();
        }
        const stands = await isFitted(page);
        if (stands !== null) {
          faults.push(`kill ${kill}: no fit after a minute, the page says: ${stands}`);
          await page.reload();
          await page.locator('[data-phase="done"]').waitFor({ timeout: 60_000 });
        }
        if (expected === null) await holdSecond(page);
        else {
          await closeSecond(page)
            .waitFor({ timeout: 30_000 })
            .catch(() => faults.push(`kill ${kill}: the second file is not back`));
          const back = await capField(page).inputValue();
          const found = [expected.least, ...expected.later].findIndex(
            (made) => Number(made.value) === Number(back),
          );
          if (found < 0) faults.push(`kill ${kill}: ${back} is back, ${expected.least.value} was the least`);
          else if (expected.later.length > 0) {
            const first = expected.later[found];
            losses.push(first === undefined ? 0 : expected.killedAt - first.at);
          }
          const said = await page.getByRole('region', { name: 'Messages' }).innerText();
          if (said.includes('to the last bit')) bitwise++;
          else if (expected.later.length === 0)
            faults.push(`kill ${kill}: the fit is not said to be the saved one`);
        }
        if (kill === count) break;
        await page.locator('[data-save="saved"]').waitFor({ timeout: 30_000 });
        const made: Made[] = [];
        const edit = async (): Promise<void> => {
          const next = value(++edits);
          const field = capField(page);
          await field.fill(next);
          await field.press('Enter');
          made.push({ value: next, at: performance.now() });
        };
        if (kill % 2 === 0) {
          await edit();
          const began = performance.now();
          await page.locator('[data-save="saved"]').waitFor({ timeout: 30_000 });
          saves.push(performance.now() - began);
          const [only] = made;
          if (only === undefined) throw new Error('no edit was made');
          await new Promise((resolve) => setTimeout(resolve, 2000 * random()));
          expected = { least: only, later: [], killedAt: performance.now() };
        } else {
          const until = performance.now() + 600 + 900 * random();
          while (performance.now() < until) {
            await edit();
            await new Promise((resolve) => setTimeout(resolve, STRIDE_MS));
          }
          const killedAt = performance.now();
          const due = made.findLastIndex(({ at }) => killedAt - at >= MOST_LOST_MS);
          const before = { value: value(edits - made.length), at: 0 };
          expected = { least: made[due] ?? before, later: made.slice(due + 1), killedAt };
        }
      } finally {
        await end();
      }
      if ((kill + 1) % 20 === 0) tell(`${kill + 1} kills, ${faults.length} faults`);
    }
  } finally {
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  }
  saves.sort((a, b) => a - b);
  const at = (share: number) => saves[Math.min(saves.length - 1, Math.floor(share * saves.length))] ?? 0;
  return {
    figures: {
      kills: count,
      edits,
      lost: faults.length,
      longest_loss_ms: Math.max(0, ...losses),
      mark_median_ms: at(0.5),
      mark_p95_ms: at(0.95),
      fits_to_the_bit: bitwise,
    },
    faults,
  };
}
