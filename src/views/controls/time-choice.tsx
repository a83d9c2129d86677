import { actions, useWorkbench } from '#store/workbench.ts';
import './figure.css';

/** How time is laid along the axis of every view that has one. */
export function TimeChoice() {
  const scale = useWorkbench((s) => s.look.timeScale);
  return (
    <label className="figure-choice">
      <span>t:</span>
      <select
        aria-label="Time scale"
        title="√time, or log time, where hours and years both have room"
        value={scale}
        onChange={(event) => actions.look({ timeScale: event.target.value === 'log' ? 'log' : 'root' })}
      >
        <option value="root">√time</option>
        <option value="log">log</option>
      </select>
    </label>
  );
}
