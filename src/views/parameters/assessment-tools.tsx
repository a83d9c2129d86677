import { count } from '#base/format.ts';
import { canCompare } from '#store/selectors.ts';
import { actions, useWorkbench } from '#store/workbench.ts';

/** Asks how far the fit holds out of sample and how far it scatters; tells of it, and calls it off. */
export function AssessmentTools() {
  const phase = useWorkbench((s) => s.assessment?.phase ?? null);
  const kind = useWorkbench((s) => s.assessment?.kind ?? null);
  const progress = useWorkbench((s) => s.assessment?.progress ?? null);
  const error = useWorkbench((s) => s.assessment?.error?.message ?? null);
  const possible = useWorkbench(canCompare);
  if (phase === 'running') {
    const name = kind === 'bootstrap' ? 'Bootstrap' : 'Holdout';
    return (
      <>
        <span className="faint" role="status">
          {progress === null ? name : `${name} ${count(progress.done)} of ${count(progress.total)}`}
        </span>
        <button type="button" className="tool" title="Calls it off (Esc)" onClick={actions.cancelAssessment}>
          Cancel
        </button>
      </>
    );
  }
  return (
    <>
      <span className={error === null ? 'faint' : 'fail'} role="status">
        {error ?? (phase === 'cancelled' ? 'cancelled' : '')}
      </span>
      <button
        type="button"
        className="tool"
        disabled={!possible}
        title="Fits the board five times with a fifth of the quotes held out, and once without the wings"
        onClick={() => actions.assess('holdout')}
      >
        Hold out
      </button>
      <button
        type="button"
        className="tool"
        disabled={!possible}
        title="Fits the board 300 times to quotes drawn from the fit and its residuals"
        onClick={() => actions.assess('bootstrap')}
      >
        Bootstrap
      </button>
    </>
  );
}
