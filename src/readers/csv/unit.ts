import type { Issue } from '#base/outcome.ts';
import type { QuoteUnit, Settlement } from '#market/quote-set.ts';
import { premiumUnitByVols, roughForwards } from '#market/recomputed-unit.ts';
import { type VolOrPrice, volOrPrice } from '#market/vol-or-price.ts';
import { shownName } from '#readers/io/limits.ts';
import { isCoin, isIndian } from '#readers/io/tickers.ts';
import { findMarkUnit } from './mark-unit.ts';
import type { TablePlan } from './plan.ts';
import type { TableRows } from './table-rows.ts';

/** What bid and ask turn out to hold once the whole table is known. */
export interface TableUnit {
  readonly unit: QuoteUnit;
  readonly settlement: Settlement;
  readonly premiumCurrency: string;
  /** Factor that makes decimals of the bid and ask volatilities; 1 for prices. */
  readonly scale: number;
  /** The same for the venue's own mark volatility. */
  readonly markScale: number;
  readonly notes: readonly string[];
  readonly issues: readonly Issue[];
}

type PriceUnit = Pick<TableUnit, 'unit' | 'settlement' | 'premiumCurrency'> & { readonly said?: true };

type Columns = ReturnType<TableRows['rows']['finish']>;

/**
 * Finds the unit of bid and ask from the header, from recomputed call prices, and from what premiums can be;
 * text means that the table mixes units and cannot be read.
 */
export function findUnit(
  file: string,
  plan: TablePlan,
  table: TableRows,
  columns: Columns,
  underlying: string,
  asOf: number | null,
): TableUnit | string {
  const notes: string[] = [];
  const issues: Issue[] = [];
  let isVol = plan.quote === 'bid-ask-vol' || plan.quote === 'mid-vol';
  if (plan.quote === 'bid-ask' && table.priced.length > 0) {
    const check = volOrPrice(table.priced);
    isVol = check.verdict === 'vol';
    const said = sayCheck(plan, check);
    if (said !== null) {
      notes.push(said);
      issues.push({ severity: 'info', code: 'unit-recomputed', message: said, at: file, count: check.rows });
    }
  }
  if (isVol) {
    const scale = saidScale(plan) ?? volScale([columns.bid, columns.ask], plan.percent.vols);
    if (scale === null) {
      const called = plan.quote === 'mid-vol' ? headerOf(plan, 'vol') : sidesOf(plan);
      return `${shownName(file)}: ${called} mix decimals and percent in one column. Save them in one unit.`;
    }
    const typical = middle([...columns.bid, ...columns.ask].filter((vol) => vol > 0)) ?? 0;
    if (typical * scale > LARGEST_VOL) {
      return `${shownName(file)}: volatilities about ${Math.round(typical * scale * 100)} % are none. Write decimals with a point, without marks between thousands.`;
    }
    notes.push(`Bid and ask are implied vols, ${scale === 1 ? 'decimal' : 'in percent'}.`);
    if (plan.quote === 'mid-vol')
      sayMidOnly(file, notes, issues, `${headerOf(plan, 'vol')} is the only volatility`);
    const markScale = columns.markVol === null ? 1 : (volScale([columns.markVol]) ?? 1);
    return { unit: 'vol', settlement: 'linear', premiumCurrency: 'USD', scale, markScale, notes, issues };
  }
  if (plan.quote === 'mid') sayMidOnly(file, notes, issues, `${headerOf(plan, 'mid')} is the only price`);
  const price = saidPrice(plan, underlying, notes) ?? priceUnit(table, columns, underlying, asOf, notes);
  if (columns.markVol === null) return { ...price, scale: 1, markScale: 1, notes, issues };
  const mark = findMarkUnit(
    file,
    { header: headerOf(plan, 'vol'), vols: columns.markVol, symbols: columns.symbol },
    columns,
    price.unit === 'coin',
    middle(table.spots),
    asOf,
    saidScale(plan) ?? volScale([columns.markVol]),
  );
  if (typeof mark === 'string') return mark;
  notes.push(mark.note);
  const recomputed =
    price.said !== true && isCoin(underlying) && table.nameCurrencies.size <= 1 && mark.inCoin !== null;
  if (recomputed && mark.inCoin !== (price.unit === 'coin')) {
    const said = `Premiums are in ${mark.inCoin ? underlying : 'USD'}: pricing ${headerOf(plan, 'vol')} gives them back.`;
    issues.push({ severity: 'info', code: 'unit-recomputed', message: said, at: file });
    const unit = mark.inCoin
      ? ({ unit: 'coin', settlement: 'inverse', premiumCurrency: underlying } as const)
      : ({ unit: 'currency', settlement: 'linear', premiumCurrency: 'USD' } as const);
    const kept = notes.filter((note) => !note.startsWith('Premiums are '));
    return { ...unit, scale: 1, markScale: mark.scale, notes: [...kept, said], issues };
  }
  return { ...price, scale: 1, markScale: mark.scale, notes, issues };
}

/** What the user says volatilities are written in. */
function saidScale({ units }: TablePlan): number | null {
  return units === 'decimal' ? 1 : units === 'percent' ? 0.01 : null;
}

