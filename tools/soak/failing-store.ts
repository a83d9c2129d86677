import { deribitBoard } from '#testing/deribit-board.ts';
import { memoryDatabase } from '#testing/memory-database.ts';
import { sessionBench } from '#testing/session-bench.ts';
import type { SoakResult } from './check.ts';

/**
 * A page that saves, is killed and comes back, once for each n (or `every` so many) up to `count`, the n-th call to its store failing: nothing
 * is thrown, what was said to be saved is back, and the store holds nothing that nobody needs.
 */
export async function failingStore(count: number, every = 1): Promise<SoakResult> {
  const faults: string[] = [];
  let calls = 0;
  for (let n = 1; n <= count; n += every) {
    const db = memoryDatabase();
    db.failing = (call) => call === n;
    const a = sessionBench(db);
    await a.open('btc.json', deribitBoard());
    await a.saved();
    let saved: number | null = null;
    for (const spread of [0.2, 0.4, 0.6]) {
      a.actions.setWeights({ spread });
      await a.saved();
      if (a.status.getState().save.kind === 'saved') saved = spread;
    }
    // The pause before a save that failed is tried again.
    a.clock.advance(2000);
    await a.saved();
    if (a.status.getState().save.kind !== 'saved') faults.push(`call ${n}: never saved`);
    a.kill();
    const b = sessionBench(db);
    await b.sessions.comeBack();
    // A page that could not read says so; the hand tries again.
    if (b.status.getState().notice !== null) await b.sessions.open(a.id());
    await b.settle();
    const back = b.state().decisions.settings.all.weights.spread;
    if (back !== 0.6) faults.push(`call ${n}: ${back} is back, ${saved ?? 'nothing'} was saved`);
    await b.saved();
    if (db.shelves.quotes.size !== 1)
      faults.push(`call ${n}: quotes are kept ${db.shelves.quotes.size} times`);
    calls = Math.max(calls, db.calls);
  }
  return { figures: { failed: count, calls, faults: faults.length }, faults };
}
