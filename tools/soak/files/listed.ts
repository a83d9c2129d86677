import { AS_OF, type Fixture, type Quote, quotes } from './fixtures.ts';

const CLOSE_HOUR = 21;
const board = (): readonly Quote[] => quotes(600, 5, CLOSE_HOUR);
const day = (q: Quote) => q.date.toISOString().slice(0, 10);
const occ = (q: Quote) =>
  `SPY${day(q).slice(2).replaceAll('-', '')}${q.isCall ? 'C' : 'P'}${String(q.strike * 1000).padStart(8, '0')}`;
const bid = (q: Quote, i: number) => (i % 7 === 0 ? 0 : Number((q.price * 0.98).toFixed(2)));
const ask = (q: Quote) => Number((q.price * 1.02 + 0.01).toFixed(2));
const expiries = (): (readonly [string, readonly Quote[]])[] =>
  [...new Set(board().map(day))].map((date) => [date, board().filter((q) => day(q) === date)]);
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function yahooChain(): object {
  const option = (q: Quote, i: number) => ({
    contractSymbol: occ(q),
    strike: q.strike,
    currency: 'USD',
    bid: bid(q, i),
    ask: ask(q),
    volume: i,
    openInterest: 2 * i,
    impliedVolatility: q.vol,
  });
  const options = expiries().map(([date, list]) => ({
    expirationDate: Date.parse(date) / 1000,
    calls: list.filter((q) => q.isCall).map(option),
    puts: list.filter((q) => !q.isCall).map(option),
  }));
  const quote = { currency: 'USD', regularMarketPrice: 600, regularMarketTime: AS_OF / 1000 };
  return { optionChain: { result: [{ underlyingSymbol: 'SPY', quote, options }], error: null } };
}

function cboeDelayed(): object {
  const options = board().map((q, i) => ({
    option: occ(q),
    bid: bid(q, i),
    bid_size: i,
    ask: ask(q),
    ask_size: 2 * i,
    iv: q.vol,
    open_interest: i,
    volume: i,
  }));
  return {
    timestamp: '2026-11-20 15:00:00',
    data: { symbol: 'SPY', current_price: 600, options },
    symbol: 'SPY',
  };
}

function nse(): object {
  const date = (q: Quote) =>
    `${q.date.getUTCDate()}-${MONTHS[q.date.getUTCMonth()]}-${q.date.getUTCFullYear()}`;
  const side = (q: Quote, i: number) => ({
    strikePrice: q.strike,
    expiryDate: date(q),
    underlying: 'NIFTY',
    bidQty: i,
    bidprice: bid(q, i),
    askQty: i,
    askPrice: ask(q),
    impliedVolatility: 100 * q.vol,
    openInterest: i,
    totalTradedVolume: i,
  });
  const all = board();
  const data = all
    .filter((q) => q.isCall)
    .map((call, i) => {
      const put = all.find((q) => !q.isCall && q.strike === call.strike && day(q) === day(call)) as Quote;
      return { strikePrice: call.strike, expiryDate: date(call), CE: side(call, i), PE: side(put, i) };
    });
  return {
    records: { data, timestamp: '20-Nov-2026 15:00:00', underlyingValue: 600 },
    filtered: { data: [] },
  };
}

function schwab(): object {
  const map = (isCall: boolean) =>
    Object.fromEntries(
      expiries().map(([date, list]) => [
        `${date}:7`,
        Object.fromEntries(
          list
            .filter((q) => q.isCall === isCall)
            .map((q, i) => [
              q.strike.toFixed(1),
              [
                {
                  putCall: isCall ? 'CALL' : 'PUT',
                  symbol: `SPY   ${occ(q).slice(3)}`,
                  bid: bid(q, i),
                  ask: ask(q),
                  bidSize: i,
                  askSize: i,
                  quoteTimeInLong: AS_OF + i,
                  volatility: i % 5 === 0 ? 'NaN' : 100 * q.vol,
                  strikePrice: q.strike,
                },
              ],
            ]),
        ),
      ]),
    );
  return { symbol: 'SPY', underlyingPrice: 600, callExpDateMap: map(true), putExpDateMap: map(false) };
}

