/** Entry of the live worker. */
import { expose } from 'comlink';
import { holdLifeline } from './lifeline.ts';
import { createLiveJobs } from './live-jobs.ts';

const lifeline = holdLifeline();
expose(
  createLiveJobs(
    (told) => self.postMessage({ type: 'volbench-live', told }),
    () => lifeline,
  ),
);

// A rejection that nobody waits for would leave the session standing still: the page hears of it as of any crash.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
