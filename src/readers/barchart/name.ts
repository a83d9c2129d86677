import { type CalendarDate, calendarDate } from '#market/expiry.ts';

/** What the name of a downloaded file says: `spy-options-exp-2021-01-15-monthly-show-all-stacked-01-14-2021.csv`. */
export interface FileName {
  /** `SPY`, or the contract of the future (`VIM21`); empty when the name does not begin with one. */
  readonly symbol: string;
  readonly expiry: CalendarDate | null;
  /** Day of the download. */
  readonly date: CalendarDate | null;
}

/** Reads the name Barchart gives to downloads; empty and null where it was changed. */
export function readFileName(name: string): FileName {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const symbol = /^\$?([a-z][a-z0-9.]{0,7})[-_]/i.exec(last)?.[1]?.toUpperCase() ?? '';
  const exp =
    /exp(?:iration)?[-_](\d{4})[-_](\d{2})[-_](\d{2})|exp(?:iration)?[-_](\d{2})[-_](\d{2})[-_](\d{4}|\d{2})(?!\d)/i.exec(
      last,
    );
  const rest = exp === null ? last : last.slice(exp.index + exp[0].length);
  const day = /(?<!\d)(\d{2})[-_](\d{2})[-_](\d{4})(?!\d)/.exec(rest);
  return {
    symbol,
    expiry:
      exp === null
        ? null
        : exp[1] !== undefined
          ? calendarDate(Number(exp[1]), Number(exp[2]), Number(exp[3]))
          : calendarDate(fullYear(exp[6] ?? ''), Number(exp[4]), Number(exp[5])),
    date: day === null ? null : calendarDate(Number(day[3]), Number(day[1]), Number(day[2])),
  };
}

/** An option as Barchart writes its symbol, `SPY|20210115|25.00C`. */
export interface OptionSymbol {
  readonly root: string;
  readonly date: CalendarDate;
  readonly strike: number;
  readonly isCall: boolean;
}

/** Reads an option symbol; null where it is none. */
export function readSymbol(text: string): OptionSymbol | null {
  const m = /^\$?([A-Z][A-Z0-9.]{0,9})\|(\d{4})(\d{2})(\d{2})\|(\d{1,9}(?:\.\d{1,6})?)([CP])W?$/.exec(
    text.trim().toUpperCase(),
  );
  if (m === null) return null;
  const date = calendarDate(Number(m[2]), Number(m[3]), Number(m[4]));
  const strike = Number(m[5]);
  return date === null || !(strike > 0) ? null : { root: m[1] as string, date, strike, isCall: m[6] === 'C' };
}

function fullYear(text: string): number {
  return text.length === 2 ? 2000 + Number(text) : Number(text);
}
