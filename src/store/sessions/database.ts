import type { Generation, KeptQuotes, SessionRecord } from './records.ts';

/** The three shelves of the store with what lies on them and how it is found. */
export interface Shelves {
  readonly sessions: { readonly key: string; readonly value: SessionRecord };
  readonly generations: {
    readonly key: readonly [session: string, number: number];
    readonly value: Generation;
  };
  readonly quotes: { readonly key: string; readonly value: KeptQuotes };
}

export type Shelf = keyof Shelves;

/** What may be read within a transaction. What is read may be anything: a store can be damaged. */
export interface Reading {
  get<S extends Shelf>(shelf: S, key: Shelves[S]['key']): Promise<unknown>;
  all(shelf: 'sessions'): Promise<readonly unknown[]>;
  /** Keys in order; of saves, those of one session where it is named. */
  generationKeys(session?: string): Promise<readonly Shelves['generations']['key'][]>;
  quoteKeys(): Promise<readonly string[]>;
}

/** What may be done within a transaction that writes. */
export interface Writing extends Reading {
  put<S extends Shelf>(shelf: S, value: Shelves[S]['value']): Promise<void>;
  delete<S extends Shelf>(shelf: S, key: Shelves[S]['key']): Promise<void>;
}

/**
 * The store of sessions, all or nothing a transaction. `work` awaits nothing but what it is given. Every call settles,
 * as a value or a `StoreFault`.
 */
export interface SessionDatabase {
  read<T>(work: (shelves: Reading) => Promise<T>): Promise<T>;
  write<T>(work: (shelves: Writing) => Promise<T>): Promise<T>;
  close(): void;
}

/** Why the store did not do as it was asked. */
export type StoreFaultKind =
  /** No room left. */
  | 'full'
  /** The browser has or gives no store: a private window, storage switched off. */
  | 'refused'
  /** A newer Volbench has taken the store over. */
  | 'newer'
  /** An older Volbench in another tab holds the store. */
  | 'blocked'
  /** No answer in time. */
  | 'silent'
  /** Anything else, tried again and again. */
  | 'broken';

/** A fault of the store, thrown where everything that could be tried again was. */
export class StoreFault extends Error {
  readonly kind: StoreFaultKind;
  constructor(kind: StoreFaultKind, what: string) {
    super(what);
    this.name = 'StoreFault';
    this.kind = kind;
  }
}

const WORDS: Readonly<Record<StoreFaultKind, string>> = {
  full: 'the browser has no room left for it. Delete sessions that are done with, or free space',
  refused: 'this browser keeps nothing for this page (a private window, or storage is switched off)',
  newer: 'a newer Volbench keeps the sessions of this browser. Reload this page',
  blocked: 'an older Volbench in another tab holds the sessions. Close or reload that tab',
  silent: 'the store of the browser does not answer',
  broken: 'the store of the browser failed',
};

/** What went wrong, for the end of a sentence. */
export function storeFaultWords(error: unknown): string {
  if (!(error instanceof StoreFault)) return error instanceof Error ? error.message : String(error);
  const words = WORDS[error.kind];
  return error.kind === 'broken' ? `${words} (${error.message})` : words;
}
