import { count, fixed, MISSING, strike, time } from '#base/format.ts';
import type { LiveState } from '#store/live/live-state.ts';
import { sourceName } from '#store/live/live-words.ts';
import { live, useLive } from '#store/live/page.ts';
import { FIT_REASONS } from './fit-words.ts';
import { ReplayButton } from './replay-button.tsx';

/** What can be done with the venue or the recording that is followed, and what is known of it. */
export function Running({ close }: { readonly close: () => void }) {
  const isLive = useLive((s) => s.phase === 'live');
  const source = useLive((s) => s.source);
  const name = useLive((s) => s.recordingName);
  const frozen = useLive((s) => s.frame?.frozen === true);
  const recording = useLive((s) => s.recording);
  const based = useLive((s) => s.frame !== null && s.frame.base !== null);
  const leave = (): void => {
    close();
    void live.disconnect();
  };
  return (
    <section className="live-part" aria-label="Venue that is followed">
      <p className="live-says">
        {isLive
          ? `Takes the public quotes of ${sourceName(source)}, ${source?.plan.base ?? source?.plan.currency}.`
          : `Replays ${name}. Nothing is contacted.`}
      </p>
      <div className="live-tools">
        <button
          type="button"
          className="button"
          title="The board stays as it stands, fitted once more"
          onClick={leave}
        >
          {isLive ? 'Disconnect' : 'End the replay'}
        </button>
        <button
          type="button"
          className="button"
          aria-pressed={frozen}
          disabled={!based}
          title="The published surface stays as it is; the quotes go on"
          onClick={() => live.freeze(!frozen)}
        >
          Freeze
        </button>
        <button
          type="button"
          className="button"
          disabled={!based || frozen}
          title="Fits the quotes of now in full"
          onClick={() => live.fitNow()}
        >
          Fit now
        </button>
        {!isLive && <ReplayButton close={close} />}
        {isLive && recording === null && (
          <button
            type="button"
            className="button"
            disabled={!based}
            title="Keeps what arrives from here on, to be saved as a file"
            onClick={() => void live.record()}
          >
            Record
          </button>
        )}
        {isLive && recording !== null && (
          <button
            type="button"
            className="button button-accent"
            title="Ends the recording and saves it as a .ndjson.gz file"
            onClick={() => void live.stopRecording()}
          >
            Stop and save · {count(recording.lines)}
          </button>
        )}
      </div>
      <Facts />
    </section>
  );
}

/** What is known of the feed besides how fresh it is. */
function Facts() {
  const rows = useLive(factsOf);
  return (
    <dl className="live-facts" aria-label="Figures of the feed">
      {NAMES.map((name, i) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{rows[i]}</dd>
        </div>
      ))}
    </dl>
  );
}

const NAMES = ['Index', 'Venue’s clock', 'Channels', 'Oldest quote used', 'Published', 'Full fits'] as const;

/** The values of `NAMES`, in order. */
function factsOf({ frame, fitting, history }: LiveState): string[] {
  if (frame === null) return NAMES.map(() => MISSING);
  const { feed, index, base } = frame;
  const stamps = frame.expiries.flatMap(({ oldestStamp }) => oldestStamp ?? []);
  const now = frame.at + (feed.clock?.offset ?? 0);
  const oldest = stamps.length === 0 ? null : (now - Math.min(...stamps)) / 1000;
  const clock = feed.clock;
  const reason = history.fits.at(-1)?.reason;
  const last =
    base === null ? '' : `, last ${time(base.landedAt)}${reason ? `, ${FIT_REASONS[reason]}` : ''}`;
  return [
    index === null ? MISSING : strike(Math.round(index)),
    clock === null
      ? MISSING
      : `${clock.offset >= 0 ? '+' : ''}${fixed(clock.offset, 0)} ms, ± ${fixed(clock.error, 0)} ms`,
    `${count(feed.channels)}${feed.gaps > 0 ? `, ${count(feed.gaps)} gaps` : ''}`,
    oldest === null ? MISSING : `${fixed(Math.max(0, oldest), 1)} s`,
    frame.publishedAt === null
      ? MISSING
      : `${count(frame.publishes)} ${frame.publishes === 1 ? 'time' : 'times'}, last ${time(frame.publishedAt)}`,
    fitting === null ? `${count(frame.fits)}${last}` : `fitting now, ${FIT_REASONS[fitting]}`,
  ];
}
