import { type KnownName, newYork, newYorkClose } from './names.ts';
import type { RealFile } from './real.ts';
import { strictRows } from './strict-csv.ts';

/** A name met in a real file. */
export interface MetName {
  readonly name: string;
  /** What it says, read apart from the program; null where it names no option. */
  readonly known: KnownName | null;
}

const FIELD = /"(?:instrument_name|instId|symbol|contractSymbol|s)"\s*:\s*"([^"]+)"/g;
const COLUMNS = ['instrument_name', 'symbol', 'contractSymbol', 'contract_symbol', 'Calls', 'Puts'];
const OPTION = /^[^-]+-.*-[CP](?:-USD[TC])?$|\d{6}[CP]\d{8}$/;
const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC';

/** Every name of the real files, each once. */
export function realNames(files: readonly RealFile[]): readonly MetName[] {
  const names = new Set<string>();
  for (const { name, bytes } of files) {
    const text = new TextDecoder().decode(bytes);
    if (!name.endsWith('.csv')) for (const match of text.matchAll(FIELD)) names.add(match[1] ?? '');
    else for (const cell of namesOfTable(text)) names.add(cell);
  }
  // A root or an index under the same key is no instrument.
  const instruments = [...names].filter((name) => /\d|PERP/.test(name) && /[-_]|\d{8}$/.test(name));
  return instruments.map((name) => ({ name, known: OPTION.test(name) ? statedBy(name) : null }));
}

function namesOfTable(text: string): readonly string[] {
  const rows = strictRows(text);
  const head = rows.findIndex((row) => row.some((cell) => COLUMNS.includes(cell)));
  if (head < 0) return [];
  const at = (rows[head] ?? []).flatMap((cell, i) => (COLUMNS.includes(cell) ? [i] : []));
  return rows.slice(head + 1).flatMap((row) => at.map((i) => row[i] ?? ''));
}

/** What a name says, by its parts from the end. */
function statedBy(name: string): KnownName {
  const parts = name.replace(/-USD[TC]$/, '').split('-');
  const type = parts.at(-1) ?? '';
  if (parts.length > 2) {
    const [date = '', strike = ''] = parts.slice(-3, -1);
    const linear = /^(?:USDT|USDC)$/.test(parts[1] ?? '') ? `${parts[0]}_${parts[1]}` : undefined;
    return {
      name,
      root: linear ?? parts[0] ?? '',
      expiry: dayOf(date) + 8 * 3_600_000,
      strike: Number(strike.replace(/[d_]/, '.')),
      isCall: type === 'C',
    };
  }
  const tail = name.slice(-15);
  const root = name.slice(0, -15).trim();
  const day = new Date(dayOf(tail.slice(0, 6)));
  return {
    name,
    root,
    expiry: root === 'SPX' ? newYork(day, 9, 30) : newYorkClose(day),
    strike: Number(`${tail.slice(7, 12)}.${tail.slice(12)}`),
    isCall: tail[6] === 'C',
  };
}

/** Midnight UTC of `5AUG23`, `250328` or `20240914`. */
function dayOf(text: string): number {
  const month = MONTHS.indexOf(text.slice(-5, -2)) / 3;
  if (/[A-Z]/.test(text)) return Date.UTC(2000 + Number(text.slice(-2)), month, Number.parseInt(text, 10));
  const [year, rest] = [Number(text.slice(-6, -4)), text.slice(-4)];
  return Date.UTC(2000 + year, Number(rest.slice(0, 2)) - 1, Number(rest.slice(2)));
}
