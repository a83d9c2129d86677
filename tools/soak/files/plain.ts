import { fixtures } from './fixtures.ts';
import { listedFixtures } from './listed.ts';
import { venueFixtures } from './venues.ts';

/** One file that is read as it is. */
export interface PlainFile {
  readonly format: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A small file of every readable table and document. The same bytes every time. */
export function plainFiles(): readonly PlainFile[] {
  return [...fixtures(), ...venueFixtures(), ...listedFixtures()].map(({ format, name, text }) => ({
    format,
    name,
    bytes: new TextEncoder().encode(text),
  }));
}
