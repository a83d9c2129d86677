/**
 * Which page has a session: the one that holds its lock, until it lets go or dies. Where the platform has no locks
 * (outside secure contexts) every page gets every session, and the saves alone tell who came first.
 */
export interface SessionLocks {
  /** Takes a session; null where another page has it. The function gives it back. */
  take(id: string): Promise<(() => void) | null>;
  /** Sessions that some page has, this one among them. */
  taken(): Promise<ReadonlySet<string>>;
}

const PREFIX = 'volbench-session-';
/** A page that is being loaded again lets go of its locks a moment after the new one has begun, ms. */
const PATIENCE_MS = 600;

export function sessionLocks(locks: LockManager | undefined = globalThis.navigator?.locks): SessionLocks {
  if (locks === undefined) {
    return { take: async () => () => undefined, taken: async () => new Set() };
  }
  return {
    take(id) {
      return new Promise((resolve) => {
        const options = { signal: AbortSignal.timeout(PATIENCE_MS) };
        locks
          .request(`${PREFIX}${id}`, options, () => new Promise<void>((release) => resolve(() => release())))
          .catch(() => resolve(null));
      });
    },
    async taken() {
      const { held = [] } = await locks.query().catch((): LockManagerSnapshot => ({}));
      const names = held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
      return new Set(names);
    },
  };
}
