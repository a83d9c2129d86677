import { useMemo } from 'react';
import { type BoardExpiry, boardExpiry } from '#charts/board.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { fittedCurve, smilePath } from '#charts/smile-scene.ts';
import { useWorkbench } from '#store/workbench.ts';

/** The fitted smile: of the newest fit, which it shows before anything else does. */
export function FitLine({ expiry, layout }: { readonly expiry: BoardExpiry; readonly layout: SmileLayout }) {
  const fitted = useWorkbench((s) => s.fitted);
  const line = useMemo(() => {
    const newest = fitted === null ? null : boardExpiry(fitted, expiry.key);
    // A fit of another market is drawn with its own axes.
    const curve = fittedCurve(newest?.book === expiry.book ? newest : expiry);
    return curve === null ? '' : smilePath(curve, layout);
  }, [fitted, expiry, layout]);
  return <path className="smile-line" d={line} />;
}
