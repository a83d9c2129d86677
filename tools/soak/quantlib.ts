import { spawnSync } from 'node:child_process';

/** What became of one script: its status, what it printed, and the symbols it holds. */
export interface ScriptRun {
  readonly status: number;
  readonly printed: string;
  readonly symbols: readonly string[];
}

/** Runs each script as a program of its own would run, in one process: QuantLib is slow to load. */
const RUNNER = `
import contextlib, io, json, sys, traceback
runs = []
for text in json.load(sys.stdin):
    names = {"__name__": "__main__"}
    out = io.StringIO()
    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            exec(compile(text, "quantlib.py", "exec"), names)
        except SystemExit as end:
            status = end.code
        except BaseException:
            traceback.print_exc()
            status = 2
    symbols = [quote[0] for smile in names.get("SMILES", []) for quote in smile["quotes"]]
    runs.append({"status": status, "printed": out.getvalue(), "symbols": symbols})
json.dump(runs, sys.stdout)
`;

/** Python with QuantLib, and the version of the latter; null where there is none. */
export function findQuantlib(): {
  readonly version: string;
  run(scripts: readonly string[]): ScriptRun[];
} | null {
  for (const python of [process.env['PYTHON_PATH'], '/usr/bin/python3', 'python3']) {
    if (python === undefined) continue;
    const asked = spawnSync(python, ['-c', 'import QuantLib; print(QuantLib.__version__)'], {
      encoding: 'utf8',
    });
    if (asked.status !== 0) continue;
    return {
      version: asked.stdout.trim(),
      run(scripts) {
        const { status, stdout, stderr } = spawnSync(python, ['-c', RUNNER], {
          input: JSON.stringify(scripts),
          encoding: 'utf8',
          maxBuffer: 2 ** 30,
        });
        if (status !== 0) throw new Error(`Python ended with ${status}: ${stderr}`);
        return JSON.parse(stdout) as ScriptRun[];
      },
    };
  }
  return null;
}

/** Largest difference that a script printed; NaN where one is no number, 0 where it printed no quote. */
export function largestDifference({ printed }: ScriptRun): number {
  const rows = printed.split('\n').filter((line) => /^\d{4}-/.test(line));
  return Math.max(0, ...rows.map((line) => Math.abs(Number(line.split('\t')[5]))));
}
