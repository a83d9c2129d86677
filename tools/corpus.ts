/**
 * Reads mutated copies of every readable format: `npm run corpus -- --count 1000 --seed 1`; with `--packed`, of Parquet,
 * gzip and ZIP files alone. Prints one line a format.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fixtures } from './corpus/fixtures.ts';
import { listedFixtures } from './corpus/listed.ts';
import { mutate } from './corpus/mutate.ts';
import { mutatePacked, packedFixtures } from './corpus/packed.ts';
import { type CorpusResult, readAll, readMutations } from './corpus/run.ts';
import { venueFixtures } from './corpus/venues.ts';

const REAL = ['deribit-book-summary', 'cboe-csv', 'deribit-csv', 'yahoo', 'vol-quotes', 'hard-slices'];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean' },
    packed: { type: 'boolean' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);

function realFiles(): readonly { format: string; name: string; bytes: Uint8Array }[] {
  const shared = process.env['VOLBENCH_SHARED'] ?? resolve(import.meta.dirname, '../../shared');
  if (!existsSync(shared)) return [];
  return REAL.flatMap((folder) =>
    readdirSync(resolve(shared, 'data', folder))
      .filter((name) => /\.(?:csv|json)$/.test(name))
      .map((name) => ({
        format: `real ${folder}/${name}`,
        name,
        bytes: readFileSync(resolve(shared, 'data', folder, name)),
      })),
  );
}

const packed = packedFixtures().map((fixture) => ({ ...fixture, change: mutatePacked }));
const plain = [
  ...[...fixtures(), ...venueFixtures(), ...listedFixtures()].map(({ format, name, text }) => ({
    format,
    name,
    bytes: new TextEncoder().encode(text),
  })),
  ...realFiles(),
].map((file) => ({ ...file, change: mutate }));
const files = values.packed === true ? packed : plain;
let total = 0;
let faults = 0;
let slow = 0;
for (const { format, name, bytes, change } of files) {
  // A large real file is mutated less often: what is tested is the same code.
  const runs = bytes.length > 400_000 ? Math.ceil(count / 10) : count;
  const whole = values.packed === true ? await readAll(name, bytes) : null;
  const rows = whole?.ok === true ? whole.value.rowsRead : null;
  const result = await readMutations(format, name, bytes, runs, seed, change, rows);
  total += result.files;
  faults += result.faults.length;
  slow += result.over250ms;
  console.log(values.json ? JSON.stringify(result) : line(result));
  for (const fault of result.faults.slice(0, 5)) console.log(`  ${fault}`);
}
console.log(`${total} files, ${faults} faults, ${slow} over 250 ms, seeds from ${seed}`);
process.exitCode = faults > 0 || slow > 0 ? 1 : 0;

function line(result: CorpusResult): string {
  const { format, files: read, opened, refused, slowestMs } = result;
  return `${format.padEnd(60)} ${read} read, ${opened} opened, ${refused} refused, ${result.faults.length} faults, slowest ${slowestMs.toFixed(0)} ms`;
}
