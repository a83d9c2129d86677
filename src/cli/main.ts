/** Entry of `npm run -s fit` and `volbench fit`: the command on the process's own streams. */

import { run } from './run.ts';
import { oneLine, type Terminal } from './terminal.ts';

// A reader that has had enough (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal: Terminal = {
  folder: process.cwd(),
  input: process.stdin,
  output: (text) =>
    new Promise((done, refused) => {
      process.stdout.write(text, (error) => (error ? refused(error) : done()));
    }),
  say: (text) => void process.stderr.write(text),
  screen: process.stderr.isTTY === true,
};

try {
  process.exitCode = await run(process.argv.slice(2), terminal);
} catch (error) {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`volbench failed; this is a fault of the program: ${oneLine(cause)}\n`);
  process.exitCode = 2;
}
