import type { Failure } from '#base/outcome.ts';
import { proposedMap } from './column-map.ts';

/** How the command line says what a failure asks for; empty where there is no choice. */
export function howToChoose({ choices, table }: Failure): string {
  const map = table === undefined ? null : proposedMap(table);
  if (map !== null) return ` Say --map ${map} if that is what they hold.`;
  if (table !== undefined) return ' Say --map strike=COLUMN,expiry=COLUMN,…';
  if (choices?.kind === 'as-of') return ' Say --as-of 2023-02-15T21:00:00Z.';
  const [first] = choices?.options ?? [];
  if (choices === undefined || first === undefined) return '';
  return choices.kind === 'underlying' ? ` Say --underlying ${first}.` : ` Say --at ${first}.`;
}
