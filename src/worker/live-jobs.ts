/** What the live worker does, apart from the worker itself so that tests run it over any port. */
import { failure, success } from '#base/outcome.ts';
import type { LiveInput } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import { feedAddress } from './live-address.ts';
import type { LiveApi, LiveMessage } from './live-api.ts';
import { MACHINE } from './live-clock.ts';
import { LiveRun, type Platform } from './live-run.ts';
import type { SocketLike } from './live-socket.ts';

const BROWSER: Platform = {
  readings: MACHINE,
  socket: (address) => new WebSocket(address) as SocketLike,
  fetch: (address, options) => fetch(address, options),
  every(ms, act) {
    const timer = setInterval(act, ms);
    return () => clearInterval(timer);
  },
};

/** The worker's side; `tell` posts to the page, `lifeline` names the lock held. */
export function createLiveJobs(
  tell: (told: LiveMessage['told']) => void,
  lifeline: () => Promise<string | null>,
  platform: Platform = BROWSER,
): LiveApi {
  let run: LiveRun | null = null;

  function end(): void {
    run?.stop();
    run = null;
  }

  async function give(input: LiveInput): Promise<void> {
    run?.give(input);
  }

  return {
    async connect(address, plan, settings) {
      const reached = feedAddress(address);
      if (!reached.ok) return reached;
      end();
      const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
      run = new LiveRun(new LiveSession(plan, settings, seed), reached.value, platform, {
        frame: (frame) => tell({ kind: 'frame', frame, recorded: null }),
        wanted: (wanted) => tell({ kind: 'fit', wanted }),
        input: () => undefined,
      });
      return success(null);
    },
    async disconnect() {
      end();
    },
    base: (base) => give(base === null ? { kind: 'no-base' } : { kind: 'base', base }),
    fitNow: () => give({ kind: 'fit-now' }),
    settings: (settings) => give({ kind: 'settings', settings }),
    freeze: (on) => give({ kind: 'freeze', on }),
    async startRecording() {},
    async stopRecording() {},
    async replay() {
      return failure('unrecognised', 'Recordings cannot be replayed yet.');
    },
    async play() {},
    async pause() {},
    async seek() {},
    async step() {},
    async ping() {},
    lifeline,
  };
}
