import { type KeyboardEvent, useRef } from 'react';
import { instant } from '#base/format.ts';
import { live, useLive } from '#store/live/page.ts';
import { Choice } from '#views/controls/choice.tsx';
import { clockTime } from './clock-time.ts';

const SPEEDS = [0.25, 1, 4, 16, 60, 240];
/** What an arrow key scrubs by, ms of the recording; with Shift ten times as much. */
const ARROW_MS = 1000;

/** Play, pause, step, speed and scrub of a recording. */
export function ReplayBar() {
  const replay = useLive((s) => s.replay);
  const name = useLive((s) => s.recordingName);
  const track = useRef<HTMLInputElement>(null);
  if (replay === null) return <section className="replay-bar" aria-label="Replay" />;
  const { from, to, at, playing, speed, sought } = replay;
  const span = Math.max(1, to - from);
  const isOver = at >= to;
  const toggle = (): void => {
    if (playing) live.pause();
    else {
      if (isOver) live.seek(from);
      live.play(speed);
    }
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -60, PageUp: 60 }[event.key];
    const end = { Home: from, End: to }[event.key];
    const scrubbed = by === undefined ? end : at + by * ARROW_MS * (event.shiftKey ? 10 : 1);
    if (event.target !== track.current || scrubbed === undefined) return;
    event.preventDefault();
    live.seek(Math.min(to, Math.max(from, scrubbed)));
  };
  return (
    <section className="replay-bar" aria-label="Replay" onKeyDown={onKey}>
      <button type="button" className="button" onClick={toggle}>
        {playing ? 'Pause' : 'Play'}
      </button>
      <button
        type="button"
        className="button"
        disabled={playing || isOver}
        title="To the next message"
        onClick={() => live.step()}
      >
        Step
      </button>
      <Choice
        name="Speed"
        className="replay-speed"
        value={String(speed)}
        options={SPEEDS.map((times) => ({ value: String(times), label: `${times}×` }))}
        onChange={(text) => {
          live.play(Number(text));
          if (!playing) live.pause();
        }}
      />
      <span className="replay-track">
        <span className="replay-marks" aria-hidden="true">
          {replay.fits.map((mark) => (
            <i key={`f${mark}`} className="fit" style={{ left: `${(100 * (mark - from)) / span}%` }} />
          ))}
          {replay.drops.map((mark) => (
            <i key={`d${mark}`} className="drop" style={{ left: `${(100 * (mark - from)) / span}%` }} />
          ))}
        </span>
        <input
          ref={track}
          type="range"
          aria-label="Instant of the recording"
          aria-valuetext={`${instant(at)}, ${clockTime(at - from)} of ${clockTime(to - from)}`}
          title="Drag, or ← → by a second, with Shift by ten; lines are full fits, squares lost connections"
          min={0}
          max={Math.ceil(span)}
          step={1}
          value={Math.round(at - from)}
          onChange={(event) => live.seek(Math.min(to, from + Number(event.target.value)))}
        />
      </span>
      <span className="replay-at">
        {clockTime(at - from)} <span className="faint">of {clockTime(to - from)}</span>{' '}
        <b title="The market’s instant, UTC">{instant(at)}</b>
        {sought < 1 && <span className="quiet"> · seeking {Math.floor(100 * sought)} %</span>}
      </span>
      <button
        type="button"
        className="button"
        title={`End the replay of ${name}`}
        onClick={() => void live.disconnect()}
      >
        End the replay
      </button>
    </section>
  );
}
