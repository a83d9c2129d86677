/** What the program sees of its surroundings. */
export interface Terminal {
  /** Folder that relative paths are meant from. */
  readonly folder: string;
  readonly input: AsyncIterable<Uint8Array>;
  /** Standard output: the export and nothing else. */
  output(text: string): Promise<void>;
  /** Standard error. */
  say(text: string): void;
  /** True where standard error is a screen, on which progress may be drawn over. */
  readonly screen: boolean;
}

/** Text of a file or the market on one line of a terminal: controls and line ends become spaces, none is obeyed. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences in file names and cells.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

/** Draws progress over itself on a screen; silent elsewhere, so that a failure is one line. */
export class ProgressLine {
  readonly #terminal: Terminal;
  #width = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(text: string): void {
    if (!this.#terminal.screen) return;
    const line = oneLine(text);
    this.#terminal.say(`\r${line.padEnd(this.#width)}`);
    this.#width = line.length;
  }

  clear(): void {
    if (this.#width === 0) return;
    this.#terminal.say(`\r${' '.repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
