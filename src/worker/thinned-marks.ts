/** Mark prices of a whole chain come every second or oftener and are half of what comes; nothing moves with them. */

/** Time between two messages of marks that are taken, ms. */
const EVERY_MS = 10_000;
/** The channel stands before its content. */
const HEAD = 200;

/**
 * Which messages of a venue go on to a session, and so into a recording of it: all but most of `markprice.options`. Marks
 * stand beside the quotes of a snapshot and enter neither forwards, volatilities nor scalars.
 */
export class ThinnedMarks {
  private takenAt = Number.NEGATIVE_INFINITY;

  /** A connection is new: its first marks are taken. */
  opened(): void {
    this.takenAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * @param at of the session's clock, which never goes back
   * @returns false for marks that follow on others too soon
   */
  admits(text: string, at: number): boolean {
    if (!text.slice(0, HEAD).includes('"channel":"markprice.')) return true;
    if (at - this.takenAt < EVERY_MS) return false;
    this.takenAt = at;
    return true;
  }
}
