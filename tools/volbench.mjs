#!/usr/bin/env node
/** The installed command: `volbench fit FILE...` is `npm run -s fit -- FILE...`. */
import { run } from './run.mjs';

const [command, ...args] = process.argv.slice(2);
// A caller that is itself an npm script leaves its own INIT_CWD behind; files are meant from here.
process.env.INIT_CWD = process.cwd();

if (command === 'fit') {
  await run('src/cli/main.ts', args);
} else {
  const asked = command === '--help' || command === '-h';
  process[asked ? 'stdout' : 'stderr'].write(
    'usage: volbench fit FILE... [options]   (volbench fit --help shows them)\n',
  );
  process.exitCode = asked ? 0 : 3;
}
