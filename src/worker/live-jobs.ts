/** What the live worker does, apart from the worker itself so that tests run it over any port. */
import { failure, success } from '#base/outcome.ts';
import type { LiveInput } from '#live/live-frame.ts';
import { LiveSession } from '#live/live-session.ts';
import { recordingHead, recordingLines } from '#live/recording-lines.ts';
import { whatIf } from '#live/what-if.ts';
import { fileSource } from './byte-source.ts';
import { feedAddress } from './live-address.ts';
import type { LiveApi, LiveMessage } from './live-api.ts';
import { MACHINE } from './live-clock.ts';
import { readReplay } from './live-files.ts';
import { LiveRecorder } from './live-recorder.ts';
import { LiveReplay } from './live-replay.ts';
import { LiveRun, type Platform } from './live-run.ts';
import type { SocketLike } from './live-socket.ts';

/** Time that a trial of settings takes before it lets messages in, ms. */
const TRIAL_MS = 30;

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
  let replay: LiveReplay | null = null;
  let recorder: LiveRecorder | null = null;
  /** The last recording that was ended, until its last part has been told. */
  let ending: Promise<void> = Promise.resolve();
  /** What is asked for; older ones are given up. */
  let turn = 0;
  let trial = 0;

  function end(): void {
    turn++;
    run?.stop();
    run = null;
    replay?.stop();
    replay = null;
    endRecording();
  }

  function endRecording(): void {
    if (recorder !== null) ending = recorder.end();
    recorder = null;
  }

  async function give(input: LiveInput): Promise<void> {
    (run ?? replay)?.give(input);
  }

  return {
    async connect(address, plan, settings) {
      const reached = feedAddress(address);
      if (!reached.ok) return reached;
      end();
      const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
      run = new LiveRun(new LiveSession(plan, settings, seed), reached.value, platform, {
        frame: (frame) => tell({ kind: 'frame', frame, recorded: recorder?.bytes ?? null }),
        wanted: (wanted) => tell({ kind: 'fit', wanted }),
        input(at, input) {
          recorder?.take(recordingLines(at, input), at);
          recorder?.tick(at);
        },
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
    async focus(key) {
      run?.give({ kind: 'focus', key });
    },
    async startRecording() {
      await ending;
      if (run === null || recorder !== null) return;
      const { last, session, host } = run;
      const mine = new LiveRecorder({
        packed: (member) => tell({ kind: 'recorded', member }),
        ended(why) {
          tell({
            kind: 'notice',
            message: `The recording has ended: ${why}. Save it; another can be begun.`,
          });
        },
      });
      mine.take(recordingHead(last, session.keep(), host), last);
      recorder = mine;
    },
    async stopRecording() {
      endRecording();
      await ending;
    },
    async replay(files, settings) {
      end();
      const mine = turn;
      const source = await readReplay(files.map(fileSource), settings, () => turn === mine);
      if (!source.ok) return source;
      if (turn !== mine) return failure('superseded', 'Something newer took the place of this.');
      replay = new LiveReplay(source.value, platform, {
        frame: (frame) => tell({ kind: 'frame', frame, recorded: null }),
        wanted: (wanted) => tell({ kind: 'fit', wanted }),
        base: (base) => tell(base),
        place: (state) => tell({ kind: 'replay', state }),
      });
      return success(replay.place, source.issues);
    },
    async play(speed) {
      replay?.play(speed);
    },
    async pause() {
      replay?.pause();
    },
    async seek(at) {
      replay?.seek(at);
    },
    async step() {
      replay?.step();
    },
    async whatIf(settings, fit) {
      const source = replay?.source;
      if (source === undefined)
        return failure('missing-data', 'Settings are tried on a recording, and none is replayed. Open one.');
      const mine = ++trial;
      const steps = whatIf(source, settings, fit);
      let since = platform.readings.steady();
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) return step.value;
        if (platform.readings.steady() - since < TRIAL_MS) continue;
        await new Promise((resolve) => setTimeout(resolve));
        if (mine !== trial || replay?.source !== source)
          return failure('superseded', 'Something newer took the place of this.');
        since = platform.readings.steady();
      }
    },
    async ping() {},
    lifeline,
  };
}
