/** What changes a reason speaks of: all that it names must fit. */
export interface Reason {
  /** Part of the file's path; any file where absent. */
  readonly file?: string | RegExp;
  /** Part of the line, or a pattern of it. */
  readonly on?: string | RegExp;
  readonly mutator?: string | RegExp;
  readonly was?: string | RegExp;
  readonly became?: string | RegExp;
  /** Only where the sense of a comparison stays and its limit changes side. */
  readonly flips?: true;
  readonly why: string;
}
