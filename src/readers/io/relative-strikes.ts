/** Strikes further than this many times above or below what they are written on are no strikes in its currency. */
const FARTHEST = 20;
/** Shares lie between these where strikes are meant. */
const SHARES = [0.05, 10] as const;

/** Strikes beside the levels they are written on, row by row. */
export class StrikesSeen {
  private lowest = Number.POSITIVE_INFINITY;
  private highest = 0;
  private level = 0;
  private near = false;

  see(strike: number, level: number): void {
    if (!(level > 0) || Number.isNaN(strike)) return;
    if (strike < this.lowest) this.lowest = strike;
    if (strike > this.highest) this.highest = strike;
    this.level = level;
    this.near ||= strike * FARTHEST > level && strike < FARTHEST * level;
  }

  /**
   * What strikes are multiplied with to be shares of the level: 0.01 or 1; null for strikes in currency. A sentence
   * where they can be neither.
   *
   * @param said The header or the cells say percent.
   */
  share(said: boolean): number | null | string {
    if (this.level === 0 || (this.near && !said)) return null;
    const share = this.highest > SHARES[1] ? 0.01 : 1;
    const fits = this.lowest * share >= SHARES[0] && this.highest * share <= SHARES[1];
    if (said && fits) return share;
    if (this.near) return null;
    const [lowest, highest, level] = [this.lowest, this.highest, this.level].map((value) =>
      String(Number(value.toPrecision(6))),
    );
    return `strikes of ${lowest} to ${highest} stand beside a level of ${level}. If they are shares or percent of it, call their column "Strike (%)"; else write them in full.`;
  }
}

/** True where the name of a column, most of its cells, or one that names its unit below the header, say percent. */
export function saysPercent(header: string, cells: readonly string[]): boolean {
  const signed = cells.filter((cell) => cell.trim().endsWith('%')).length;
  const unit = cells.some((cell) => cell.includes('%') && !/\d/.test(cell));
  return unit || /%|\bpct\b|\bper ?cent/i.test(header) || (signed > 0 && 2 * signed >= cells.length);
}

/** The strike of a share, without the digits that the product has and its factors had not. */
export function strikeOfShare(share: number, level: number): number {
  return Number((share * level).toPrecision(12));
}
