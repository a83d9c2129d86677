import type { BrowserContext } from '@playwright/test';
import type { SoakOptions, SoakResult } from './check.ts';
import {
  beforeScripts,
  capField,
  editCap,
  fitted,
  keepSite,
  noticeText,
  openSample,
  STUCK_MS,
  savedInTime,
  saveState,
  savingWorker,
} from './kept-page.ts';

/** How a call fails: it throws, its request fails later, or nothing is ever heard of it. */
const WAYS = ['throws', 'aborts', 'never answers'] as const;

interface Failing {
  calls: number;
  at: number;
  way: (typeof WAYS)[number];
}

/** Counts the calls to IndexedDB of the page and of what saves, and fails the one that is told, before the page is loaded. */
async function countCalls(context: BrowserContext): Promise<void> {
  await beforeScripts(context, () => {
    const failing: Failing = { calls: 0, at: 0, way: 'throws' };
    Object.defineProperty(globalThis, 'failing', { value: failing });
    const shelf = ['get', 'getAll', 'getAllKeys', 'put', 'delete'] as const;
    const fails = () => ++failing.calls === failing.at;
    for (const name of shelf) {
      const own = IDBObjectStore.prototype[name] as (...given: unknown[]) => IDBRequest;
      Object.defineProperty(IDBObjectStore.prototype, name, {
        value(this: IDBObjectStore, ...given: unknown[]) {
          if (!fails()) return own.apply(this, given);
          if (failing.way === 'throws') throw new DOMException('made to fail', 'UnknownError');
          const request = own.apply(this, given);
          if (failing.way === 'aborts') this.transaction.abort();
          else request.addEventListener('success', (event) => event.stopImmediatePropagation());
          return request;
        },
      });
    }
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...given: Parameters<typeof transaction>) {
      if (fails()) throw new DOMException('made to fail', 'InvalidStateError');
      return transaction.apply(this, given);
    };
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...given: Parameters<typeof open>) {
      if (fails()) throw new DOMException('made to fail', 'UnknownError');
      return open.apply(this, given);
    };
  });
}

const fail = ([at, way]: readonly [number, Failing['way']]): number => {
  const { failing } = globalThis as unknown as { failing: Failing };
  const { calls } = failing;
  failing.calls = 0;
  failing.at = at;
  failing.way = way;
  return calls;
};

/**
 * The n-th call to IndexedDB fails, for n up to `count`, in each of three ways by turns: nothing is thrown, no edit stays
 * longer than five seconds without a word on whether it is saved, and all of them are saved in the end. Every tenth n the
 * page is loaded anew with its n-th call failing, and comes back or says why it does not.
 */
export async function failingCalls({ count, site, tell }: SoakOptions): Promise<SoakResult> {
  const kept = await keepSite(site);
  const faults: string[] = [];
  let [edits, said, slowest, reloads] = [0, 0, 0, 0];
  try {
    const context = await kept.context();
    await countCalls(context);
    const page = await context.newPage();
    await openSample(page, kept.address);
    for (let n = 1; n <= count; n++) {
      const way = WAYS[n % WAYS.length] ?? 'throws';
      const saving = await savingWorker(page);
      await saving.evaluate(fail, [n, way] as const);
      let seen = 0;
      while (seen < n) {
        await editCap(page, ++edits);
        const began = performance.now();
        const state = await saveState(page, STUCK_MS + 1000);
        slowest = Math.max(slowest, performance.now() - began);
        if (state === null || performance.now() - began > STUCK_MS)
          faults.push(`call ${n} ${way}: no word in 5 s`);
        if (state === 'failed') said++;
        seen = await saving.evaluate(() => (globalThis as unknown as { failing: Failing }).failing.calls);
      }
      const cap = await editCap(page, ++edits);
      if (!(await savedInTime(page))) faults.push(`call ${n} ${way}: not saved afterwards`);
      if (n % 10 !== 0) continue;
      reloads++;
      await context.addInitScript(
        ([at, how]) => {
          const { failing } = globalThis as unknown as { failing: Failing };
          failing.at = at;
          failing.way = how;
        },
        [1 + ((n / 10) % 12), way] as const,
      );
      await page.reload();
      await Promise.race([fitted(page), page.getByRole('alert').waitFor({ timeout: 60_000 })]);
      if ((await page.locator('[data-phase="done"]').count()) === 0) {
        const words = await noticeText(page);
        if (!/Sessions cannot be read|cannot be opened|open in another tab/.test(words)) {
          faults.push(`call ${n}: it did not come back and says ${words}`);
        }
        await context.addInitScript(() => {
          (globalThis as unknown as { failing: Failing }).failing.at = 0;
        });
        await page.reload();
        await fitted(page);
      }
      const back = await capField(page).inputValue();
      if (back !== cap) faults.push(`call ${n}: ${back} is back, ${cap} was saved`);
      // What saves begins with the first save.
      await editCap(page, ++edits);
      if (!(await savedInTime(page))) faults.push(`call ${n} ${way}: not saved after coming back`);
      if (n % 50 === 0) tell(`${n} calls, ${faults.length} faults`);
    }
  } finally {
    await kept.close();
  }
  faults.push(...kept.complaints.map((complaint) => `thrown: ${complaint}`));
  return {
    figures: {
      failed: count,
      edits,
      reloads,
      said_not_saved: said,
      slowest_word_ms: slowest,
      faults: faults.length,
    },
    faults,
  };
}
