import { memo, useDeferredValue, useMemo } from 'react';
import type { BoardExpiry } from '#charts/board.ts';
import { bandPath, bandState } from '#charts/smile-band.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';

/** The 95 % confidence band of the fit, quiet behind the line; it may follow the line a frame later. */
export const Band = memo(function Band(props: {
  readonly expiry: BoardExpiry;
  readonly layout: SmileLayout;
}) {
  const shown = useWorkbench((s) => s.look.bandShown);
  const expiry = useDeferredValue(props.expiry);
  const layout = useDeferredValue(props.layout);
  const path = useMemo(() => (shown ? bandPath(expiry, layout) : ''), [shown, expiry, layout]);
  // The band of another expiry or of another scale would be wrong even for a frame.
  const isOther = expiry.key !== props.expiry.key || layout !== props.layout;
  return path === '' || isOther ? null : <path className="smile-confidence" d={path} />;
});

/** Switches the band on and off; where there is none, says so. */
export function BandTool({ expiry }: { readonly expiry: BoardExpiry }) {
  const shown = useWorkbench((s) => s.look.bandShown);
  const state = bandState(expiry);
  if (state === null) return null;
  if (state === 'not-identified')
    return (
      <span
        className="smile-tool faint"
        title="The quotes do not tell the parameters apart: standard errors are not identified, and there is no confidence band."
      >
        no band: not identified
      </span>
    );
  return (
    <button
      type="button"
      className="tool smile-tool"
      aria-pressed={shown}
      aria-label="95 % band"
      title="Where the smile lies with 95 % confidence at each strike, if the model is right: delta method, Student t. What is fixed or at a bound counts as known."
      onPointerDown={(event) => event.stopPropagation()}
      onClick={() => workbench.actions.look({ bandShown: !shown })}
    >
      95 % band
    </button>
  );
}
