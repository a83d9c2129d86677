import { isSided, plainName } from './headers.ts';

const SIDE: ReadonlyMap<string, 'call' | 'put'> = new Map([
  ['call', 'call'],
  ['calls', 'call'],
  ['ce', 'call'],
  ['put', 'put'],
  ['puts', 'put'],
  ['pe', 'put'],
]);

/**
 * A header whose columns come twice, told apart as calls and puts: by the labels of a line above it (`Calls,,,Puts,,`,
 * each of which holds until the next), else by their place, calls to the left and puts to the right of the one strike.
 * Any other header is given back as it is.
 */
export function groupedHeader(
  above: readonly string[] | undefined,
  header: readonly string[],
): readonly string[] {
  const labels = above?.map((cell) => SIDE.get(plainName(cell))) ?? [];
  const places = (name: string) => header.flatMap((cell, i) => (plainName(cell) === name ? [i] : []));
  const [bids, asks, strikes] = [places('bid'), places('ask'), places('strike')];
  const [strike = -1] = strikes;
  const between = ([left = -1, right = -1]: readonly number[]) => left < strike && strike < right;
  const mirrored =
    strikes.length === 1 && bids.length === 2 && asks.length === 2 && between(bids) && between(asks);
  // A label of the puts to the left of the strike stands over nothing: the cells of its line are not those below.
  const aligned = !mirrored || labels.indexOf('put') >= strike;
  if (aligned && labels.includes('call') && labels.includes('put')) {
    let label: 'call' | 'put' | undefined;
    return header.map((cell, i) => {
      const written = (above?.[i] ?? '').trim();
      if (written !== '') label = labels[i];
      if (cell.trim() === '') return label === undefined ? written : cell;
      return label !== undefined && isSided(cell) ? `${label} ${cell}` : cell;
    });
  }
  if (!mirrored) return header;
  return header.map((cell, i) => (isSided(cell) ? `${i < strike ? 'call' : 'put'} ${cell}` : cell));
}
