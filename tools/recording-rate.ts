/**
 * `node tools/run.mjs tools/recording-rate.ts [MINUTES]`: what a recording of a whole chain holds, by kind of message:
 * how many a second, bytes of a line, bytes a second, and the hours until it is as much as can be replayed. The chain is as
 * large as Deribit's of BTC, quoted some 230 times a second; the second table follows the books of its two next expiries.
 */
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { recordingLines } from '#live/recording-lines.ts';
import { ThinnedMarks } from '#worker/thinned-marks.ts';
import { SimulatedChain } from './feed-sim/chain.ts';
import { SimulatedVenue } from './feed-sim/venue.ts';
import { DrivenSession } from './live/driven-session.ts';

const START = Date.UTC(2026, 7, 1, 17);
const NEXT = [Date.UTC(2026, 7, 2, 8), Date.UTC(2026, 7, 3, 8)];
const SHAPE = { expiries: 9, strikesASide: 24, pace: 1 };
/** Characters at which a recording ends. */
const MOST = 500_000_000;

function measured(books: readonly number[], seconds: number): string {
  const plan: FeedPlan = { currency: 'BTC', base: null, books, depth: 10 };
  const it = DrivenSession.of(
    plan,
    new SimulatedVenue(new SimulatedChain(5, START, 'BTC', SHAPE), 5, true),
    START,
  );
  it.tell({ kind: 'start' });
  it.run(10_000);
  const from = it.log.length;
  it.run(1000 * seconds);
  const marks = new ThinnedMarks();
  const kinds = new Map<string, { messages: number; bytes: number }>();
  for (const { at, input } of it.log.slice(from)) {
    if (input.kind === 'message' && !marks.admits(input.text, at)) continue;
    const channel = input.kind === 'message' ? /"channel":"(\w+)/.exec(input.text)?.[1] : undefined;
    const kind = channel ?? (input.kind === 'message' ? 'reply' : input.kind);
    const known = kinds.get(kind) ?? { messages: 0, bytes: 0 };
    known.messages++;
    for (const line of recordingLines(at, input)) known.bytes += line.length + 1;
    kinds.set(kind, known);
  }
  const total = [...kinds.values()].reduce((sum, { bytes }) => sum + bytes, 0) / seconds;
  const rows = [...kinds]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .map(([kind, { messages, bytes }]) =>
      [
        kind.padEnd(20),
        `${(messages / seconds).toFixed(1)} a second`.padStart(16),
        `${Math.round(bytes / messages)} B`.padStart(10),
        `${(bytes / seconds / 1000).toFixed(1)} kB/s`.padStart(12),
      ].join(''),
    );
  const hours = MOST / total / 3600;
  const options = it.session.quotes()?.symbol.length ?? 0;
  return `${options} options, ${books.length} books: ${(total / 1000).toFixed(1)} kB/s, ${hours.toFixed(2)} h\n${rows.join('\n')}\n`;
}

const seconds = 60 * Number(process.argv[2] ?? 1);
for (const books of [[], NEXT]) process.stdout.write(`${measured(books, seconds)}\n`);
