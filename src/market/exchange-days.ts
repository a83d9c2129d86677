/**
 * On which days the New York exchanges trade, and until when, by their rules (NYSE Rule 7.2: holidays, and the closing
 * at 13:00 on the Friday after Thanksgiving, on 3 July and on 24 December). Closings that no rule foresees, as for
 * mourning or a storm, are not known. Days are midnights UTC of their dates, ms.
 */

const DAY_MS = 86_400_000;
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6];
/** The first years of rules that came in between. */
const KING = 1998;
const JUNETEENTH = 2022;
const EARLY_CLOSES = 2003;

/** Whether the exchanges trade. */
export function isSession(day: number): boolean {
  const weekday = new Date(day).getUTCDay();
  return weekday !== SUNDAY && weekday !== SATURDAY && !holidays(new Date(day).getUTCFullYear()).has(day);
}

/** Hour at which a session closes in New York. */
export function closingHour(day: number): 13 | 16 {
  const at = new Date(day);
  const [year, month, date, weekday] = [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCDay(),
  ];
  if (year < EARLY_CLOSES) return 16;
  // The holiday after it is in the week; where it is a Friday or later the eve is a holiday itself, or none.
  const isEve = (month === 7 && date === 3) || (month === 12 && date === 24);
  const isEarly = isEve ? weekday >= MONDAY && weekday <= THURSDAY : day === thanksgiving(year) + DAY_MS;
  return isEarly ? 13 : 16;
}

/** The day itself where the exchanges trade on it, else the last one before on which they do. */
export function lastSession(day: number): number {
  let last = day;
  while (!isSession(last)) last -= DAY_MS;
  return last;
}

const ofYear = new Map<number, ReadonlySet<number>>();

function holidays(year: number): ReadonlySet<number> {
  const known = ofYear.get(year);
  if (known !== undefined) return known;
  const newYear = Date.UTC(year, 0, 1);
  const days = [
    // One that falls on a Saturday is not made up for: the Friday ends the year.
    new Date(newYear).getUTCDay() === SUNDAY ? newYear + DAY_MS : newYear,
    ...(year >= KING ? [nth(year, 1, MONDAY, 3)] : []),
    nth(year, 2, MONDAY, 3),
    easter(year) - 2 * DAY_MS,
    // The last Monday of May.
    nth(year, 6, MONDAY, 1) - 7 * DAY_MS,
    ...(year >= JUNETEENTH ? [observed(Date.UTC(year, 5, 19))] : []),
    observed(Date.UTC(year, 6, 4)),
    nth(year, 9, MONDAY, 1),
    thanksgiving(year),
    observed(Date.UTC(year, 11, 25)),
  ];
  const set = new Set(days);
  ofYear.set(year, set);
  return set;
}

/** The n-th such weekday of a month, 1 to 12. */
function nth(year: number, month: number, weekday: number, n: number): number {
  const first = Date.UTC(year, month - 1, 1);
  const offset = (weekday + 7 - new Date(first).getUTCDay()) % 7;
  return first + (offset + 7 * (n - 1)) * DAY_MS;
}

function thanksgiving(year: number): number {
  return nth(year, 11, THURSDAY, 4);
}

/** A holiday at the weekend is kept on the Friday before or the Monday after. */
function observed(day: number): number {
  const weekday = new Date(day).getUTCDay();
  return day + (weekday === SATURDAY ? -DAY_MS : weekday === SUNDAY ? DAY_MS : 0);
}

/** Easter Sunday of the Gregorian calendar (J. Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}
