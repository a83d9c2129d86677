import { canonicalName, parseInstrumentName } from '#market/instrument-name.ts';
import { seeded } from '../sample/random.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { anOption, type KnownName, noOption } from './files/names.ts';
import { realFiles } from './files/real.ts';
import { realNames } from './files/real-names.ts';

const at = (year: number, month: number, day: number, hour = 8): number =>
  Date.UTC(year, month - 1, day, hour);

/** Names that other readers have got wrong. */
const CASES: readonly KnownName[] = [
  {
    name: 'XRP_USDC-30JUN23-0d625-C',
    root: 'XRP_USDC',
    expiry: at(2023, 6, 30),
    strike: 0.625,
    isCall: true,
  },
  {
    name: 'MATIC_USDC-9MAR24-1d02-C',
    root: 'MATIC_USDC',
    expiry: at(2024, 3, 9),
    strike: 1.02,
    isCall: true,
  },
  { name: 'ETH-20240914-2400_5-C', root: 'ETH', expiry: at(2024, 9, 14), strike: 2400.5, isCall: true },
  { name: 'BTC-5AUG23-29000-P', root: 'BTC', expiry: at(2023, 8, 5), strike: 29_000, isCall: false },
  { name: 'BTC-27DEC24-60000-C-USDT', root: 'BTC', expiry: at(2024, 12, 27), strike: 60_000, isCall: true },
  { name: 'DOGE-231006-0.06-C', root: 'DOGE', expiry: at(2023, 10, 6), strike: 0.06, isCall: true },
  { name: 'BTC-USD-250328-100000-C', root: 'BTC', expiry: at(2025, 3, 28), strike: 100_000, isCall: true },
];
const NO_OPTIONS = ['BTC-CS-19MAY26-70000_75000', 'BTC-STRG-19MAY26-70000_75000', 'BTC-FS-19MAY26_PERP'];

/**
 * Reads `count` names drawn by the grammars of the venues and every name of the real files: an option must be read as
 * what it was drawn from, whatever else must not be read as an option.
 */
export async function instrumentNames({
  count,
  seed,
}: Pick<SoakOptions, 'count' | 'seed'>): Promise<SoakResult> {
  const random = seeded(seed);
  const met = realNames(realFiles());
  const real = met.flatMap(({ known }) => (known === null ? [] : [known]));
  const drawn = Array.from({ length: Math.ceil(count * 0.8) }, () => anOption(random));
  const others = [
    ...NO_OPTIONS,
    ...Array.from({ length: Math.floor(count * 0.2) }, () => noOption(random)),
    ...met.flatMap(({ name, known }) => (known === null ? [name] : [])),
  ];
  const faults = [...CASES, ...drawn, ...real].flatMap((known) => misread(known) ?? []);
  const right = CASES.length + drawn.length + real.length - faults.length;
  let refused = 0;
  for (const name of others) {
    const { kind } = parseInstrumentName(name);
    if (kind !== 'option') refused++;
    else faults.push(`${name} is read as an option`);
  }
  return {
    figures: {
      names: CASES.length + drawn.length + others.length + real.length,
      of_real_files: met.length,
      options: CASES.length + drawn.length + real.length,
      read_right: right,
      others: others.length,
      refused,
      faults: faults.length,
      seed,
    },
    faults,
  };
}

/** How a name is misread, as it stands or in small letters; null where it is not. */
function misread({ name, root, expiry, strike, isCall }: KnownName): string | null {
  for (const text of [name, canonicalName(name.toLowerCase())]) {
    const read = parseInstrumentName(text);
    if (read.kind !== 'option') return `${text} is read as ${read.kind}`;
    const same =
      read.root === root && read.expiry === expiry && read.strike === strike && read.isCall === isCall;
    if (!same) {
      return `${text} is read as ${read.root} ${new Date(read.expiry).toISOString()} ${read.strike} ${read.isCall ? 'call' : 'put'} instead of ${root} ${new Date(expiry).toISOString()} ${strike}`;
    }
  }
  return null;
}
