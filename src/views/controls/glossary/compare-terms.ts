import type { TermList } from './term.ts';

/** What holds the board against another fit or another file. */
export const compareTerms: readonly TermList[] = [
  {
    group: 'Views',
    terms: [
      {
        name: 'A|B',
        says: 'The fit against a kept one, or against the quotes of a second file, over the strikes of the focused expiry.',
      },
      {
        name: 'Compare',
        says: 'What changed on every expiry against a kept fit, or the quotes of a second file by their distance from the fit.',
      },
      {
        name: 'Compared with',
        on: ['Compared with', 'Kept fit', 'Second file'],
        says: 'A is the kept fit and B the one on the screen, or the quotes of a second file stand against the fit of the board.',
      },
      { name: 'Keep this fit', on: ['Keep this fit (k)'], says: 'Keeps this fit as A, to see what changes.' },
      {
        name: 'Second file',
        on: [
          'Open a second file to compare…',
          'Open a second file',
          'Compare with {}',
          'Close the second file',
        ],
        says: 'Another venue or another time of the same underlying, beside the board; nothing of it takes part in the fit.',
      },
      {
        name: 'As-of time of the second file',
        on: ['As-of time of the second file, UTC'],
        says: 'Instant its quotes are of, where the file does not say it.',
      },
      {
        name: 'Read the fit at',
        on: ['Read the fit at', 'Own forward'],
        says: 'Where the fit is read for a quote of the second file: at its strike over its own forward, or at its strike.',
        formula: 'k = ln K − ln F',
      },
      {
        name: 'Through only',
        says: 'Only quotes of the second file with the fit outside their bid-ask.',
      },
      {
        name: 'Least size',
        says: 'Smaller amounts on the side of the second file that is nearer the fit are not listed.',
      },
      {
        name: 'Fee of a leg',
        on: ['Fee of a leg, bp'],
        says: 'Taken off what a crossing earns once for each of its two legs, in basis points of the forward.',
      },
      {
        name: 'Side of a quote',
        on: ['Compare: Side'],
        says: 'Rich where the second file is quoted wholly above the fit, cheap where wholly below; ◇ past the last fitted quote.',
      },
      {
        name: 'Distance',
        on: ['Compare: vp', 'Compare: ½-spr.'],
        says: 'Middle of the bid and ask volatilities of the second file less the fit, in vol points and in half its bid-ask.',
      },
      {
        name: 'Crossing',
        on: ['Compare: Cross vp'],
        says: 'The bid of one above the ask of the other in the same contract at the same moment, in vol points.',
      },
      {
        name: 'Gain of a crossing',
        on: ['Compare: Gain bp'],
        says: 'Difference of the two Black prices after fees, in basis points of the forward.',
      },
      {
        name: 'Change in standard errors',
        on: ['Compare: s.e.'],
        says: 'The change over the standard error of A, or of B where A has none.',
      },
    ],
  },
];
