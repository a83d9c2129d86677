import { fitIsOld } from '#store/selectors.ts';
import { useWorkbench } from '#store/workbench.ts';
import { pictured } from '#views/controls/pictured.ts';
import { KeptFit } from './kept-fit.tsx';
import { Second } from './second.tsx';
import '#views/controls/figure.css';
import './compare.css';

/** The board held against a kept fit, or against a second file. */
export function CompareView() {
  const against = useWorkbench((s) => s.look.cross.against);
  const overdue = useWorkbench(fitIsOld);
  return (
    <div
      className={overdue ? 'figure overdue' : 'figure'}
      role="group"
      aria-label="Compare"
      {...pictured(
        'Difference',
        against === 'fit'
          ? 'Line: the fit on the screen less the kept one, vol points. Bars: bid to ask of the quotes against the kept fit.'
          : 'Bars: bid to ask of the quotes against their fit, vol points. Diamonds on broad bars: quotes of the second file, filled where the fit is outside their bid-ask.',
      )}
    >
      {against === 'fit' ? <KeptFit /> : <Second />}
    </div>
  );
}
