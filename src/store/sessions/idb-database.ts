/**
 * The store of sessions in IndexedDB. A connection may be closed by the browser at any time and a request may never be
 * answered: a call that fails is tried again on a new connection, a few times and no longer than its limit.
 */
import { type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { type Reading, type SessionDatabase, type Shelf, StoreFault, type Writing } from './database.ts';

const NAME = 'volbench';
/** 2: records name the quotes of second files, which a page of before would take for unused. */
const VERSION = 2;
const SHELVES: readonly Shelf[] = ['sessions', 'generations', 'quotes'];
/** Pauses before another try, ms. */
const AGAIN_AFTER = [30, 120, 400];
/** A connection or a transaction that takes longer is given up, ms. */
const PATIENCE_MS = 3500;

/** The store of this page; the connection is made by the first call. */
export function idbDatabase(factory: IDBFactory | undefined = globalThis.indexedDB): SessionDatabase {
  let connection: Promise<IDBPDatabase> | null = null;
  let connected: IDBPDatabase | null = null;

  function drop(): void {
    connected?.close();
    connected = null;
    connection = null;
  }

  function connect(): Promise<IDBPDatabase> {
    if (connection !== null) return connection;
    if (factory === undefined) return Promise.reject(new StoreFault('refused', 'no IndexedDB'));
    let held = false;
    const opening = openDB(NAME, VERSION, {
      upgrade(db, before) {
        if (before > 0) return;
        db.createObjectStore('sessions', { keyPath: 'id' });
        db.createObjectStore('generations', { keyPath: ['session', 'number'] });
        db.createObjectStore('quotes', { keyPath: 'sha256' });
      },
      blocked() {
        held = true;
      },
      // A newer page wants to change the store: it must not wait for this one.
      blocking: drop,
      terminated: drop,
    });
    const mine = within(opening, () => new StoreFault(held ? 'blocked' : 'silent', 'opening')).then(
      (db) => {
        if (connection !== mine) {
          db.close();
          throw new StoreFault('broken', 'the connection was closed');
        }
        connected = db;
        return db;
      },
      (error: unknown) => {
        // One that is opened after all is of no use any more.
        opening.then((db) => db.close()).catch(() => undefined);
        if (connection === mine) connection = null;
        throw error;
      },
    );
    connection = mine;
    return mine;
  }

  async function once<T>(
    mode: 'readonly' | 'readwrite',
    work: (transaction: IDBPTransaction<unknown, string[], 'readwrite'>) => Promise<T>,
  ): Promise<T> {
    const db = await connect();
    const transaction = db.transaction([...SHELVES], mode, { durability: 'strict' });
    const done = transaction.done;
    done.catch(() => undefined);
    const result = (async () => {
      const value = await work(transaction as IDBPTransaction<unknown, string[], 'readwrite'>);
      await done;
      return value;
    })();
    try {
      return await within(result, () => new StoreFault('silent', mode));
    } catch (error) {
      result.catch(() => undefined);
      try {
        transaction.abort();
      } catch {
        // It was over.
      }
      throw error;
    }
  }

  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + PATIENCE_MS;
    for (let i = 0; ; i++) {
      try {
        return await work();
      } catch (error) {
        const fault = faultOf(error);
        const pause = AGAIN_AFTER[i];
        if (fault.kind !== 'broken' || pause === undefined || performance.now() + pause > until) throw fault;
        // Whatever it was: the next try begins with a new connection.
        drop();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  return {
    read: (work) => patiently(() => once('readonly', (transaction) => work(reading(transaction)))),
    write: (work) => patiently(() => once('readwrite', (transaction) => work(writing(transaction)))),
    close: drop,
  };
}

function reading(transaction: IDBPTransaction<unknown, string[], 'readwrite'>): Reading {
  const shelf = (name: Shelf) => transaction.objectStore(name);
  // None throws before it is awaited: of requests that are made together the others would be left alone.
  return {
    get: async (name, key) => shelf(name).get(key as IDBValidKey),
    all: async (name) => shelf(name).getAll(),
    generationKeys: async (session) =>
      shelf('generations').getAllKeys(
        session === undefined ? null : IDBKeyRange.bound([session], [session, []]),
      ) as unknown as ReturnType<Reading['generationKeys']>,
    quoteKeys: async () => shelf('quotes').getAllKeys() as unknown as ReturnType<Reading['quoteKeys']>,
  };
}

function writing(transaction: IDBPTransaction<unknown, string[], 'readwrite'>): Writing {
  return {
    ...reading(transaction),
    async put(name, value) {
      await transaction.objectStore(name).put(value);
    },
    async delete(name, key) {
      await transaction.objectStore(name).delete(key as IDBValidKey);
    },
  };
}

function within<T>(work: Promise<T>, late: () => StoreFault): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), PATIENCE_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'QuotaExceededError') return new StoreFault('full', message);
  if (name === 'VersionError') return new StoreFault('newer', message);
  if (name === 'SecurityError') return new StoreFault('refused', message);
  return new StoreFault('broken', message === '' ? name : message);
}
