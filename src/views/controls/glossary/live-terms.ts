import type { TermList } from './term.ts';

/** A market that is followed live, and how the surface moves between full fits. */
export const liveTerms: readonly TermList[] = [
  {
    group: 'Live',
    terms: [
      {
        name: 'Live market',
        on: ['Live', 'Live market', 'Connect', 'Disconnect'],
        says: 'Follows a venue’s public quotes, records them, replays recordings; nothing is contacted before Connect, and nothing of yours is sent.',
      },
      {
        name: 'Feed',
        says: 'Age of the venue’s newest quote by its own clock: live to 2.5 s, late to 10 s, then stale; offline once no try is left.',
      },
      {
        name: 'Venue',
        says: 'Who is contacted: Deribit, its test venue, or a simulated one on this machine.',
      },
      {
        name: 'Port of the local venue',
        says: 'Port of a venue on this machine, as npm run feed:sim prints it.',
      },
      { name: 'Chain', says: 'Underlying and settlement: BTC and ETH in coin, the others in USDC.' },
      {
        name: 'Order books',
        says: 'Follows whole order books of the expiry in focus, so that weights know the depth behind the best prices.',
      },
      {
        name: 'Freeze',
        says: 'Keeps the published surface as it is while quotes go on beside it.',
      },
      { name: 'Fit now', says: 'Fits the quotes of now in full, as a settled expiry or an old fit would.' },
      {
        name: 'Recording',
        on: ['Record', 'Stop and save{}', 'Replay files…', 'Files to replay'],
        says: 'All that arrives, kept as a file that gives the same published surfaces to the last bit when replayed.',
      },
      {
        name: 'Replay',
        on: ['Speed', 'Step', 'Instant of the recording', 'End the replay'],
        says: 'A recording played on its own clock: pause, step to the next message, scrub with the track or its arrow keys.',
      },
      {
        name: 'Volatility scalar',
        on: ['Publ. %', 'Filter %'],
        says: 'One number an expiry that moves its fitted smile with the market between full fits, as published and as the filter has it.',
        formula: 'w(k) → v² w(k)',
      },
      {
        name: 'Scalar map',
        on: ['Scalar map', 'Vertical', 'Standardised'],
        says: 'Vertical scales volatility at each strike; standardised keeps the smile’s shape in standard deviations.',
        formula: 'σ(k) → v σ(k),  σ(v k) → v σ(k)',
      },
      {
        name: 'Reversion time, days',
        says: 'Days over which the filter lets a scalar fall back to the full fit when no quote tells it otherwise.',
        formula: 'z → e^(−t / τ) z',
      },
      {
        name: 'Diffusion of one day, per √day',
        says: 'How far ln v of an expiry in one day wanders in a day; longer expiries wander less.',
        formula: 'q(T) = q T^(−0.45)',
      },
      {
        name: 'Risk aversion',
        says: 'What a published surface that is off costs a day; more of it narrows the band and publishes more often.',
        formula: 'λ z² / 2',
      },
      {
        name: 'Cost of publishing',
        on: ['Proportional cost of a move', 'Fixed cost of a move', 'Band %'],
        says: 'What a move of the published surface costs by its size and each time; it sets the band within which nothing moves.',
      },
      {
        name: 'Oldest full fit, h',
        says: 'Age after which a full fit is made anew, whatever the scalars say.',
      },
      {
        name: 'Level that asks for a full fit, ln v',
        says: 'Distance of a scalar from 1 beyond which the surface is fitted anew.',
      },
      {
        name: 'Shape that asks for a full fit, times',
        says: 'How many times their usual scatter quotes may lie off the smile’s shape before it is fitted anew.',
      },
      {
        name: 'Headroom of strict fits, times the variance',
        says: 'How far a fit of SVI or eSSVI that is strictly without butterfly arbitrage can be raised before it has any: what a scalar may rise between full fits.',
        formula: 'x w(k) without arbitrage up to x',
      },
      {
        name: 'What if',
        on: [
          'Try on this recording',
          'Next error',
          'Tracking error',
          'Next inside',
          'Turnover',
          'Refits',
          'Loss + cost',
        ],
        says: 'What these settings would have come to on the recording: errors against quotes, how far and how often the surface moves, and what both cost.',
      },
      {
        name: 'Cap %',
        says: 'How far a smile may rise before butterfly arbitrage appears; nothing is published beyond it.',
      },
      { name: 'Oldest s', says: 'Age of the oldest quote that is used of the expiry, seconds.' },
      {
        name: 'Parameter over time',
        says: 'Which parameter of the full fits is drawn under the scalars.',
      },
      {
        name: 'Live table',
        on: ['Live table', 'Now', 'History'],
        says: 'Every expiry as it stands, or what was published and fitted of the one in focus.',
      },
    ],
  },
];
