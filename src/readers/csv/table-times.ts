import type { EpochMs } from '#base/units.ts';
import {
  type CalendarDate,
  cryptoExpiry,
  indiaInstant,
  listedExpiry,
  newYorkDate,
  newYorkInstant,
} from '#market/expiry.ts';
import { asNewYork, dayPlace, readTime, type WrittenTime } from '#readers/io/instant.ts';
import { isCoin, isIndian } from '#readers/io/tickers.ts';

const DAY_MS = 86_400_000;
/** Texts that are remembered. */
const MOST_KNOWN = 100_000;

/** How the times of a table are written, as far as only its rows can tell. */
export interface TimeWriting {
  /** Dates such as `03/04/2025` have the day first. */
  readonly dayFirst?: boolean;
  /** Roots tell options settled at the opening (SPX) from those settled at the close (SPXW). */
  readonly rootsTell?: boolean;
}

/** Reads the times of a table, each text once, and keeps how they are written. */
export class TableTimes {
  /** The first date of each order, `13/03/2025` and `03/13/2025`, and one that can be of either; null where there is none. */
  readonly orders: { first: string | null; second: string | null; either: string | null } = {
    first: null,
    second: null,
    either: null,
  };
  private readonly known = new Map<string, WrittenTime | null>();
  /** By root, then by text. */
  private readonly expiries = new Map<string, Map<string, EpochMs>>();

  constructor(private readonly writing: TimeWriting) {}

  /** True where dates that could be of either order are read with the day first. */
  get dayFirst(): boolean {
    return this.writing.dayFirst === true;
  }

  /** A written time; midnight UTC stands for the date. */
  time(text: string): WrittenTime | null {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const place = dayPlace(text);
    if (place !== null) this.orders[place] ??= text.slice(0, 10);
    const read = readTime(text, this.writing.dayFirst);
    const time =
      read?.kind === 'instant' && read.at % DAY_MS === 0 ? dateOf(read.at) : (read ?? serialDate(text));
    if (this.known.size < MOST_KNOWN) this.known.set(text, time);
    return time;
  }

  /** The time of two cells, a date and a time of day. */
  dayAndTime(day: string, time: string): WrittenTime | null {
    return /^\d{1,2}:\d{2}/.test(time) ? this.time(`${day} ${time}`) : null;
  }

  /** The instant at which an option expires on a day: 08:00 UTC for coins, 15:30 in India, else 16:00 New York or the opening. */
  expiryOn(date: CalendarDate, root: string): EpochMs {
    if (isCoin(root)) return cryptoExpiry(date);
    if (isIndian(root)) return indiaInstant(date, 15, 30);
    return listedExpiry(this.writing.rootsTell === true ? root : '', date);
  }

  /**
   * The instant at which an option expires: a date at the hour of its venue; a time without a zone in UTC for coins and
   * in New York for all else. NaN where the text is no time.
   */
  expiry(text: string, root: string): EpochMs {
    let known = this.expiries.get(root);
    if (known === undefined) {
      known = new Map();
      this.expiries.set(root, known);
    }
    let expiry = known.get(text);
    if (expiry === undefined) {
      const time = this.time(text);
      if (time === null) expiry = Number.NaN as EpochMs;
      else if (time.kind === 'date') expiry = this.expiryOn(time.date, root);
      else if (isCoin(root)) expiry = time.at;
      else if (time.zoneless) expiry = asNewYork(time.at);
      else expiry = isMidnight(time.at) ? this.expiryOn(newYorkDate(time.at), root) : time.at;
      if (known.size < MOST_KNOWN) known.set(text, expiry);
    }
    return expiry;
  }

  /**
   * True where some expiry lies before the quotes as it was read, and with the day first none does. The instant of the
   * quotes may be such a date itself, and then differs, too; null where it is unknown.
   */
  pastUnlessDayFirst(instant: EpochMs | null, withDayFirst: EpochMs | null): boolean {
    if (instant === null || withDayFirst === null) return false;
    const dayFirst = new TableTimes({ ...this.writing, dayFirst: true });
    let past = false;
    for (const [root, texts] of this.expiries) {
      for (const [text, expiry] of texts) {
        if (dayFirst.expiry(text, root) < withDayFirst) return false;
        past ||= expiry < instant;
      }
    }
    return past;
  }
}

/** A day as spreadsheets count it, 1 for 1 January 1900 (and one too many since March of that year); null outside 2000 to 2099. */
export function serialDate(text: string): WrittenTime | null {
  const days = /^\d{5}$/.test(text) ? Number(text) : 0;
  return days >= 36_526 && days < 73_051 ? dateOf((Date.UTC(1899, 11, 30) + days * DAY_MS) as EpochMs) : null;
}

/** True for midnight in New York, where no option expires: it stands for its day. */
function isMidnight(at: EpochMs): boolean {
  return at === newYorkInstant(newYorkDate(at), 0, 0);
}

function dateOf(at: EpochMs): WrittenTime {
  const day = new Date(at);
  return {
    kind: 'date',
    date: { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() },
  };
}
