/** What the thread of a page spends on each step, by the browser's own trace. */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** All tasks of the page's thread between one mark `step` and the next, ms. */
export interface StepWork {
  /** Processor's time. */
  readonly work: number;
  /** Time in which the page answers nothing: its work, and what it waits for in the midst of it. */
  readonly held: number;
}

/** What each step costs the page's thread. */
export async function workOfSteps(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<StepWork[]> {
  // No more than this: each category costs time of its own, and some tell of a task a second time.
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  let trace = '';
  try {
    await work();
  } finally {
    trace = (await browser.stopTracing()).toString();
  }
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const marks = traceEvents.filter(({ name }) => name === 'step').sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (first === undefined) throw new Error('The trace holds no step.');
  const tasks = traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && pid === first.pid && tid === first.tid)
    .sort((a, b) => a.ts - b.ts);
  const sums = marks.map(() => ({ work: 0, held: 0 }));
  let at = -1;
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    // A task belongs to the step that is made in it.
    while (at + 1 < marks.length && (marks[at + 1] as TraceEvent).ts <= ts + dur) at++;
    const sum = sums[at];
    if (sum === undefined) continue;
    sum.work += tdur / 1000;
    sum.held += dur / 1000;
  }
  // The last step has no end.
  return sums.slice(0, -1);
}
