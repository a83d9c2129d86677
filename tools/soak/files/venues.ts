import { AS_OF, coinName, type Fixture, type Quote, quotes } from './fixtures.ts';

const EXPIRY_HOUR = 8;
const board = (): readonly Quote[] => quotes(90_000, 2000, EXPIRY_HOUR);
const digits = (date: Date) => date.toISOString().slice(2, 10).replaceAll('-', '');
const letter = ({ isCall }: Quote) => (isCall ? 'C' : 'P');
const okxName = (q: Quote) => `BTC-USD-${digits(q.date)}-${q.strike}-${letter(q)}`;
const binanceName = (q: Quote) => `BTC-${digits(q.date)}-${q.strike}-${letter(q)}`;
const coin = (q: Quote, factor: number) => ((q.price / q.forward) * factor + 0.0001).toFixed(4);
const dollars = (q: Quote, factor: number) => (q.price * factor + 5).toFixed(1);
/** Every seventh bid is missing. */
const side = (i: number, missing: string, value: string) => (i % 7 === 0 ? missing : value);

function ticker(q: Quote, i: number): object {
  return {
    timestamp: AS_OF + i,
    state: 'open',
    stats: { volume: i, price_change: null },
    instrument_name: coinName(q),
    index_price: 90_000,
    open_interest: i * 1.5,
    best_bid_price: Number(side(i, '0', coin(q, 0.98))),
    best_bid_amount: i,
    best_ask_price: Number(coin(q, 1.02)),
    best_ask_amount: 2 * i,
    mark_iv: 100 * q.vol,
    bid_iv: i % 7 === 0 ? 0 : 98 * q.vol,
    ask_iv: 102 * q.vol,
    underlying_price: q.forward,
    underlying_index: `SYN.BTC-${digits(q.date)}`,
  };
}

const message = (channel: string, data: object) =>
  JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: { channel, data } });

function recording(): string {
  const lines = board().map((q, i) => message(`ticker.${coinName(q)}.100ms`, ticker(q, i)));
  return `{"jsonrpc":"2.0","id":1,"result":[]}\n${lines.join('\n')}\n`;
}

