/** What a mutation run came to: counts a file, and the changes that no test noticed with the reason they may stay. */
import { reasonFor } from './reasons.ts';

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** The part of the runner's JSON report that is read. */
interface RunnerReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

/** A change that no test noticed. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  /** What stood there, and what was put instead, on one line each. */
  readonly was: string;
  readonly became: string;
  /** Whether a test reaches the place at all. */
  readonly reached: boolean;
  /** Why it may stay; null where nobody has said. */
  readonly reason: string | null;
}

interface Count {
  readonly file: string;
  readonly mutants: number;
  readonly killed: number;
  readonly timedOut: number;
  /** Of these, those that the clock ended and not the count of turns: a busy machine may have its part in them. */
  readonly byClock: number;
  readonly survived: number;
  readonly unreached: number;
}

export interface MutationReport {
  readonly counts: readonly Count[];
  readonly survivors: readonly Survivor[];
}

/** Longest piece of code shown. */
const SHOWN = 60;

function oneLine(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line;
}

function between(source: string, start: Place, end: Place): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  return lines.join('\n');
}

/** Reads the runner's report; of `files` only where any are named. */
export function readReport(report: RunnerReport, files: readonly string[] = []): MutationReport {
  const counts: Count[] = [];
  const survivors: Survivor[] = [];
  for (const [file, { source, mutants }] of Object.entries(report.files).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (files.length > 0 && !files.includes(file)) continue;
    const number = (status: string): number => mutants.filter((mutant) => mutant.status === status).length;
    const count = {
      file,
      killed: number('Killed'),
      timedOut: number('Timeout'),
      byClock: mutants.filter(
        (m) => m.status === 'Timeout' && m.statusReason?.startsWith('Hit limit') !== true,
      ).length,
      survived: number('Survived'),
      unreached: number('NoCoverage'),
    };
    counts.push({ ...count, mutants: count.killed + count.timedOut + count.survived + count.unreached });
    const lines = source.split('\n');
    const left = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    left.sort(
      (a, b) =>
        a.location.start.line - b.location.start.line || a.location.start.column - b.location.start.column,
    );
    for (const { mutatorName, replacement = '', status, location } of left) {
      const was = between(source, location.start, location.end);
      survivors.push({
        file,
        line: location.start.line,
        mutator: mutatorName,
        was: oneLine(was),
        became: oneLine(replacement),
        reached: status === 'Survived',
        reason: reasonFor({
          file,
          text: lines[location.start.line - 1]!,
          mutator: mutatorName,
          was,
          became: replacement,
        }),
      });
    }
  }
  return { counts, survivors };
}

function total(counts: readonly Count[]): Count {
  const sum = (of: (count: Count) => number): number => counts.reduce((all, count) => all + of(count), 0);
  return {
    file: 'all',
    mutants: sum((c) => c.mutants),
    killed: sum((c) => c.killed),
    timedOut: sum((c) => c.timedOut),
    byClock: sum((c) => c.byClock),
    survived: sum((c) => c.survived),
    unreached: sum((c) => c.unreached),
  };
}

/** Share noticed, in percent with one decimal; a change that makes the program run for ever is noticed. */
function score({ mutants, killed, timedOut }: Pick<Count, 'mutants' | 'killed' | 'timedOut'>): string {
  return mutants === 0 ? '100.0' : (Math.floor((1000 * (killed + timedOut)) / mutants) / 10).toFixed(1);
}

/** The table and the survivors as text for a terminal. */
export function tableOf({ counts, survivors }: MutationReport): string {
  const rows = [...counts, total(counts)].map((count) =>
    [
      score(count).padStart(5),
      String(count.mutants).padStart(6),
      String(count.killed).padStart(6),
      String(count.timedOut).padStart(8),
      String(count.survived).padStart(8),
      String(count.unreached).padStart(9),
      ` ${count.file}`,
    ].join(' '),
  );
  const left = survivors.map(
    (s) => `${s.file}:${s.line} ${s.mutator}: ${s.was} -> ${s.became} (${s.reason ?? 'no reason given'})`,
  );
  const head = '    % mutants killed timeouts survived unreached  file';
  return `${[head, ...rows, ...(left.length > 0 ? ['', ...left] : [])].join('\n')}\n`;
}

/** A cell of Markdown code: a bar would end it. */
const code = (text: string): string =>
  text === '' ? '(nothing)' : `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;

/** The room's row of the overview. */
export function rowOf(room: string, { counts }: MutationReport, untried: readonly string[]): string {
  const all = total(counts);
  const part = untried.length > 0 ? `, ${counts.length} of ${counts.length + untried.length} files` : '';
  return `| [${room}](mutation/${room}.md)${part} | ${all.mutants} | ${all.killed + all.timedOut} | ${score(all)} | ${score({ ...all, timedOut: all.timedOut - all.byClock })} |`;
}

/** The room's page under docs/mutation/. */
export function pageOf(
  room: string,
  { counts, survivors }: MutationReport,
  untried: readonly string[],
): string {
  const all = total(counts);
  const rows = [...counts, all].map(
    (c) =>
      `| ${c.file.replace(`src/${room}/`, '')} | ${c.mutants} | ${c.killed} | ${c.timedOut} | ${c.byClock} | ${c.survived} | ${c.unreached} | ${score(c)} |`,
  );
  const lines = [
    `# Mutation testing of src/${room}`,
    '',
    `Written by \`npm run -s mutation -- ${room} --record\`; [what it means](../mutation.md). Of ${all.mutants} changes`,
    `${all.killed + all.timedOut} were noticed: ${score(all)} %.`,
    '',
    '| file | changes | failed a test | ran for ever | by the clock | unnoticed | unreached | % |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(untried.length > 0 ? [`Not tried yet: ${untried.join(', ')}.`, ''] : []),
    '## Unnoticed',
  ];
  let file = '';
  for (const s of survivors) {
    if (s.file !== file) {
      file = s.file;
      lines.push(
        '',
        `### ${file}`,
        '',
        '| line | mutator | was | became | why it may stay |',
        '|---|---|---|---|---|',
      );
    }
    lines.push(
      `| ${s.line} | ${s.mutator} | ${code(s.was)} | ${code(s.became)} | ${s.reason ?? (s.reached ? 'open' : 'open: no test gets here')} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}
