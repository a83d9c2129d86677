import type { BrowserContext, Page } from '@playwright/test';
import type { SoakOptions, SoakResult } from './check.ts';
import {
  beforeScripts,
  capField,
  editCap,
  exportFault,
  fitted,
  type KeptSite,
  keepSite,
  noticeText,
  openSample,
  saveState,
  savingWorker,
} from './kept-page.ts';

interface Fault {
  readonly name: string;
  /** Before the page is loaded. */
  prepare?(context: BrowserContext, address: string): Promise<unknown>;
  /** Once the sample is open and saved, or said to be not. */
  strike?(page: Page): Promise<void>;
  /** What the notice or the mark must say after the next edit; null where the edit must be saved. */
  readonly says: RegExp | null;
}

/** Makes a function of IndexedDB throw from now on, or while `failing` is set. */
function throwing(target: 'put' | 'transaction', name: string) {
  return async (page: Page): Promise<void> => {
    const strike = ([what, error]: readonly [typeof target, string]): void => {
      const fail = (): never => {
        throw new DOMException('made to fail', error);
      };
      if (what === 'put') IDBObjectStore.prototype.put = fail;
      else IDBDatabase.prototype.transaction = fail;
    };
    await page.evaluate(strike, [target, name] as const);
    await (await savingWorker(page)).evaluate(strike, [target, name] as const);
  };
}

const FAULTS: readonly Fault[] = [
  { name: 'quota', strike: throwing('put', 'QuotaExceededError'), says: /has no room left/ },
  {
    name: 'broken store',
    strike: throwing('transaction', 'InvalidStateError'),
    says: /store of the browser failed/,
  },
  {
    name: 'no IndexedDB',
    prepare: (context) =>
      beforeScripts(context, () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined })),
    says: /keeps nothing for this page/,
  },
  {
    name: 'store forbidden',
    prepare: (context) =>
      beforeScripts(context, () => {
        IDBFactory.prototype.open = () => {
          throw new DOMException('denied', 'SecurityError');
        };
      }),
    says: /keeps nothing for this page/,
  },
  {
    name: 'upgrade blocked',
    prepare: (context) =>
      beforeScripts(context, () => {
        IDBFactory.prototype.open = () => {
          const request = new EventTarget() as unknown as IDBOpenDBRequest;
          setTimeout(() => request.dispatchEvent(new Event('blocked')), 50);
          Object.setPrototypeOf(request, IDBOpenDBRequest.prototype);
          return request;
        };
      }),
    says: /an older Volbench in another tab|does not answer|store of the browser failed/,
  },
  {
    name: 'version of the future',
    async prepare(context, address) {
      const page = await context.newPage();
      await page.goto(`${address}icon.svg`);
      await page.evaluate(
        () =>
          new Promise<void>((resolve, reject) => {
            const opening = indexedDB.open('volbench', 9);
            opening.onsuccess = () => {
              opening.result.close();
              resolve();
            };
            opening.onerror = () => reject(opening.error);
          }),
      );
      await page.close();
    },
    says: /a newer Volbench keeps the sessions/,
  },
  {
    name: 'connection closed',
    strike: async (page) =>
      (await savingWorker(page)).evaluate(() => {
        const { transaction } = IDBDatabase.prototype;
        let closed = false;
        IDBDatabase.prototype.transaction = function (...given: Parameters<typeof transaction>) {
          if (!closed) this.close();
          closed = true;
          return transaction.apply(this, given);
        };
      }),
    says: null,
  },
  {
    name: 'worker that saves ended without a word',
    strike: async (page) => (await savingWorker(page)).evaluate(() => self.close()),
    says: null,
  },
  {
    name: 'worker that saves ended under a save',
    strike: async (page) =>
      (await savingWorker(page)).evaluate(() => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
          self.close();
          return put.apply(this, given);
        };
      }),
    says: null,
  },
  {
    name: 'store cleared by the browser',
    async strike(page) {
      const devtools = await page.context().newCDPSession(page);
      const { origin } = new URL(page.url());
      await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    },
    says: null,
  },
];

/** Changes the newest saves of every session in the store, as a failing disk does. */
async function damage(page: Page, saves: number): Promise<void> {
  await page.evaluate(
    (newest) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('volbench');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const transaction = db.transaction(['generations'], 'readwrite');
          const shelf = transaction.objectStore('generations');
          const all = shelf.getAll();
          all.onsuccess = () => {
            const records = (all.result as { number: number; text: string }[]).sort(
              (a, b) => b.number - a.number,
            );
            for (const record of records.slice(0, newest))
              shelf.put({ ...record, text: record.text.replace('1', '2') });
          };
          transaction.oncomplete = () => {
            db.close();
            resolve();
          };
          transaction.onerror = () => reject(transaction.error);
        };
      }),
    saves,
  );
}

async function corrupt(kept: KeptSite, saves: number, faults: string[]): Promise<void> {
  const context = await kept.context();
  const page = await context.newPage();
  await openSample(page, kept.address);
  await saveState(page);
  const made: string[] = [];
  for (let n = 1; n <= 4; n++) {
    made.push(await editCap(page, 10 * n));
    if ((await saveState(page)) !== 'saved') faults.push(`corrupt record: edit ${n} not saved`);
    await page.waitForTimeout(400);
    await saveState(page);
  }
  // Another page, so that the one with the session does not save over it.
  const other = await context.newPage();
  await other.goto(`${kept.address}icon.svg`);
  await damage(other, saves);
  await other.close();
  await page.reload();
  await page.getByRole('alert').waitFor({ timeout: 30_000 });
  const words = await noticeText(page);
  if (saves === 1) {
    await fitted(page);
    if (!/newest saves? of .* cannot be read/.test(words)) faults.push(`corrupt record: it says ${words}`);
    const back = await capField(page).inputValue();
    if (!made.includes(back)) faults.push(`corrupt record: ${back} is back of ${made.join(', ')}`);
  } else if (!/saves are damaged/.test(words)) faults.push(`corrupt records: it says ${words}`);
  await context.close();
}

/**
 * Everything that is known to go wrong with IndexedDB, on the built page: nothing is thrown, a line says what is wrong and
 * what to do, the session can be taken away as a file all the same, and what was saved before is back.
 */
export async function storeFaults({ site, tell }: Pick<SoakOptions, 'site' | 'tell'>): Promise<SoakResult> {
  const kept = await keepSite(site);
  const faults: string[] = [];
  try {
    for (const { name, prepare, strike, says } of FAULTS) {
      const context = await kept.context();
      await prepare?.(context, kept.address);
      const page = await context.newPage();
      await openSample(page, kept.address);
      await saveState(page, 15_000);
      await strike?.(page);
      const cap = await editCap(page, 30);
      const state = await saveState(page, 15_000);
      const words = `${await noticeText(page)} ${await page.locator('.save-mark').innerText()}`;
      tell(`${name}: ${words}`);
      if (says === null ? state !== 'saved' : !says.test(words))
        faults.push(`${name}: ${state}, it says ${words}`);
      const lacking = await exportFault(page, cap);
      if (lacking !== null) faults.push(`${name}: ${lacking}`);
      await context.close();
    }
    await corrupt(kept, 1, faults);
    await corrupt(kept, 99, faults);
  } finally {
    await kept.close();
  }
  faults.push(...kept.complaints.map((complaint) => `thrown: ${complaint}`));
  return { figures: { kinds: FAULTS.length + 2, faults: faults.length }, faults };
}
