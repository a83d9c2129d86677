/** Writes the simulated board that "Try the sample" opens: `npm run sample`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { simulatedBoard } from './sample/board.ts';
import { SAMPLE_SEED } from './sample/seed.ts';

const target = resolve(import.meta.dirname, '../public/sample/simulated-btc.json');
mkdirSync(dirname(target), { recursive: true });
const text = simulatedBoard(SAMPLE_SEED);
writeFileSync(target, text);
console.error(`${target}: ${text.length} bytes, seed ${SAMPLE_SEED}`);
