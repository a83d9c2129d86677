/** A store of sessions in memory: transactions that are all or nothing, values cloned, calls that fail when told to. */
import {
  type Reading,
  type SessionDatabase,
  type Shelf,
  StoreFault,
  type Writing,
} from '#store/sessions/database.ts';

export interface MemoryDatabase extends SessionDatabase {
  /** Calls of any kind so far. */
  readonly calls: number;
  /** Fails calls by their number from now on, the first being 1; null ends it. */
  failing: ((call: number) => boolean) | null;
  /** What lies on the shelves, to be looked at and to be damaged. */
  readonly shelves: { readonly [S in Shelf]: Map<string, unknown> };
}

export function memoryDatabase(): MemoryDatabase {
  const shelves: MemoryDatabase['shelves'] = {
    sessions: new Map(),
    generations: new Map(),
    quotes: new Map(),
  };
  let queue: Promise<unknown> = Promise.resolve();
  let calls = 0;

  function transact<T>(work: (writing: Writing) => Promise<T>): Promise<T> {
    const run = queue.then(async () => {
      const before = Object.entries(shelves).map(([name, shelf]) => [name, new Map(shelf)] as const);
      try {
        return await work(writing);
      } catch (error) {
        for (const [name, was] of before) {
          const shelf = shelves[name as Shelf];
          shelf.clear();
          for (const [key, value] of was) shelf.set(key, value);
        }
        throw error;
      }
    });
    queue = run.catch(() => undefined);
    return run;
  }

  async function call(): Promise<void> {
    calls++;
    await Promise.resolve();
    if (database.failing?.(calls)) throw new StoreFault('broken', `call ${calls} failed`);
  }

  const reading: Reading = {
    async get(shelf, key) {
      await call();
      return structuredClone(shelves[shelf].get(JSON.stringify(key)));
    },
    async all() {
      await call();
      return structuredClone([...shelves.sessions.values()]);
    },
    async generationKeys(session) {
      await call();
      const keys = [...shelves.generations.keys()].map((key) => JSON.parse(key) as [string, number]);
      return keys.filter(([id]) => session === undefined || id === session);
    },
    async quoteKeys() {
      await call();
      return [...shelves.quotes.keys()].map((key) => JSON.parse(key) as string);
    },
  };
  const writing: Writing = {
    ...reading,
    async put(shelf, value) {
      await call();
      const key =
        'number' in value ? [value.session, value.number] : 'sha256' in value ? value.sha256 : value.id;
      shelves[shelf].set(JSON.stringify(key), structuredClone(value));
    },
    async delete(shelf, key) {
      await call();
      shelves[shelf].delete(JSON.stringify(key));
    },
  };
  const database: MemoryDatabase = {
    get calls() {
      return calls;
    },
    failing: null,
    shelves,
    read: (work) => transact(work),
    write: (work) => transact(work),
    close: () => undefined,
  };
  return database;
}
