import { isSided, plainName } from './headers.ts';

const SIDE: ReadonlyMap<string, 'call' | 'put'> = new Map([
  ['call', 'call'],
  ['calls', 'call'],
  ['ce', 'call'],
  ['put', 'put'],
  ['puts', 'put'],
  ['pe', 'put'],
]);

const VOLS: ReadonlySet<string> = new Set(
  'iv ivs ivol ivols vol vols impliedvol impliedvols volatility volatilities impliedvolatility impliedvolatilities'.split(
    ' ',
  ),
);

/** Bid, ask and mid below a label of volatilities (`,,Implied vol,,Price,`), which holds until the next, under names of their own. */
function withVols(above: readonly string[] | undefined, header: readonly string[]): readonly string[] {
  if (above === undefined || !above.some((cell) => VOLS.has(plainName(cell)))) return header;
  let isVol = false;
  return header.map((cell, i) => {
    const written = plainName(above[i] ?? '');
    if (written !== '') isVol = VOLS.has(written);
    return isVol && /^(?:bid|ask|offer|mid)$/.test(plainName(cell)) ? `iv ${cell}` : cell;
  });
}

/**
 * A header whose columns come twice, told apart as calls and puts: by the labels of a line above it (`Calls,,,Puts,,`,
 * each of which holds until the next), else by their place, calls to the left and puts to the right of the one strike.
 * Any other header is given back as it is, save for names below a label of volatilities.
 */
export function groupedHeader(
  above: readonly string[] | undefined,
  names: readonly string[],
): readonly string[] {
  const header = withVols(above, names);
  const labels = above?.map((cell) => SIDE.get(plainName(cell))) ?? [];
  const plain = header.map(plainName);
  const places = (...own: readonly string[]) => plain.flatMap((name, i) => (own.includes(name) ? [i] : []));
  const [bids, asks, strikes] = [
    places('bid', 'geld'),
    places('ask', 'brief'),
    places('strike', 'basispreis'),
  ];
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