function barchart(): string {
  const lines = [
    'Symbol,Strike,Last,"% From Last",Bid,Midpoint,Ask,Change,%Chg,IV,Volume,"Open Int",Type,DTE,"Exp Date",Time',
  ];
  for (const [i, q] of board().entries()) {
    const [year, month, date] = day(q).split('-');
    const symbol = `SPY|${year}${month}${date}|${q.strike.toFixed(2)}${q.isCall ? 'C' : 'P'}`;
    const prices = `${i % 7 === 0 ? 'N/A' : bid(q, i)},${q.price.toFixed(2)},${ask(q)}`;
    lines.push(
      `${symbol},${q.strike.toFixed(2)},${q.price.toFixed(2)},-1.5%,${prices},unch,unch,${(100 * q.vol).toFixed(2)}%,"1,20${i % 10}",${i},${q.isCall ? 'Call' : 'Put'},7,${month}/${date}/${year?.slice(2)},15:59 ET`,
    );
  }
  return `${lines.join('\r\n')}\r\n"Downloaded from Barchart.com as of 11-20-2026 09:00am CST"\r\n`;
}

function nestedSlices(): object {
  const slices = expiries().map(([, list]) => ({
    expiry_time: list[0]?.t,
    quotes: list.map((q, i) => ({
      strike: q.strike,
      option_type: q.isCall ? 'call' : 'put',
      price: q.price,
      bid: bid(q, i),
      ask: ask(q),
    })),
  }));
  return { spot: 600, risk_free: 0.04, div_yield: 0, ref_date: '2026-11-20', slices };
}

function broker(): object {
  const [, list = []] = expiries()[0] ?? [];
  const options = list
    .filter((q) => q.isCall)
    .map((call, i) => {
      const put = list.find((q) => !q.isCall && q.strike === call.strike) as Quote;
      return {
        strike_price: call.strike,
        call_bid: bid(call, i),
        call_ask: ask(call),
        put_bid: bid(put, i + 3),
        put_ask: ask(put),
        implied_volatility: call.vol,
      };
    });
  return {
    symbol: 'SPY',
    underlying_price: 600,
    timestamp: new Date(AS_OF).toISOString(),
    expiration_date: '2026-11-27 21:00:00 UTC',
    options,
  };
}

function volTable(): string {
  const rows = board()
    .filter((q) => q.isCall)
    .map((q) => `600,${q.t},${q.strike / 600},${q.vol}`);
  return `spot,maturity_years,strike_over_spot,implied_vol\n${rows.join('\n')}\n`;
}

function volMatrix(): string {
  const strikes = [...new Set(board().map(({ strike }) => strike))].sort((a, b) => a - b);
  const rows = expiries().map(([date, list]) => {
    const vols = strikes.map((strike) => list.find((q) => q.isCall && q.strike === strike)?.vol ?? '');
    return [date, 600, ...vols].join();
  });
  const shares = strikes.map((strike) => `${((100 * strike) / 600).toFixed(2)}%`);
  return `${['Expiry', 'Spot', ...shares].join()}\n${rows.join('\n')}\n`;
}

function volArrays(): object {
  const calls = expiries().map(([, list]) => list.filter((q) => q.isCall));
  return {
    ttms: calls.map((list) => list[0]?.t),
    ticker: 'SPY',
    forwards: calls.map((list) => list[0]?.forward),
    strikes_ttms: calls.map((list) => list.map((q) => q.strike)),
    optiontypes_ttms: calls.map((list) => list.map(() => 'C')),
    bid_ivs: calls.map((list) => list.map((q) => q.vol - 0.01)),
    ask_ivs: calls.map((list) => list.map((q) => q.vol + 0.01)),
    _doc: 'SPY implied vols of 20Nov2026',
  };
}

function flatObjects(): object {
  return board().map((q, i) => ({
    ticker: 'SPY',
    expirationDate: day(q),
    strikePrice: q.strike,
    optionType: q.isCall ? 'call' : 'put',
    bestBid: bid(q, i) || null,
    bestAsk: ask(q),
    quoteTime: new Date(AS_OF).toISOString(),
  }));
}

/** A small file of every format of options on shares and indices. */
export function listedFixtures(): readonly Fixture[] {
  const json = (format: string, value: object): Fixture => ({
    format,
    name: `${format}.json`,
    text: JSON.stringify(value),
  });
  return [
    json('yahoo-chain', yahooChain()),
    json('cboe-delayed', cboeDelayed()),
    json('nse', nse()),
    json('schwab', schwab()),
    { format: 'barchart', name: 'spy.csv', text: barchart() },
    json('nested-slices', nestedSlices()),
    json('broker', broker()),
    { format: 'vol-table', name: 'spy_20261120.csv', text: volTable() },
    { format: 'vol-matrix', name: 'spy_20261120.csv', text: volMatrix() },
    json('vol-arrays', volArrays()),
    json('flat-objects', flatObjects()),
  ];
}
