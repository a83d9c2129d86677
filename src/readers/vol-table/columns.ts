/** Where the columns of a table of volatilities by maturity and strike stand; -1 where there is none. */
export interface VolTableColumns {
  readonly spot: number;
  readonly forward: number;
  readonly years: number;
  readonly days: number;
  readonly strike: number;
  /** Strike as a share of the spot, also in percent. */
  readonly overSpot: number;
  /** Strike as a share of the forward, also in percent. */
  readonly overForward: number;
  readonly vol: number;
  /** Day or instant of the quotes. */
  readonly date: number;
  readonly rate: number;
  readonly dividend: number;
}

const SPELLINGS: { readonly [role in keyof VolTableColumns]: string } = {
  spot: 'spot spotprice s0 s spotlevel',
  forward: 'forward fwd forwardprice f',
  years:
    'maturityyears years maturity t tau ttm texp expiryyears timetomaturity timetoexpiry yearstomaturity tenor',
  days: 'days dte daystomaturity daystoexpiry maturitydays tenordays tenorindays',
  strike: 'strike k strikeprice',
  overSpot:
    'strikeoverspot koverspot kovers moneynessspot relativestrike strikepct strikepercent moneyness moneynesspct moneynesspercent kspot ks',
  overForward: 'strikeoverforward koverforward koverf forwardmoneyness forwardmoneynesspct kforward kf',
  vol: 'impliedvol iv vol impliedvolatility volatility sigma marketvol marketiv ivmid midiv midvol volmid',
  date: 'date asof asofdate quotedate valuationdate valuedate pricingdate tradedate snapshotdate timestamp',
  rate: 'zerorate rate r riskfree riskfreerate interestrate',
  dividend: 'dividend dividendyield divyield q dividendrate',
};

const KNOWN = Object.entries(SPELLINGS).map(([role, spellings]) => [role, spellings.split(' ')] as const);
const VOLS = SPELLINGS.vol.split(' ');

/**
 * The columns of a header row; null unless it holds a volatility, a maturity as a length of time, a level, and a
 * strike that is relative or beside a rate: what a table of quotes does not have and a table of a paper does.
 */
export function findColumns(header: readonly string[]): VolTableColumns | null {
  const names = header.map((cell) => cell.toLowerCase().replace(/[^a-z0-9]/g, ''));
  if (!names.some((name) => VOLS.includes(name))) return null;
  const entries = KNOWN.map(([role, known]) => [role, names.findIndex((name) => known.includes(name))]);
  const columns = Object.fromEntries(entries) as unknown as VolTableColumns;
  const level = columns.spot >= 0 || columns.forward >= 0;
  const maturity = columns.years >= 0 || columns.days >= 0;
  const relative = (columns.overSpot >= 0 && columns.spot >= 0) || columns.overForward >= 0;
  const struck = relative || (columns.strike >= 0 && columns.rate >= 0);
  const quoted = names.some((name) => /^(?:bid|ask|expiry|expiration|type|optiontype|symbol)/.test(name));
  return columns.vol >= 0 && level && maturity && struck && !quoted ? columns : null;
}
