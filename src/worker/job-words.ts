/** What is said of a job that did not come to its end, with what to do. */

export type Kind = 'read' | 'market' | 'calibrate' | 'compare' | 'assess';

const DOING: Readonly<Record<Kind, string>> = {
  read: 'Reading the file',
  market: 'Computing the implied volatilities',
  calibrate: 'Fitting',
  compare: 'Comparing the models',
  assess: 'Fitting again and again',
};

/** What to do where it takes too long. */
const INSTEAD: Readonly<Record<Kind, string>> = {
  read: 'Open a part of the file.',
  market: 'Open a part of the file.',
  calibrate: 'Drop expiries, or take a simpler model.',
  compare: 'Compare fewer models.',
  assess: 'Drop expiries, or take a simpler model.',
};

export function tookLonger(kind: Kind, limitMs: number): string {
  return `${DOING[kind]} took longer than ${limitMs / 1000} s and was stopped. ${INSTEAD[kind]}`;
}

export function hungWords(kind: Kind): string {
  const instead = INSTEAD[kind];
  return `${DOING[kind]} stopped answering and was ended. Try again, or ${instead.charAt(0).toLowerCase()}${instead.slice(1)}`;
}

export function brokeOff(kind: Kind, why: string): string {
  return `${DOING[kind]} broke off twice (${why}). Reload the page and try again.`;
}

export function failedWords(kind: Kind, why: string): string {
  return `${DOING[kind]} failed: ${why}.`;
}
