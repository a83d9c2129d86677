/** Where the help sheet and the user guide list a term. */
export type TermGroup =
  | 'Model'
  | 'Weights'
  | 'Constraints'
  | 'Objective'
  | 'Time'
  | 'Filters'
  | 'Smile and quotes'
  | 'Figures of a fit'
  | 'Models side by side'
  | 'Forwards'
  | 'Arbitrage in the quotes'
  | 'Views'
  | 'Live'
  | 'Page';

/** One word of the screen: what it means in a sentence, and its formula where it has one. */
export interface Term {
  /** What it is called; unique. */
  readonly name: string;
  /**
   * How the screen names it: accessible names of controls and heads of columns, `{}` for what changes in them.
   * `Term structure: ATM` is the head in that table alone. Absent: as `name` says.
   */
  readonly on?: readonly string[];
  readonly says: string;
  /** In plain text that reads as it is set; see `formulaTree`. */
  readonly formula?: string;
}

/** The terms of one part of the screen. */
export interface TermList {
  readonly group: TermGroup;
  readonly terms: readonly Term[];
}