/** What the user says premiums are written in. */
function saidPrice({ units }: TablePlan, underlying: string, notes: string[]): PriceUnit | null {
  if (units !== 'coin' && units !== 'currency') return null;
  const currency = units === 'coin' ? underlying || 'coin' : 'USD';
  notes.push(`Premiums are in ${currency}${units === 'coin' ? ' (inverse)' : ''}, as you said.`);
  return units === 'coin'
    ? { unit: 'coin', settlement: 'inverse', premiumCurrency: currency, said: true }
    : { unit: 'currency', settlement: 'linear', premiumCurrency: currency, said: true };
}

function sayCheck(plan: TablePlan, check: VolOrPrice): string | null {
  const mid = headerOf(plan, 'mid');
  const sides = sidesOf(plan);
  const rows = `over ${check.rows} rows`;
  if (check.verdict === 'vol') {
    return `${sides} are implied vols: recomputing ${mid} from their mid gives it back with a median error of ${check.volError.toExponential(1)} in vol ${rows}.`;
  }
  return check.verdict === 'price' ? `${sides} are prices: their mid is ${mid} ${rows}.` : null;
}

function priceUnit(
  table: TableRows,
  columns: Columns,
  underlying: string,
  asOf: number | null,
  notes: string[],
): PriceUnit {
  const named = [...table.nameCurrencies].filter((currency) => currency !== '');
  const [first] = named;
  if (first !== undefined && named.length === 1) {
    notes.push(`Premiums are in ${first}, as the instrument names say.`);
    return { unit: 'currency', settlement: 'linear', premiumCurrency: first };
  }
  if (isIndian(underlying)) {
    notes.push('Premiums are taken as INR.');
    return { unit: 'currency', settlement: 'linear', premiumCurrency: 'INR' };
  }
  if (!isCoin(underlying) || underlying.includes('_')) {
    notes.push('Premiums are taken as USD.');
    return { unit: 'currency', settlement: 'linear', premiumCurrency: 'USD' };
  }
  const [currency] = table.quoteCurrencies;
  if (table.quoteCurrencies.size === 1 && currency === underlying) {
    notes.push(
      `Premiums are in ${underlying} per ${underlying} of underlying (inverse), as the quote currency says.`,
    );
    return { unit: 'coin', settlement: 'inverse', premiumCurrency: underlying };
  }
  if (premiumsAreCoin(columns)) {
    const spot = middle(table.spots);
    const byVols =
      asOf === null
        ? 'undecided'
        : premiumUnitByVols(
            columns,
            roughForwards(columns, true, spot),
            roughForwards(columns, false, spot),
            asOf,
          );
    if (byVols !== 'currency') {
      notes.push(`Premiums are in ${underlying} (inverse): no call costs more than one coin.`);
      return { unit: 'coin', settlement: 'inverse', premiumCurrency: underlying };
    }
    notes.push('Premiums are in USD: in coin they would have volatilities that no coin has.');
    return { unit: 'currency', settlement: 'linear', premiumCurrency: 'USD' };
  }
  const premiumCurrency = currency !== undefined && /^[A-Z]{3,5}$/.test(currency) ? currency : 'USD';
  notes.push(`Premiums are in ${premiumCurrency}: calls cost more than one coin could.`);
  return { unit: 'currency', settlement: 'linear', premiumCurrency };
}

/** A call never costs more than the coin itself; in currency the dearest one does, wherever strikes are large. */
function premiumsAreCoin({ bid, ask, strike, isCall }: Columns): boolean {
  let calls = 0;
  let dear = 0;
  for (let i = 0; i < bid.length; i++) {
    const price = Math.max(bid[i] || 0, ask[i] || 0);
    if (isCall[i] !== 1 || !(price > 0) || (strike[i] as number) < 100) continue;
    calls++;
    if (price > 1.5) dear++;
  }
  return calls > 0 && dear < 0.05 * calls;
}

/** The largest middle volatility of a board that is believed, 3 000 %. */
const LARGEST_VOL = 30;

/**
 * 1 for decimals, 0.01 for percent, null for both in one column. The middle value above 3 means percent, above 1 where
 * the header says percent: spreadsheets show decimals as percent, too.
 */
function volScale(columns: readonly Float64Array[], saysPercent = false): number | null {
  const values = columns
    .flatMap((column) => [...column].filter((value) => value > 1e-4))
    .sort((a, b) => a - b);
  if (values.length === 0) return 1;
  const share = (test: (value: number) => boolean) => values.filter(test).length / values.length;
  if (share((value) => value > 10) > 0.1 && share((value) => value < 1.5) > 0.1) return null;
  return (values[values.length >> 1] as number) > (saysPercent ? 1 : 3) ? 0.01 : 1;
}

/** The middle one of some values, null of none. */
export function middle(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null;
}

function sayMidOnly(file: string, notes: string[], issues: Issue[], what: string): void {
  notes.push(`${what} in the file: it stands for both bid and ask.`);
  issues.push({
    severity: 'warning',
    code: 'mid-only',
    message: `${shownName(file)} has no bid and ask; ${what}, so the share inside bid-ask says nothing here.`,
    at: file,
  });
}

function sidesOf(plan: TablePlan): string {
  return `${headerOf(plan, 'bid')} and ${headerOf(plan, 'ask')}`;
}

function headerOf(plan: TablePlan, role: 'bid' | 'ask' | 'mid' | 'vol'): string {
  const at = plan.sides[0]?.columns.get(role) ?? plan.columns.get(role);
  return (
    (plan.header[at ?? -1] ?? role)
      .replace(/[^ -~]/g, '')
      .trim()
      .slice(0, 40) || role
  );
}
