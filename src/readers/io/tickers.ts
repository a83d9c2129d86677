const COINS: ReadonlySet<string> = new Set(
  'BTC ETH SOL XRP BNB DOGE MATIC POL TON TRX AVAX PAXG HYPE LTC BCH ADA DOT LINK'.split(' '),
);

const LISTED: ReadonlySet<string> = new Set(
  'SPX SPXW SPY QQQ NDX RUT IWM DIA VIX XSP AAPL MSFT NVDA TSLA AMZN GOOG GOOGL META AMD NFLX GLD SLV TLT SX5E DAX ESTX50 FTSE NKY HSI NIFTY BANKNIFTY STOXX50E'.split(
    ' ',
  ),
);

const INDIAN: ReadonlySet<string> = new Set(
  'NIFTY BANKNIFTY FINNIFTY MIDCPNIFTY NIFTYNXT50 SENSEX BANKEX'.split(' '),
);

const NAMES: ReadonlyMap<string, string> = new Map([
  ['BITCOIN', 'BTC'],
  ['ETHEREUM', 'ETH'],
]);

/** True for the root of a contract on a coin, `BTC` or `BTC_USDC`: it expires at 08:00 UTC. */
export function isCoin(root: string): boolean {
  const cut = root.indexOf('_');
  return COINS.has(cut < 0 ? root : root.slice(0, cut));
}

/** True for an index of the Indian exchanges: its options expire at 15:30 Indian time and cost rupees. */
export function isIndian(root: string): boolean {
  return INDIAN.has(root);
}

/** Well-known underlying named in a file name (`spx_implied_vol_20230215.csv`); empty when there is none or several. */
export function underlyingInName(name: string): string {
  const found = new Set<string>();
  for (const word of name.toUpperCase().split(/[^A-Z0-9]+/)) {
    const ticker = NAMES.get(word) ?? word;
    if (COINS.has(ticker) || LISTED.has(ticker) || INDIAN.has(ticker)) found.add(ticker);
  }
  return found.size === 1 ? ([...found][0] ?? '') : '';
}
