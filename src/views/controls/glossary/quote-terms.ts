import type { TermList } from './term.ts';

/** What is said of quotes and fits, in the Smile and in the tables. */
export const quoteTerms: readonly TermList[] = [
  {
    group: 'Smile and quotes',
    terms: [
      {
        name: 'Hand on the smile',
        on: ['Hand on the smile'],
        says: 'Grips on the curve with their numbers: what is dragged or typed is held for this expiry, and the rest is fitted round it.',
      },
      {
        name: 'Grip',
        on: ['Hold {}', '{}, value'],
        says: 'Holds a parameter of this expiry where its grip stands, or fits it again; it goes as far as a smile has it beside what else is held.',
      },
      {
        name: 'Weights over strikes',
        on: ['Weights over strikes…', 'Weights from strike', 'to strike', 'multiply by'],
        says: 'Multiplies, excludes or resets the weights of all quotes of the expiry between two strikes in one step.',
      },
      {
        name: 'Dropped and frozen',
        on: ['Drop or freeze the expiry'],
        says: 'A dropped expiry is out of fit and surface; a frozen one keeps its smile whatever its quotes say, and the others are fitted beside it.',
      },
      {
        name: 'Use',
        on: ['Use {}', 'Quotes: Use'],
        says: 'Whether the quote takes part in the fit; without its tick it stays in sight, hollow, and in no count.',
      },
      {
        name: 'Strike',
        on: ['Strike', 'at K'],
        says: 'Price at which the option may be exercised.',
        formula: 'K = F e^k',
      },
      {
        name: 'Log-moneyness',
        on: ['k'],
        says: 'Where a strike lies against the forward of its expiry.',
        formula: 'k = ln(K/F)',
      },
      {
        name: 'Standardised moneyness',
        on: ['σ√T', 'Residuals by expiry and moneyness: σ√T'],
        says: 'Log-moneyness in standard deviations at the money: one scale for hours and for years.',
        formula: 'z = k / (σ_ATM √T)',
      },
      {
        name: 'Total variance',
        on: ['w'],
        says: 'Volatility squared times the time to expiry.',
        formula: 'w = σ² T',
      },
      { name: 'C/P', says: 'Call or put.' },
      {
        name: 'Delta',
        on: ['Δ', 'Delta convention'],
        says: 'Black delta on the forward; premium-adjusted it is less the premium, as options paid in coin are hedged.',
        formula: 'Δ = ±N(±d_1),  d_1 = −k/√w + √w/2',
      },
      {
        name: 'Bid and ask',
        on: ['Bid {}', 'Ask {}'],
        says: 'The quoted premiums, in the currency or coin of the head.',
      },
      {
        name: 'Model price',
        on: ['Model {}'],
        says: 'Premium of the option at the volatility of the model.',
      },
      {
        name: 'Bid, mid and ask vol',
        on: ['Bid vol', 'Mid vol', 'Ask vol'],
        says: 'Black-76 volatility, percent a year of 365 days, that gives the bid, the ask and the mid, which leans away from the larger size where there are sizes and the spread is not unusually wide.',
        formula: 'mid = (bid × ask size + ask × bid size) / (bid size + ask size)',
      },
      { name: 'Model vol', says: 'Volatility of the fit at the strike.', formula: 'σ = √(w(k)/T)' },
      {
        name: 'Mark vol',
        says: 'The venue’s own volatility, where the file has it: shown beside ours, never fitted.',
      },
      {
        name: 'Market minus model',
        on: ['Mkt−mod vp', 'vp', 'Vol points'],
        says: 'Mid volatility less that of the fit, in vol points: above zero the market is rich.',
        formula: 'r = σ_mid − σ_mod',
      },
      {
        name: 'Half-spreads',
        on: ['½-spreads', '½-spr.', 'Half-spreads', 'Unit of residuals'],
        says: 'The residual over the distance from the mid to the side the model lies on, −1 to 1 inside bid and ask; past them each half of the spread is 1 more.',
        formula: 'r / (σ_mid − σ_bid) where r > 0,  r / (σ_ask − σ_mid) where r < 0',
      },
      {
        name: 'Rich and cheap',
        on: ['Side'],
        says: 'Through the fit: rich ▲ where the fit runs below the bid, cheap ▼ where it runs above the ask.',
      },
      {
        name: 'Through the fit',
        on: ['Through', 'Through the fit', 'Through the fit only'],
        says: 'Used quotes with both sides whose bid-ask the fit leaves.',
      },
      {
        name: 'Inside',
        says: 'Share of used quotes with both sides whose bid-ask the fit stays in; 100 % only when it is all.',
      },
      {
        name: 'Weight',
        on: ['Weight %', 'Weight'],
        says: 'Share of the quote in the fit of its expiry; all of one expiry make 100 %.',
      },
      { name: 'Open interest', on: ['OI', 'OI {}'], says: 'Contracts outstanding, in the unit of the file.' },
      { name: 'Age', on: ['Age s'], says: 'Seconds from the stamp of the quote to the as-of time.' },
      {
        name: 'State of a quote',
        on: ['Quotes: State'],
        says: 'Used, rich or cheap, left out by hand, or the filter that left it out; the pointer reads the whole reason.',
      },
      { name: 'Show', says: 'Quotes of the expiry in focus, or of all of them.' },
      {
        name: '95 % band',
        says: 'Where the smile lies with 95 % confidence at each strike, if the model is right; what is held counts as known.',
        formula: 'σ(k) ± t_0.975 √(j C j^T),  j = ∂σ/∂θ',
      },
    ],
  },
  {
    group: 'Figures of a fit',
    terms: [
      {
        name: 'Expiry',
        on: ['Expiry', 'Maturity', 'Between'],
        says: 'Day the options end; the year stands where it changes.',
      },
      {
        name: 'Days',
        says: 'Time to expiry in calendar days, under a day in hours.',
        formula: 'T = days / 365',
      },
      { name: 'F', says: 'Forward of the expiry; Forwards says where it is from.', formula: 'k = ln(K/F)' },
      {
        name: 'ATM',
        on: ['ATM', 'ATM vol'],
        says: 'Volatility at the forward, percent a year.',
        formula: 'σ_ATM = √(w(0)/T)',
      },
      {
        name: 'RR25 and RR10',
        on: ['RR25', 'RR10'],
        says: 'Risk reversal, the volatility of the 25-delta (10-delta) call less that of the put, in vol points: the tilt of the smile.',
        formula: 'RR25 = σ_25c − σ_25p',
      },
      {
        name: 'BF25 and BF10',
        on: ['BF25', 'BF10'],
        says: 'Butterfly, the mean of the 25-delta (10-delta) call and put less the volatility at the money, in vol points: the bend.',
        formula: 'BF25 = (σ_25c + σ_25p) / 2 − σ_ATM',
      },
      {
        name: 'Used',
        says: 'Quotes that take part in the fit: kept by the filters, with a weight above zero.',
      },
      {
        name: 'RMSE',
        says: 'Root weighted mean square of the residuals in volatility, vol points: how far the fit is from the mids.',
        formula: 'RMSE² = Σ_i w_i r_i²',
      },
      {
        name: 'LOO',
        says: 'RMSE with each quote left out of the fit in turn: what the fit would have missed it by; far above RMSE it follows single quotes.',
        formula: 'LOO² = Σ_i w_i (r_i/(1 − h_i))²,  h_i leverage',
      },
      {
        name: 'Held out',
        on: ['Held out', 'Hold out'],
        says: 'RMSE of quotes held out in five folds drawn by moneyness, the whole fit made again without each.',
      },
      {
        name: 'Wings out',
        says: 'RMSE of the outermost tenth of quotes on each side against a fit made without them.',
      },
      {
        name: 'Bootstrap',
        on: ['Bootstrap', 'ATM 95 %', 'RR25 95 %', 'BF25 95 %'],
        says: 'Between the 2.5 and the 97.5 % quantile over 300 fits to quotes drawn from the fit and its own residuals.',
      },
      {
        name: 'Verdict',
        on: ['in quotes', 'in wings', 'Crossing'],
        says: '✓ none; ✕ red, arbitrage between the outer quotes; ▲ amber, only in the wings beyond them, where nobody quotes.',
      },
      {
        name: 'Stopped',
        says: 'Why the optimiser stopped: the step or the gain fell below its tolerance, or a limit was met.',
      },
    ],
  },
  {
    group: 'Models side by side',
    terms: [
      {
        name: 'Compare models',
        on: ['Compare models', 'Compare again'],
        says: 'Fits every model to the shown board, one after another, over the expiries all of them can fit.',
      },
      { name: 'Free', says: 'Parameters that are free at the optimum: neither fixed nor at a bound.' },
      {
        name: 'AIC',
        says: 'Akaike’s criterion, lower is better: a parameter must earn its place; errors scaled by spreads, weights as effective quotes.',
        formula: 'AIC = 2 p − 2 ln L',
      },
      {
        name: 'BIC',
        says: 'Schwarz’s criterion, lower is better: a parameter costs the logarithm of the effective number of quotes.',
        formula: 'BIC = p ln n_eff − 2 ln L',
      },
      { name: 'g < 0', says: 'Expiries with butterfly arbitrage: ✕ in quotes, ▲ in the wings.' },
      {
        name: 'Cross',
        says: 'Neighbouring expiries whose total variances cross: ✕ in quotes, ▲ in the wings.',
      },
      {
        name: 'Gain bp',
        says: 'What the best butterfly or calendar spread against the fit earns: one unit for both kinds of arbitrage, basis points of the forward.',
      },
      { name: 'Fitted', says: 'Expiries the model could be fitted to.' },
      { name: 'Time ms', says: 'Time of a fit of the whole board in a worker.' },
      {
        name: 'State of a comparison',
        on: ['Models: State'],
        says: 'Waiting, fitting, failed and why, or older than the present settings.',
      },
    ],
  },
];
