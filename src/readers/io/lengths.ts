import type { Issue } from '#base/outcome.ts';
import { shownName } from './limits.ts';

/** Whole lengths of time above this are no years: nobody quotes an option for so long. */
const LONGEST_YEARS = 60;

/** The lengths of time of a column whose name states no unit, seen as they come. */
export class Lengths {
  private longest = 0;
  private whole = true;

  see(length: number): void {
    if (!(length > 0)) return;
    if (length > this.longest) this.longest = length;
    this.whole &&= Number.isInteger(length);
  }

  /** True where they can only be days: whole numbers, the longest of more years than any option has. */
  get areDays(): boolean {
    return this.whole && this.longest > LONGEST_YEARS;
  }

  /** What is told of lengths that are read as days. */
  get note(): string {
    return `Maturities are whole numbers up to ${this.longest}: they are days.`;
  }

  /** The warning that whole numbers under a name without a unit are read as years. */
  issues(file: string, header: string): readonly Issue[] {
    if (!this.whole || this.longest < 2 || this.areDays || /year|yr/i.test(header)) return [];
    const message = `${shownName(file)}: maturities up to ${this.longest} are read as years. If they are days, call their column "days"; months are written as years, 0.25 for three.`;
    return [{ severity: 'warning', code: 'maturity-unit-assumed', message, at: file }];
  }
}
