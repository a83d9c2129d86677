/** A kind of file and what it holds. */
export interface FileKind {
  readonly name: string;
  readonly says: string;
}

/** What can be dropped; docs/file-formats.md has every field. */
export const READ: readonly FileKind[] = [
  {
    name: 'Deribit',
    says: 'Book summaries, tickers and order books, WebSocket recordings, saved tables, web boards. Premiums in coin unless the name says USDC.',
  },
  {
    name: 'OKX, Bybit, Binance',
    says: 'Replies of their option tickers and summaries, streams, end-of-hour tables.',
  },
  { name: 'Tardis', says: 'options_chain: the last state of each option at the instant that is chosen.' },
  { name: 'Cboe', says: 'Quote tables (CSV) and delayed quotes (JSON), options on shares and indices.' },
  { name: 'Yahoo, NSE, Schwab, Barchart', says: 'Option chains as these sites and interfaces give them.' },
  { name: 'Brokers', says: 'Chains with a bid and an ask beside each strike, as JSON.' },
  {
    name: 'Any CSV or JSON',
    says: 'With strike, expiry, type, and bid and ask or their vols; columns that are not recognised are asked for.',
  },
  {
    name: 'Vols without prices',
    says: 'Slices, lists a maturity, tables of maturity by strike, matrices of tenors by moneyness.',
  },
  { name: 'A session file', says: 'All of a screen as it was left, on this machine or another.' },
  {
    name: 'A fit file',
    says: 'Our own: opens again with quotes, settings and fit, and tells whether it comes out the same.',
  },
  {
    name: 'A recording',
    says: 'What Live has recorded, known by its first line: replayed to the last bit.',
  },
  {
    name: 'A second file',
    says: 'Dropped on the right edge of the window, or opened in A|B: compared with the board and never fitted.',
  },
  { name: 'Packed', says: 'gz, zip, Parquet. Several files of one board are opened by one drop.' },
];

/** What can be taken away, by the label in the Export menu. */
export const WRITTEN: readonly FileKind[] = [
  {
    name: 'Fit (JSON)',
    says: 'Quotes’ hashes, settings, parameters with errors, checks: all another program needs; opens here again.',
  },
  { name: 'Parameters (CSV)', says: 'One row an expiry: forward, parameters with errors, fit, arbitrage.' },
  { name: 'Grid (CSV)', says: 'Vol, total variance, density and local vol on a grid of k and time.' },
  { name: 'Quotes (CSV)', says: 'Every quote: vols, weight, residual, and why it is unused if it is.' },
  {
    name: 'QuantLib (Python)',
    says: 'A script that builds the smiles in QuantLib and checks them against ours.',
  },
  {
    name: 'Of a market that is followed',
    says: 'All of these either of the surface as published when the menu opened, with its scalars, or of the last full fit.',
  },
  { name: 'Session', says: 'Everything on the screen, for another machine.' },
  {
    name: 'Charts',
    says: 'What is on the screen as PNG, and as SVG where it is drawn in lines; tables as TSV.',
  },
];
