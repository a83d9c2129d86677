/** Entry of the worker. */
import { expose } from 'comlink';
import { createJobs } from './jobs.ts';
import { holdLifeline } from './lifeline.ts';

const lifeline = holdLifeline();
expose(
  createJobs(
    (message) => self.postMessage(message),
    () => lifeline,
  ),
);

// A rejection that nobody waits for would leave its job without an answer: the page hears of it as of any crash.
self.addEventListener('unhandledrejection', ({ reason }) => reportError(reason));
