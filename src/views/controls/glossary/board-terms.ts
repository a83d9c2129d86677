import type { TermList } from './term.ts';

/** Forwards, arbitrage in the quotes, and the views beside the Smile. */
export const boardTerms: readonly TermList[] = [
  {
    group: 'Forwards',
    terms: [
      {
        name: 'Source of the forward',
        on: ['Forwards: Source', 'Why this one'],
        says: 'Where the forward in use is from: the file, a listed future, parity, or by hand, and why that one.',
      },
      {
        name: 'Parity',
        on: ['Parity ± s.e.', 'Parity − F'],
        says: 'Forward from put-call parity by a robust line through the pairs with two sides, with its standard error.',
        formula: 'C − P = D (F − K); in coin C − P = D (1 − K/F)',
      },
      {
        name: 'Executable',
        says: 'Where no call-put pair can be traded against the forward; a forward outside it is refuted by a pair.',
      },
      { name: 'Future', on: ['Future', 'Future − F'], says: 'Mid of the listed future of the same expiry.' },
      {
        name: 'Discount factor',
        on: ['D', 'D from'],
        says: 'Value today of one unit paid at expiry, and where it is from.',
        formula: 'D = e^(−r T)',
      },
      {
        name: 'Age gap',
        on: ['Age gap s'],
        says: 'Seconds between the forward and the two-sided quote farthest from it in time.',
      },
      {
        name: 'Forward by hand',
        on: ['Forward of {}', 'Forwards: By hand'],
        says: 'Sets the forward of this expiry; an empty field takes it back.',
      },
      {
        name: 'Rate by hand',
        on: ['Rate %', 'Rate, % a year'],
        says: 'Discounts, continuously compounded, expiries whose discount nothing tells, such as American ones, and prices their early exercise; one that call-put pairs tell is measured and stays.',
        formula: 'D = e^(−r T)',
      },
      {
        name: 'Implied yield',
        on: ['q %'],
        says: 'Continuous yield of the share, % a year, that forward, discount and spot imply; early exercise is priced with it and taken off.',
        formula: 'F = S e^((r − q) T)',
      },
      {
        name: 'Settlement average',
        on: ['Settlement average', 'Average so far', 'Average so far of {}'],
        says: 'Prices options as paid on the mean of the index over the last minutes, as coin venues do, with what of it is known so far.',
        formula: 'w = σ² (T − 2/3 window)',
      },
    ],
  },
  {
    group: 'Arbitrage in the quotes',
    terms: [
      {
        name: 'Kind',
        says: 'Which rule the quotes break: no convexity in strike, a spread dearer than it can pay, or two expiries the wrong way round.',
      },
      { name: 'Sell at bid', says: 'What is sold at its bid in the trade that gains for certain.' },
      { name: 'Buy at ask', says: 'What is bought at its ask in that trade.' },
      {
        name: 'Gain',
        on: ['Gain {}'],
        says: 'What the trade earns at once for one unit of the first option sold, before fees.',
      },
      { name: 'Ticks', says: 'The gain in price steps: below one it may be rounding.' },
      { name: 'In the fit', says: 'Whether the filters keep the quotes of the violation.' },
    ],
  },
  {
    group: 'Views',
    terms: [
      {
        name: 'Moneyness axis',
        says: 'Strike, log-moneyness, standard deviations at the money, or delta: what the smiles of all expiries are laid along.',
        formula: 'k = ln(K/F),  z = k / (σ_ATM √T)',
      },
      {
        name: 'Time scale',
        says: 'Years, their root or their logarithm: the last two give hours as much room as years.',
      },
      { name: 'Shown as', says: 'The picture, or the same figures as a table that can be copied.' },
      {
        name: '3D',
        says: 'Implied volatility over moneyness and time: of each smile, and between them by total variance.',
        formula: 'σ(k, T) = √(w(k, T)/T)',
      },
      { name: 'Heat', says: 'The same surface by colour: expiries down, moneyness across.' },
      {
        name: 'Variance',
        says: 'Total variance of all expiries; where two lines cross, a calendar spread can be had for nothing.',
        formula: 'w(k, T) = σ² T',
      },
      { name: 'Residuals', says: 'Expiry by moneyness: each cell shows its quote farthest from the fit.' },
      { name: 'Params', says: 'Each parameter over the expiries, with bars of its standard error.' },
      { name: 'Term', says: 'At-the-money vol, variance swap, risk reversals and butterflies by maturity.' },
      {
        name: 'Maturities',
        on: ['Maturities', 'Constant maturities', 'Listed expiries'],
        says: 'The maturities that are listed, or round ones between them.',
      },
      {
        name: 'Forward volatility',
        on: ['Fwd', 'Fwd vol', 'Fwd vol{}', 'Least'],
        says: 'Volatility of the variance between two expiries, at the forward; Least where it is lowest between the quotes.',
        formula: 'σ_fwd² = (w_2 − w_1) / (T_2 − T_1)',
      },
      {
        name: 'Variance swap',
        on: ['Swap', 'Variance swap'],
        says: 'Volatility whose square is the fair price of realised variance, by replication with all strikes.',
        formula: 'σ_swap² T = 2 ∫ OTM(K) / K² dK',
      },
      { name: 'Unquoted', says: 'Share of the variance swap that comes from strikes nobody quotes.' },
      {
        name: 'Surface asked at',
        on: ['Strike to ask for', 'Time to ask for'],
        says: 'Volatility, price and greeks of the surface at any strike and instant.',
      },
      {
        name: 'Density',
        says: 'Risk-neutral density of the price at expiry, with what is not quoted hatched and g below zero shaded.',
        formula: 'p(k) = g(k) / √(2π w) e^(−d_2²/2)',
      },
      { name: 'Quantile', says: 'Price that is not reached with this risk-neutral probability.' },
      { name: 'Lognormal', says: 'The same quantile of the lognormal law with the volatility at the money.' },
      {
        name: 'Std dev',
        says: 'Standard deviation of the log price at expiry, per square root of a year.',
        formula: 'sd(ln(S/F)) / √T',
      },
      {
        name: 'Skewness',
        says: 'Third moment of the log price about its mean, over the cube of its standard deviation.',
      },
      {
        name: 'Kurtosis',
        says: 'Fourth moment of the log price over the square of its variance, in excess of the normal law’s 3.',
      },
      { name: 'Past the quotes', says: 'Risk-neutral probability of ending beyond the outermost quotes.' },
      {
        name: 'Local vol',
        says: 'Volatility that depends on price and time alone and gives back every option of the surface (Dupire).',
        formula: 'σ_loc² = (∂w/∂T) / g(k)',
      },
      {
        name: 'Reprice',
        on: ['Reprice {}'],
        says: 'Solves the forward equation with the local volatilities and compares its options with the surface.',
      },
    ],
  },
];
