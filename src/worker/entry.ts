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
