import type { TermList } from './term.ts';

/** What stands round the board: the bar at the top, tabs, splitters, the line at the bottom. */
export const pageTerms: readonly TermList[] = [
  {
    group: 'Page',
    terms: [
      {
        name: 'Sessions',
        says: 'Boards kept in this browser with file, settings and fit: saved as they change, and taken out and in as a file.',
      },
      {
        name: 'Open',
        on: ['Open', 'Open quote files', 'Open a file…'],
        says: 'Opens one quote file, or several of one board together; a drop anywhere does the same (Ctrl O).',
      },
      {
        name: 'As-of time',
        on: ['As-of time', 'as of {}', 'As-of time, UTC'],
        says: 'Instant the quotes are of, in UTC; times to expiry count from it.',
      },
      {
        name: 'Undo',
        says: 'Takes the last change back, a whole drag at once (Ctrl Z).',
      },
      { name: 'Redo', says: 'Makes the change again (Ctrl Shift Z, Ctrl Y).' },
      {
        name: 'Export',
        says: 'Takes the fit away as a file, or a chart as a picture; each line says what it will hold.',
      },
      { name: 'Theme', on: ['Theme: {}'], says: 'Dark or light; kept for the next visit.' },
      { name: 'Help', says: 'Keys, how to read the screen, files, and every word of it (?).' },
      {
        name: 'Fit panel',
        says: 'Everything that decides a fit; in a narrow window it lies over the board.',
      },
      { name: 'Quotes', says: 'Every quote with what the fit makes of it.' },
      {
        name: 'Parameters',
        says: 'One row an expiry: what it is, how good the fit is, what the model says.',
      },
      { name: 'Models', says: 'Every model on this board, side by side.' },
      {
        name: 'Forwards',
        says: 'The forward of each expiry, where it is from and what else would speak for another.',
      },
      {
        name: 'Arbitrage',
        says: 'Trades within the quotes themselves that gain for certain, before any model.',
      },
      {
        name: 'Messages',
        on: ['Messages', 'Dismiss message', 'Show {}'],
        says: 'All that was found in file and fit, grouped with its count and what to do.',
      },
      {
        name: 'Copy',
        says: 'Copies the table as tab-separated text with ASCII numbers, as a spreadsheet takes it.',
      },
      { name: 'Maximise', on: ['Maximise', 'Restore'], says: 'The tables over the charts, and back (t).' },
      { name: 'Keep', says: 'Keeps this fit as a dashed line to compare with (k).' },
      {
        name: 'Splitter',
        on: ['Width of the Fit panel', 'Width of the Smile', 'Height of the tables'],
        says: 'Drag it, or focus it and use the arrows; double-click or Enter gives the default back.',
      },
      {
        name: 'Smile',
        says: 'Quotes of one expiry as bars from bid to ask in volatility, the fit through them, and residuals in half-spreads below.',
      },
    ],
  },
];
