import type { TermList } from './term.ts';

/** What the Fit panel holds, parameters apart: those are described where the models are. */
export const fitTerms: readonly TermList[] = [
  {
    group: 'Model',
    terms: [
      {
        name: 'Model',
        on: ['Model', 'Models: Model', 'Fit with {}', 'Models: Fit with it'],
        says: 'The formula every smile is drawn from; another model keeps weights, filters and what was done by hand.',
      },
      {
        name: 'Scope',
        on: ['Scope', 'All expiries', 'This expiry'],
        says: 'Whether a change of parameters, weights or constraints goes to all expiries or to the one in focus alone.',
      },
      {
        name: 'Parameter view',
        on: ['Parameter view', 'Parameters shown as', 'Wings', 'Raw', 'Natural', 'Slice'],
        says: 'Coordinates the same fit is shown in; only those with a lock can be held.',
      },
      {
        name: 'Fix',
        on: ['Fix {}'],
        says: 'Holds the parameter where the fit has it, in every expiry at its own value or in one: locked, or set where a value was typed or dragged; the others are fitted round it.',
      },
      {
        name: 'Range',
        on: ['Range of {}', 'Min', 'Max'],
        says: 'Bounds the fit may not leave; an end that is reached is marked at min or at max and has no standard error.',
      },
      {
        name: 'Standard error',
        on: ['± s.e.'],
        says: 'How far the parameter may be off if the model is right: from the scatter of the quotes round the fit, dimmed where it exceeds the value.',
        formula: 's.e.² = s² (J^T W J)^(−1),  s² = (Σ w r²) / (n − p)',
      },
    ],
  },
  {
    group: 'Weights',
    terms: [
      { name: 'Weights', says: 'What makes one quote count more than another in the fit of its expiry.' },
      {
        name: 'Spread weight',
        on: ['Spread weight', 'Spread, exponent'],
        says: 'Weight falls with half the bid-ask spread h in vol: at 1 each quote counts by the inverse of its variance, at 0 all alike.',
        formula: 'w ∝ (h² + 0.002² + tick²)^(−p)',
      },
      {
        name: 'Size weight',
        on: ['Size weight', 'Size, exponent'],
        says: 'Weight grows with the harmonic mean H of bid and ask size, against its median in the expiry; 0 is off.',
        formula: 'w ∝ (2H/(H + median H))^p',
      },
      {
        name: 'Activity weight',
        on: ['Activity weight', 'Activity, exponent'],
        says: 'Weight grows with open interest and volume, from one half to one at the 90 % quantile of the expiry; 0 is off.',
        formula: 'w ∝ (1/2 + 1/2 min(1, ln(1 + OI + volume)/q_90))^p',
      },
      {
        name: 'Moneyness width',
        on: ['Moneyness width, σ√T', 'Moneyness, σ√T'],
        says: 'Weight falls away from the money like a normal law of this width, in standard deviations at the money.',
        formula: 'w ∝ e^(−z²/2),  z = k / (width σ_ATM √T)',
      },
      {
        name: 'Age half-life',
        on: ['Age half-life, s', 'Age, seconds'],
        says: 'Weight halves with every this many seconds between the stamp of the quote and the as-of time.',
        formula: 'w ∝ 2^(−age/half-life)',
      },
      {
        name: 'Weight cap',
        on: ['Weight cap, %', 'Cap, percent'],
        says: 'Largest share one quote may have in the fit of its expiry; it rises where it would hold more than half of the quotes.',
        formula: 'w_i ≤ cap,  Σ_i w_i = 1',
      },
      {
        name: 'Weight by hand',
        on: ['Weight of {}', 'Quotes: ×', 'By hand', 'Reset weights by hand'],
        says: 'Multiplier of one quote’s weight, 0 to 100; 0 leaves it out, + and − step through 0 ¼ ½ 1 2 4.',
        formula: 'w_i ∝ hand × spread × size × activity × age × moneyness',
      },
      {
        name: 'Effective quotes',
        says: 'How many equally weighted quotes say as much as these with their weights.',
        formula: 'n_eff = 1 / (Σ_i w_i²)',
      },
    ],
  },
  {
    group: 'Constraints',
    terms: [
      { name: 'Constraints', says: 'How arbitrage between strikes and between expiries is treated.' },
      {
        name: 'Butterfly',
        on: ['Butterfly', 'Parameters: Bfly'],
        says: 'Prices convex in strike, which is a density that is nowhere negative: Durrleman’s g is not below zero; said of the quoted strikes and of the wings apart.',
        formula: 'g = (1 − k w′/(2w))² − w′²/4 (1/w + 1/4) + w″/2 ≥ 0',
      },
      {
        name: 'Calendar',
        on: ['Calendar', 'Parameters: Cal'],
        says: 'Total variance does not fall with time at the same log-moneyness: no later option is worth less than an earlier one.',
        formula: 'w(k, T_2) ≥ w(k, T_1) where T_2 > T_1',
      },
      { name: 'Report', says: 'The fit is left alone; where it has arbitrage is said.' },
      { name: 'Penalise', says: 'Arbitrage costs in the fit, by the strength behind the three dots.' },
      {
        name: 'Strict',
        says: 'The best fit without arbitrage; the verdict is measured on the result, and what it cost is told.',
      },
      {
        name: 'Strength of a constraint',
        on: ['Strength of {}', '{} strength', 'Penalty, number'],
        says: 'What a violation costs beside the squared residuals in vol points while the constraint penalises.',
      },
    ],
  },
  {
    group: 'Objective',
    terms: [
      { name: 'Objective', says: 'What the fit makes small.', formula: 'Σ_i w_i ρ(r_i) + penalties' },
      {
        name: 'Residual',
        says: 'What is made small: market minus model in volatility, in total variance, or in price over vega; to first order they are the same, far wings apart.',
        formula: 'r = σ_mkt − σ_mod  or  (w_mkt − w_mod) / (2 σ T)  or  (V_mkt − V_mod) / vega',
      },
      { name: 'Residual in vol', on: ['Vol'], says: 'Market minus model volatility, in vol points.' },
      {
        name: 'Residual in variance',
        on: ['Residual: Variance'],
        says: 'Market minus model total variance over its slope in volatility: linear in the variance.',
        formula: 'r = (w_mkt − w_mod) / (2 σ T)',
      },
      {
        name: 'Residual in price',
        on: ['Price'],
        says: 'Market minus model price of the out-of-the-money option over its vega.',
        formula: 'r = (V_mkt − V_mod) / vega',
      },
      {
        name: 'Loss',
        says: 'How a residual counts: squared trusts every quote, the other two limit what an outlier can pull.',
      },
      { name: 'Squared', says: 'Every residual counts by its square.', formula: 'ρ(r) = r² / 2' },
      {
        name: 'Huber',
        on: ['Huber', 'Huber threshold', 'Threshold, robust s.d.'],
        says: 'Squares up to the threshold δ, in robust standard deviations of the residuals, and straight lines beyond.',
        formula: 'ρ(r) = δ (|r| − δ/2) where |r| > δ',
      },
      {
        name: 'Soft-L1',
        on: ['Soft-L1', 'Soft-L1 threshold'],
        says: 'The same two ends as Huber’s without a kink between them.',
        formula: 'ρ(r) = δ² (√(1 + (r/δ)²) − 1)',
      },
      {
        name: 'Optimiser',
        says: 'How the objective is made small; L-BFGS-B knows only the gradient and is a second opinion on the same optimum.',
      },
      {
        name: 'Penalties',
        says: 'What the fit pays beside its residuals: outside bid and ask, off the market’s vol at the money, away from the fit before.',
      },
      {
        name: 'Outside penalty',
        on: ['Outside penalty', 'Outside, strength'],
        says: 'What the model pays where it lies outside bid and ask by the distance d, under the weight of the quote; nothing between them.',
        formula: 'cost = Σ_i w_i (r_i² + strength d_i²)',
      },
      {
        name: 'ATM pin',
        on: ['ATM pin', 'Pin at the money, strength'],
        says: 'Holds the model to the market’s vol at the forward, read between the nearest quotes on either side; 1 counts as all quotes together.',
        formula: 'cost + strength (σ_mod(0) − σ_mkt(0))²',
      },
      {
        name: 'Prior',
        on: ['Prior', 'Fit before, strength'],
        says: 'Draws each expiry towards the fit before, as surely as its errors and the time since allow: at 1 a Kalman update.',
        formula: 'cost + strength s² (y − y_before)^T P^(−1) (y − y_before)',
      },
    ],
  },
  {
    group: 'Time',
    terms: [
      {
        name: 'Time',
        says: 'How variance runs between expiries: the surface there, constant maturities and local vol follow it; no fit does.',
        formula: 'w(T) linear in τ between expiries',
      },
      { name: 'Calendar time', says: 'Every hour carries the same variance.', formula: 'τ = T' },
      {
        name: 'Weighted days',
        says: 'Weekends and event days carry what they weigh; vols stay quoted per calendar year.',
        formula: 'τ = Σ_days weight / (mean weight)',
      },
      {
        name: 'Weekend weight',
        on: ['Weekend weight', 'Saturday or Sunday, weight'],
        says: 'Variance of a Saturday or a Sunday against that of a weekday.',
      },
      {
        name: 'Event days',
        on: ['Event days', 'Weight of the day', 'Day', 'Remove {}'],
        says: 'Days that count as so many weekdays: meetings and releases more than one, holidays none.',
      },
    ],
  },
  {
    group: 'Filters',
    terms: [
      {
        name: 'Filters',
        says: 'What takes no part in the fit, each kind with how many quotes it leaves out.',
      },
      {
        name: 'In the money',
        on: ['In the money', 'Show in the money, dimmed'],
        says: 'Leaves out calls below the forward and puts above it: the other type of the same strike says the same with a narrower spread.',
      },
      {
        name: 'One-sided',
        says: 'Leaves out quotes without a bid or without an ask; let in, they count only where the model passes the side they have.',
      },
      { name: 'Crossed', says: 'Leaves out quotes whose bid lies above their ask.' },
      {
        name: 'Relative spread above',
        says: 'Leaves out quotes whose spread, over their mid price, is wider.',
        formula: '(ask − bid) / mid > limit',
      },
      {
        name: 'Bid below, ticks',
        says: 'Leaves out quotes whose bid is fewer price steps: rounding alone is most of such a price.',
      },
      { name: 'Expiry within, h', says: 'Leaves out whole expiries that end within this many hours.' },
      {
        name: 'Older than, s',
        says: 'Leaves out quotes stamped more seconds before the as-of time; off keeps every age.',
      },
      {
        name: 'No price or no vol',
        says: 'Quotes with neither side, or at a price no volatility gives: no switch brings them back.',
      },
      {
        name: 'Left out by a filter',
        on: ['{} left out by {}: list them', 'Left out'],
        says: 'Quotes the first filter that meets them leaves out; each can be let in by its tick in Quotes.',
      },
    ],
  },
];
