import { seededRandom } from '#math/seeded-random.ts';
import { sessionFit } from '#store/sessions/content.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { type SessionBench, sessionBench } from '#testing/session-bench.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { randomEdit } from './random-edits.ts';

const REAL = 'data/deribit-book-summary/btc-2026-08-01.json';
/** Every so many sessions one is of the real board, which takes its time. */
const A_REAL_ONE = 10;

/**
 * `count` sessions of random edits, each closed and opened again by another page, then taken away as a file, opened by a
 * third and taken away again: the parameters are the same to the last bit, the files to the last byte.
 */
export async function sessionsReopened({
  count,
  seed,
  tell,
}: Omit<SoakOptions, 'site'>): Promise<SoakResult> {
  const random = seededRandom(seed);
  const faults: string[] = [];
  let expiries = 0;
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const db = memoryDatabase();
    const a = sessionBench(db);
    const real = hasShared && i % A_REAL_ONE === 0;
    await a.open(
      'board.json',
      real ? new TextDecoder().decode(sharedBytes(REAL)) : deribitBoard({ thin: random() < 0.3 }),
    );
    const edits = 1 + Math.floor(6 * random());
    for (let n = 0; n < edits; n++) randomEdit(a, random);
    if (random() < 0.5) a.actions.keepGhost();
    if (random() < 0.3) a.actions.undo();
    await a.saved();
    a.kill();

    const b = sessionBench(db);
    await b.sessions.comeBack();
    await b.settle();
    const [was, is] = [parameters(a), parameters(b)];
    if (was !== is) faults.push(`session ${i}: the parameters are ${is}, they were ${was}`);
    const first = (await b.sessions.fileText())?.text ?? '';
    const c = sessionBench(memoryDatabase());
    await c.open('board.volbench.json', first);
    const second = (await c.sessions.fileText())?.text ?? '';
    if (first === '' || first !== second) faults.push(`session ${i}: the file taken away again is another`);
    if (was !== parameters(c)) faults.push(`session ${i}: opened from its file the parameters are others`);
    expiries += a.state().fitted?.result.slices.length ?? 0;
    bytes += first.length;
    if ((i + 1) % 50 === 0) tell(`${i + 1} sessions, ${faults.length} faults`);
  }
  return {
    figures: { sessions: count, expiries, file_bytes_mean: bytes / count, faults: faults.length },
    faults,
  };
}

/**
 * Parameters of the fit on the screen, written so that every bit shows. Where the last one failed, what it said: the good
 * one before it, which stays on the screen, is not of the decisions that are saved.
 */
function parameters(b: SessionBench): string {
  const { fitted, fit } = b.state();
  if (fit.error !== null) return `no fit: ${fit.error.message}`;
  if (fitted === null) return 'no fit';
  return JSON.stringify(sessionFit(fitted), (_, value) => (Object.is(value, -0) ? '-0' : value));
}