function polled(): string {
  const lines = [
    ',timestamp,stats,mark_iv,instrument_name,index_price,bids,bid_iv,best_bid_price,best_bid_amount,best_ask_price,asks,underlying_price,underlying_index,strike,option_type',
  ];
  for (const [i, q] of board().entries()) {
    const bid = side(i, '0', coin(q, 0.98));
    lines.push(
      `${i},${AS_OF + 1000 * i},"{'volume': ${i}.0, 'low': None}",${100 * q.vol},${coinName(q)},90000,"[[${bid}, 1.0]]",0,${bid},0.0,${coin(q, 1.02)},[],${q.forward},SYN.BTC,${q.strike},${q.isCall ? 'call' : 'put'}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function webBoard(): string {
  const lines = [
    'Strike,OptionType,Volume,Open,ExtValue,Rho,Theta,Vega,Gamma,NDelta,Δ|Delta,Last,Size,IV Bid,Bid,Mark,Ask,IV Ask,Size,Last_USD,Bid_USD,Ask_USD',
  ];
  for (const [i, q] of board()
    .filter(({ t }) => t < 0.05)
    .entries()) {
    const bid = side(i, '-', coin(q, 0.98));
    lines.push(
      `${q.strike},${letter(q)},-,${i},,1,1,1,-,,0.5,0.1,${i},40.1,${bid},0.1,${coin(q, 1.02)},41.2,${2 * i},"15,200","4,877,107",  `,
    );
  }
  return `${lines.join('\n')}\n`;
}

function joined(): string {
  const all = board();
  const expiries = [...new Set(all.map(({ date }) => date.toISOString()))];
  return JSON.stringify({
    snapshot_time: new Date(AS_OF).toISOString(),
    expiries,
    forwards: expiries.map((expiry) => ({
      expiry,
      forward_price: all.find(({ date }) => date.toISOString() === expiry)?.forward,
      index_price: 90_000,
    })),
    instruments: all.map((q) => ({
      instrument_name: coinName(q),
      option_type: letter(q),
      strike: q.strike,
      expiry: q.date.toISOString(),
    })),
    option_quotes: all.map((q, i) => ({
      instrument_name: coinName(q),
      best_bid: i % 7 === 0 ? null : Number(coin(q, 0.98)),
      best_ask: Number(coin(q, 1.02)),
      deribit_mark_iv: 100 * q.vol,
      open_interest: i,
    })),
  });
}

function typed(): string {
  const all = board();
  const dates = [...new Set(all.map(({ date }) => date.toISOString()))];
  const options = all.map((q, i) => ({
    bid: side(i, '', coin(q, 0.98)),
    ask: coin(q, 1.02),
    open_interest: `${i}`,
    strike: `${q.strike}`,
    maturity: q.date.toISOString(),
    option_type: q.isCall ? 'call' : 'put',
    security_type: 'option',
    inverse: true,
  }));
  const forwards = dates.map((maturity) => ({
    bid: '90050',
    ask: '90060',
    maturity,
    security_type: 'forward',
  }));
  return JSON.stringify({
    asset: 'btc',
    asset_curve: { ref_date: new Date(AS_OF).toISOString() },
    inputs: [{ bid: '90000', ask: '90001', security_type: 'spot' }, ...forwards, ...options],
  });
}

function okxSummary(): string {
  const data = board().map((q, i) => ({
    instId: okxName(q),
    bidVol: side(i, '0', (0.98 * q.vol).toFixed(8)),
    askVol: (1.02 * q.vol).toFixed(8),
    markVol: q.vol.toFixed(8),
    fwdPx: `${q.forward}`,
    ts: `${AS_OF}`,
    uly: 'BTC-USD',
  }));
  return JSON.stringify({ code: '0', msg: '', data });
}

function okxTickers(): string {
  const data = board().map((q, i) => ({
    instType: 'OPTION',
    instId: okxName(q),
    askPx: coin(q, 1.02),
    askSz: '10',
    bidPx: side(i, '', coin(q, 0.98)),
    bidSz: `${i}`,
    vol24h: '0',
    ts: `${AS_OF}`,
  }));
  return JSON.stringify({ code: '0', msg: '', data });
}

function bybit(): string {
  const list = board().map((q, i) => ({
    symbol: `${coinName(q)}-USDT`,
    bid1Price: side(i, '0', dollars(q, 0.98)),
    bid1Size: '1',
    bid1Iv: '0',
    ask1Price: dollars(q, 1.02),
    ask1Iv: '5',
    indexPrice: '90000',
    markIv: q.vol.toFixed(4),
    underlyingPrice: `${q.forward}`,
    openInterest: '2',
  }));
  return JSON.stringify({ retCode: 0, retMsg: 'OK', result: { category: 'option', list }, time: AS_OF });
}

function binanceTicker(): string {
  return JSON.stringify(
    board().map((q, i) => ({
      symbol: binanceName(q),
      bidPrice: side(i, '0.000', dollars(q, 0.98)),
      askPrice: dollars(q, 1.02),
      volume: '1.00',
      closeTime: AS_OF,
      strikePrice: `${q.strike}`,
      exercisePrice: '90000.0',
    })),
  );
}

function binanceMark(): string {
  return JSON.stringify(
    board().map((q, i) => ({
      symbol: binanceName(q),
      markPrice: dollars(q, 1),
      bidIV: side(i, '-1.0', (0.98 * q.vol).toFixed(8)),
      askIV: (1.02 * q.vol).toFixed(8),
      markIV: q.vol.toFixed(8),
      riskFreeInterest: '0.1',
    })),
  );
}

function binanceStream(): string {
  const data = board().map((q, i) => ({
    s: binanceName(q),
    E: AS_OF,
    i: '90000.0',
    bo: side(i, '0.000', dollars(q, 0.98)),
    ao: dollars(q, 1.02),
    bq: '1.0',
    aq: '2.0',
    b: '-1.0',
    a: q.vol.toFixed(8),
    vo: q.vol.toFixed(8),
  }));
  return JSON.stringify({ stream: 'btcusdt@optionMarkPrice', data });
}

function tardis(): string {
  const lines = [
    'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho',
  ];
  for (const [i, q] of board().entries()) {
    const stamp = 1000 * (AS_OF + i);
    lines.push(
      `deribit,${coinName(q)},${stamp},${stamp + 211},${q.isCall ? 'call' : 'put'},${q.strike},${1000 * q.date.getTime()},${i},,${side(i, '', coin(q, 0.98))},1,,${coin(q, 1.02)},2,,0.1,${100 * q.vol},SYN.BTC,${q.forward},0.5,0,1,-1,0`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A small file of every layout of the coin venues beside the book summary. The same bytes every time. */
export function venueFixtures(): readonly Fixture[] {
  return [
    { format: 'deribit-tickers', name: 'tickers.json', text: JSON.stringify(board().map(ticker)) },
    {
      format: 'deribit-ndjson',
      name: 'tickers.ndjson',
      text: board()
        .map((q, i) => JSON.stringify({ jsonrpc: '2.0', result: ticker(q, i) }))
        .join('\n'),
    },
    { format: 'deribit-recording', name: 'messages.ndjson', text: recording() },
    { format: 'deribit-polled', name: 'books.csv', text: polled() },
    {
      format: 'deribit-web-board',
      name: 'bitcoin_date20261120_strike20261127_price90000.csv',
      text: webBoard(),
    },
    { format: 'deribit-joined', name: 'joined.json', text: joined() },
    { format: 'typed-chain', name: 'typed.json', text: typed() },
    { format: 'okx-opt-summary', name: 'opt-summary.json', text: okxSummary() },
    { format: 'okx-tickers', name: 'tickers.json', text: okxTickers() },
    { format: 'bybit', name: 'bybit.json', text: bybit() },
    { format: 'binance-ticker', name: 'ticker.json', text: binanceTicker() },
    { format: 'binance-mark', name: 'mark.json', text: binanceMark() },
    { format: 'binance-stream', name: 'stream.json', text: binanceStream() },
    { format: 'tardis', name: 'OPTIONS.csv', text: tardis() },
  ];
}
