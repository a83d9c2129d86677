import { isDeepStrictEqual } from 'node:util';
import { seededRandom } from '#math/seeded-random.ts';
import { bench } from '#testing/bench.ts';
import { deribitBoard } from '#testing/deribit-board.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { randomEdit } from './random-edits.ts';

/**
 * `count` random edits, then undo until there is nothing left: the decisions are what they were, and what was done can
 * be done again to the last bit. A drag of five seconds, sixty values a second, is one step.
 */
export async function undoAll({ count, seed }: Pick<SoakOptions, 'count' | 'seed'>): Promise<SoakResult> {
  const random = seededRandom(seed);
  const b = bench();
  await b.open('btc.json', deribitBoard());
  const before = structuredClone(b.state().decisions);
  // Fits are beside the point here, and would take the time.
  b.service.hold('calibrate');
  const faults: string[] = [];
  for (let i = 0; i < count; i++) randomEdit(b, random);
  const edited = structuredClone(b.state().decisions);
  let undone = 0;
  while (b.state().canUndo) {
    b.actions.undo();
    undone++;
  }
  if (!isDeepStrictEqual(b.state().decisions, before))
    faults.push('undone, the decisions are not those of before');
  let redone = 0;
  while (b.state().canRedo) {
    b.actions.redo();
    redone++;
  }
  if (!isDeepStrictEqual(b.state().decisions, edited)) faults.push('done again, they are not those of after');
  if (redone !== undone) faults.push(`${undone} steps undone, ${redone} done again`);

  b.actions.beginGesture();
  for (let i = 0; i < 300; i++) b.actions.setWeights({ spread: (i + 1) / 151 });
  b.actions.endGesture();
  b.actions.undo();
  if (!isDeepStrictEqual(b.state().decisions, edited))
    faults.push('a drag of five seconds is more than one step');
  return { figures: { edits: count, steps: undone, redone }, faults };
}
