import { blackPrice } from '#pricing/black76.ts';

/** One small generated file of a format that is read. */
export interface Fixture {
  readonly format: string;
  readonly name: string;
  readonly text: string;
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
/** Instant of the made quotes. */
export const AS_OF: number = Date.UTC(2026, 10, 20, 15, 0);

/** One made option with its undiscounted price. */
export interface Quote {
  readonly date: Date;
  readonly t: number;
  readonly strike: number;
  readonly isCall: boolean;
  readonly forward: number;
  readonly price: number;
  readonly vol: number;
}

/** Two expiries of 13 strikes around a spot. */
export function quotes(spot: number, step: number, hour: number): readonly Quote[] {
  const made: Quote[] = [];
  for (const days of [7, 35]) {
    const date = new Date(Date.UTC(2026, 10, 20 + days, hour));
    const t = (date.getTime() - AS_OF) / (365 * 86_400_000);
    const forward = spot * (1 + 0.04 * t);
    for (let i = -6; i <= 6; i++) {
      const strike = Math.round(spot / step) * step + i * step;
      const vol = 0.4 + 0.3 * Math.log(strike / forward) ** 2;
      for (const isCall of [true, false]) {
        made.push({
          date,
          t,
          strike,
          isCall,
          forward,
          vol,
          price: blackPrice(forward, strike, t, vol, isCall),
        });
      }
    }
  }
  return made;
}

/** Name as Deribit and Bybit spell it. */
export const coinName = ({ date, strike, isCall }: Quote): string =>
  `BTC-${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${String(date.getUTCFullYear()).slice(2)}-${strike}-${isCall ? 'C' : 'P'}`;

function bookSummary(q: Quote, i: number): object {
  const coin = q.price / q.forward;
  return {
    instrument_name: coinName(q),
    bid_price: i % 7 === 0 ? null : Number((coin * 0.98).toFixed(4)),
    ask_price: Number((coin * 1.02 + 0.0001).toFixed(4)),
    mark_iv: 100 * q.vol,
    open_interest: i * 1.5,
    volume: i,
    underlying_index: 'BTC-27NOV26',
    underlying_price: q.forward,
    creation_timestamp: AS_OF + i,
  };
}

function deribitDocument(): string {
  const rows = quotes(90_000, 2000, 8).map(bookSummary);
  const futures = [{ instrument_name: 'BTC-27NOV26', bid_price: 90_050, ask_price: 90_060 }];
  return JSON.stringify({ as_of: new Date(AS_OF).toISOString(), futures, options: rows, instruments: [] });
}

function deribitReply(): string {
  const rows = quotes(90_000, 2000, 8).map(bookSummary);
  return JSON.stringify({
    jsonrpc: '2.0',
    result: rows,
    usIn: AS_OF * 1000,
    usOut: AS_OF * 1000 + 9,
    testnet: false,
  });
}

function cboe(): string {
  const lines = [
    '',
    'SPDR S&P 500 ETF Trust,Last: 600.25,Change:  3.74',
    '"Date: November 20, 2026 at 10:00 AM EST",Bid: 600.2,Ask: 600.3,Size: 2*4,"Volume: 75,744,434"',
    'Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest',
  ];
  const all = quotes(600, 5, 21);
  for (let i = 0; i < all.length; i += 2) {
    const [call, put] = [all[i] as Quote, all[i + 1] as Quote];
    const day = call.date.toUTCString().slice(0, 16).replace(',', '').split(' ');
    const code = (q: Quote) =>
      `SPY${q.date.toISOString().slice(2, 10).replaceAll('-', '')}${q.isCall ? 'C' : 'P'}${String(q.strike * 1000).padStart(8, '0')}`;
    const side = (q: Quote) =>
      `${code(q)},${q.price.toFixed(2)},0,${(q.price * 0.98).toFixed(2)},${(q.price * 1.02 + 0.01).toFixed(2)},${i},${q.vol.toFixed(4)},0.5,0.01,${i * 10}`;
    lines.push(
      `${day[0]} ${day[2]} ${day[1]} ${day[3]},${side(call)},${call.strike.toFixed(2)},${side(put)}`,
    );
  }
  return `${lines.join('\r\n')}\r\n`;
}

function table(delimiter: string, decimalComma: boolean): string {
  const write = (value: number, digits: number) => {
    const text = value.toFixed(digits);
    return decimalComma ? text.replace('.', ',') : text;
  };
  const lines = [
    [
      'Underlying',
      'Expiry',
      'Strike',
      'Type',
      'Bid',
      'Ask',
      'Bid Size',
      'Ask Size',
      'Volume',
      'Forward',
      'Quote Time',
    ].join(delimiter),
  ];
  for (const [i, q] of quotes(600, 5, 21).entries()) {
    lines.push(
      [
        'SPY',
        q.date.toISOString().slice(0, 10),
        write(q.strike, 2),
        q.isCall ? 'Call' : 'Put',
        i % 5 === 0 ? '-' : write(q.price * 0.98, 2),
        write(q.price * 1.02 + 0.01, 2),
        i,
        '',
        'N/A',
        write(q.forward, 4),
        new Date(AS_OF).toISOString(),
      ].join(delimiter),
    );
  }
  return `${lines.join('\n')}\n`;
}

function volTable(): string {
  const lines = [',Expiry,Texp,Strike,Bid,Ask,Fwd,CallMid'];
  for (const [i, q] of quotes(4000, 50, 21)
    .filter((quote) => quote.isCall)
    .entries()) {
    const day = q.date.toISOString().slice(0, 10).replaceAll('-', '');
    lines.push(
      `${i},${day},${q.t},${q.strike}.0,${i % 6 === 0 ? '' : q.vol - 0.004},${q.vol + 0.004},${q.forward},${q.price}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function yahoo(): string {
  const lines = [
    'contractSymbol,lastTradeDate,strike,lastPrice,bid,ask,volume,openInterest,impliedVolatility,inTheMoney,option_type,expiration',
  ];
  for (const [i, q] of quotes(600, 5, 21).entries()) {
    const day = q.date.toISOString().slice(0, 10);
    const code = `SPXW${day.slice(2).replaceAll('-', '')}${q.isCall ? 'C' : 'P'}${String(q.strike * 1000).padStart(8, '0')}`;
    lines.push(
      `${code},2026-11-20 14:00:00+00:00,${q.strike},${q.price},${(q.price * 0.98).toFixed(2)},${(q.price * 1.02).toFixed(2)},${i}.0,,${q.vol},True,${q.isCall ? 'call' : 'put'},${day}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function slice(): string {
  const all = quotes(6000, 50, 21).filter((q) => q.isCall && q.t < 0.05);
  return JSON.stringify(
    {
      description: 'SPX 2026-11-20 / 2026-11-27',
      snap_date: '2026-11-20',
      expiry_date: '2026-11-27',
      forward: all[0]?.forward,
      expiry_years: 7 / 365,
      market_vols: all.map((q) => [q.strike, q.vol]),
    },
    null,
    1,
  );
}

/** A small file of every format that is read. The same bytes every time. */
export function fixtures(): readonly Fixture[] {
  return [
    { format: 'deribit-document', name: 'btc.json', text: deribitDocument() },
    { format: 'deribit-reply', name: 'reply.json', text: deribitReply() },
    {
      format: 'deribit-array',
      name: 'array.json',
      text: JSON.stringify(quotes(90_000, 2000, 8).map(bookSummary)),
    },
    { format: 'cboe', name: 'spy_quotedata.csv', text: cboe() },
    { format: 'csv', name: 'spy.csv', text: table(',', false) },
    { format: 'csv-semicolon', name: 'spy.csv', text: table(';', true) },
    { format: 'csv-tab', name: 'spy.tsv', text: table('\t', false) },
    { format: 'csv-vols', name: 'spx_20261120.csv', text: volTable() },
    { format: 'yahoo', name: 'spx_20261120.csv', text: yahoo() },
    { format: 'vol-slice', name: 'slice.json', text: slice() },
  ];
}
