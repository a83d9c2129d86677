/** What a file may demand of the program before it is refused. */
export const LIMITS = {
  /** Bytes of the head that `match` sees. */
  headBytes: 65_536,
  /** Documents (JSON) up to this size are held as text; larger ones are parsed as they come. */
  jsonBytes: 64 * 1024 * 1024,
  /** What a document becomes is held in memory. */
  jsonStreamBytes: 512 * 1024 * 1024,
  /** Tables are read piece by piece. */
  csvBytes: 1024 * 1024 * 1024,
  rows: 5_000_000,
  columns: 512,
  lineChars: 65_536,
  jsonDepth: 64,
  /** Archives and columnar files are held as they came; what they hold is streamed. */
  compressedBytes: 200 * 1024 * 1024,
  inflatedBytes: 1024 * 1024 * 1024,
  /** One file an option is the most that a board comes in. */
  zipEntries: 2000,
} as const;

/** A whole number with thin spaces between groups of three, as messages show bytes: `131 072`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** A file name as messages show it: no control characters, at most 80 of them. */
export function shownName(name: string): string {
  const clean = name.replace(/\p{C}/gu, '\ufffd');
  return clean.length > 80 ? `${clean.slice(0, 60)}\u2026${clean.slice(-16)}` : clean;
}
