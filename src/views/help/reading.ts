/** A mark of the screen, with the class that colours it where it has a colour, and what it says. */
export interface Mark {
  readonly mark: string;
  readonly tone?: 'rich' | 'cheap' | 'warn' | 'fail';
  readonly says: string;
}

/** A part of the screen and how it is read. */
export interface Reading {
  readonly part: string;
  readonly marks: readonly Mark[];
}

/** How Smile, residuals, strip, surface and verdicts are read. */
export const READINGS: readonly Reading[] = [
  {
    part: 'Smile',
    marks: [
      {
        mark: 'bar, dot',
        says: 'Bid to ask in volatility; the dot is the mid, its area the weight in the fit.',
      },
      { mark: 'line, shade', says: 'The fit, and where it lies with 95 % confidence.' },
      { mark: '▲ rich', tone: 'rich', says: 'The fit runs below the bid: the market lies above the model.' },
      {
        mark: '▼ cheap',
        tone: 'cheap',
        says: 'The fit runs above the ask: the market lies below the model.',
      },
      { mark: 'ring, × 2', says: 'Weight changed by hand, or let in past a filter.' },
      { mark: 'hollow', says: 'Left out by hand: in no count. ×: left out by a filter.' },
      { mark: 'dashed', says: 'The fit when the present gesture began, or the one kept.' },
      {
        mark: '◇ on a broad bar',
        says: 'A quote of the second file at the K/F it has there; filled where the fit is outside its bid-ask.',
      },
      { mark: '◂ 3 more', says: 'Quotes past the window of ±2.6 σ√T; a shows all.' },
    ],
  },
  {
    part: 'Residuals under the Smile',
    marks: [
      { mark: 'band', says: 'Market minus model in half-spreads. Inside ±1 the fit is between bid and ask.' },
      { mark: '▲ ▼', says: 'Through the fit, with how many half-spreads where it leaves the scale.' },
    ],
  },
  {
    part: 'Strip',
    marks: [
      {
        mark: 'a cell',
        says: 'One expiry: date, its smile on scales of its own, ATM and RMSE. A click shows it.',
      },
      { mark: '▲ 2', tone: 'warn', says: 'Quotes of the expiry through the fit. Nothing: all is well.' },
      { mark: '✕', tone: 'fail', says: 'The expiry could not be fitted; its cell says why.' },
    ],
  },
  {
    part: 'Views',
    marks: [
      {
        mark: 'cross, ring',
        says: 'The quote, strike or expiry that is read, in every view and table at once. Pointing selects nothing; a click focuses the expiry and puts the cursor on the quote.',
      },
      { mark: 'dashed line', says: 'The same strike, read on another expiry.' },
      {
        mark: 'pale, dashed',
        says: 'Past the quotes. In Density it is hatched, red where the density is negative.',
      },
      {
        mark: '◇',
        says: 'A constant maturity; dots are listed expiries. Hollow in Params: held or not told.',
      },
      { mark: '× in Variance', says: 'Where two expiries cross: red in quotes, amber in the wings.' },
    ],
  },
  {
    part: 'Arbitrage',
    marks: [
      { mark: '✓ in quotes', says: 'None between the outer quotes: what can be traded is sound.' },
      {
        mark: '✕ 1 in quotes',
        tone: 'fail',
        says: 'Expiries, or pairs of them, that violate it where quotes are.',
      },
      {
        mark: '▲ 8 in wings',
        tone: 'warn',
        says: 'Only past the last quote. Penalise reduces it, Strict removes it.',
      },
    ],
  },
  {
    part: 'Conventions',
    marks: [
      { mark: 'volatility', says: 'Black-76 on the forward of each expiry, percent a year, ACT/365.' },
      { mark: 'Δ', says: 'Black delta on the forward, not premium-adjusted, unless Term says so.' },
      { mark: 'vp, hs', says: 'Vol points (0.01 of volatility) and half-spreads.' },
      { mark: '● by a label', says: 'Changed; a double-click on the label gives the default back.' },
      { mark: 'dimmed value', says: 'Its standard error exceeds it: not identified by these quotes.' },
    ],
  },
];
