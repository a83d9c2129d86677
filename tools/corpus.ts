/**
 * `npm run corpus [-- [--json] FILE...]`: fits every real quote file that has bid and ask, or the files given, without
 * arbitrage, and says what is left of it and what it costs. `--help` lists the options.
 */
import { corpus } from './corpus/command.ts';

process.exitCode = await corpus(process.argv.slice(2), {
  folder: process.cwd(),
  input: process.stdin,
  output: (text) =>
    new Promise((done, refused) => {
      process.stdout.write(text, (error) => (error ? refused(error) : done()));
    }),
  say: (text) => void process.stderr.write(text),
  screen: process.stderr.isTTY === true,
});
