/**
 * `npm run guide-words`: writes docs/guide/words.md, so that what is read there and what stands under the pointer is
 * the same.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsText } from './guide/words.ts';

writeFileSync(join(import.meta.dirname, '../docs/guide/words.md'), wordsText());
console.log('docs/guide/words.md');
