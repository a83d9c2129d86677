import type { Page } from '@playwright/test';
import { seededRandom } from '#math/seeded-random.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { capField, editCap, fitted, keepSite, noticeText, openSample, saveState } from './kept-page.ts';

/** Edits of both tabs together before either is loaded again. */
const EDITS = 50;

/**
 * Two tabs edit one session `count` times by turns at random, in a browser that has no locks, so that both have it open:
 * neither ever overwrites the other. The one that comes second goes on as a copy, says so, and both are back afterwards.
 * Then the same in a browser with locks, where the second tab is never given the session at all.
 */
export async function twoTabs({ count, seed, site, tell }: SoakOptions): Promise<SoakResult> {
  const random = seededRandom(seed);
  const kept = await keepSite(site);
  const faults: string[] = [];
  let [forks, edits] = [0, 0];
  const rounds = Math.max(1, Math.round(count / EDITS));
  try {
    const context = await kept.context();
    await context.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
    const first = await context.newPage();
    await openSample(first, kept.address);
    await saveState(first);
    let second = await context.newPage();
    for (let round = 0; round < rounds; round++) {
      // Both have what was saved last.
      await second.goto(kept.address);
      await fitted(second);
      const pages: readonly Page[] = [first, second];
      const last = new Map<Page, string>();
      for (let i = 0; i < EDITS; i++) {
        const page = pages[random() < 0.5 ? 0 : 1] as Page;
        last.set(page, await editCap(page, ++edits));
      }
      for (const page of pages) {
        if ((await saveState(page)) !== 'saved')
          faults.push(`round ${round}: not saved, ${await noticeText(page)}`);
      }
      const notices = await Promise.all(pages.map(noticeText));
      const told = notices.filter((words) => words.includes('was changed in another tab'));
      forks += told.length;
      if (last.size === 2 && told.length === 0)
        faults.push(`round ${round}: both edited, and nobody was told`);
      for (const page of pages) {
        await page.reload();
        await fitted(page);
        const back = await capField(page).inputValue();
        const wanted = last.get(page);
        if (wanted !== undefined && back !== wanted)
          faults.push(`round ${round}: ${back} is back, ${wanted} was typed`);
      }
      await second.close();
      second = await context.newPage();
      // A tab of its own history: it comes back to what the first has.
      await editCap(first, ++edits);
      await saveState(first);
      if ((round + 1) % 10 === 0) tell(`${edits} edits, ${forks} copies, ${faults.length} faults`);
    }
    await context.close();

    const locked = await kept.context();
    const holder = await locked.newPage();
    await openSample(holder, kept.address);
    await saveState(holder);
    const late = await locked.newPage();
    await late.goto(kept.address);
    await late.getByRole('alert').waitFor({ timeout: 10_000 });
    if (!(await noticeText(late)).includes('is open in another tab'))
      faults.push('with locks: nothing is said');
    await locked.close();
  } finally {
    await kept.close();
  }
  faults.push(...kept.complaints.map((complaint) => `thrown: ${complaint}`));
  return { figures: { edits, rounds, copies_told: forks, faults: faults.length }, faults };
}
