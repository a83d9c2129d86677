/** What a long check is asked for. */
export interface SoakOptions {
  /** How much of it: files, names, payloads; each check has its own measure. */
  readonly count: number;
  /** Where its random numbers start. */
  readonly seed: number;
  /** Folder of the built site. */
  readonly site: string;
  /** Says how far it has come, on standard error. */
  readonly tell: (line: string) => void;
}

/** What a check came to. */
export interface SoakResult {
  readonly figures: Readonly<Record<string, number | string>>;
  /** One sentence for each thing that must not be; empty where the targets are met. */
  readonly faults: readonly string[];
}

/** A long check: its short form is a test. */
export interface SoakCheck {
  readonly what: string;
  /** `count` where none is said. */
  readonly usual: number;
  /** Looks at the built site. */
  readonly onSite?: true;
  run(options: SoakOptions): Promise<SoakResult>;
}
