import { count, fixed, parseNumber } from '#base/format.ts';
import { DEFAULT_FILTERS, type FilterSettings } from '#market/filters.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CheckRow } from '#views/controls/check-row.tsx';
import { LabelCell } from '#views/controls/label-cell.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { leftOut } from './left-out.ts';
import { Section } from './section.tsx';

/** What takes no part in the fit, each kind with how many it leaves out. */
export function FiltersSection({ short }: { readonly short: boolean }) {
  const filters = useWorkbench((s) => s.decisions.settings.filters);
  const filtered = useWorkbench((s) => s.filtered);
  const out = filtered === null ? null : leftOut(filtered);
  const check = (name: 'inTheMoney' | 'oneSided' | 'crossed', label: string, title: string) => (
    <CheckRow
      label={label}
      title={title}
      checked={!filters[name]}
      changed={filters[name] !== DEFAULT_FILTERS[name]}
      leftOut={out === null ? null : out[name]}
      onChange={(leave) => actions.setFilters({ [name]: !leave })}
    />
  );
  return (
    <Section
      id="filters"
      title="Filters"
      short={short}
      note={out === null ? '' : `${count(out.total)} left out`}
    >
      {check('inTheMoney', 'In the money', 'Leave out quotes in the money')}
      {check('oneSided', 'One-sided', 'Leave out quotes without a bid or without an ask')}
      {check('crossed', 'Crossed', 'Leave out quotes whose bid lies above their ask')}
      <Limit
        name="relativeSpreadAbove"
        label="Relative spread above"
        title="(ask − bid) / mid, of prices"
        step={0.05}
        digits={2}
        leftOut={out?.relativeSpreadAbove ?? null}
        filters={filters}
      />
      <Limit
        name="bidBelowTicks"
        label="Bid below, ticks"
        title="Bids of fewer price ticks say little"
        step={1}
        digits={0}
        leftOut={out?.bidBelowTicks ?? null}
        filters={filters}
      />
      <Limit
        name="expiryWithinHours"
        label="Expiry within, h"
        title="Whole expiries that end within this many hours"
        step={1}
        digits={0}
        leftOut={out?.expiryWithinHours ?? null}
        filters={filters}
      />
      {out !== null && out.always > 0 && (
        <div className="row check-row" title="Neither bid nor ask, or prices no volatility gives">
          <span className="row-label">No price or no vol</span>
          <span className="row-count">{count(out.always)}</span>
        </div>
      )}
    </Section>
  );
}

interface LimitProps {
  readonly name: 'relativeSpreadAbove' | 'bidBelowTicks' | 'expiryWithinHours';
  readonly label: string;
  readonly title: string;
  readonly step: number;
  readonly digits: number;
  readonly leftOut: number | null;
  readonly filters: FilterSettings;
}

/** A threshold with the count it leaves out. */
function Limit({ name, label, title, step, digits, leftOut: out, filters }: LimitProps) {
  const value = filters[name];
  const initial = DEFAULT_FILTERS[name];
  const set = (to: number | null): void => actions.setFilters({ [name]: to ?? initial });
  return (
    <div className="row limit-row" title={title}>
      <LabelCell label={label} changed={value !== initial} onReset={() => set(initial)} />
      <NumberField
        label={label}
        value={value}
        min={0}
        max={100_000}
        format={(v) => fixed(v, Number.isInteger(v) ? digits : Math.max(digits, 2))}
        parse={(text) => parseNumber(text, 'plain')}
        stepTo={(from, by) => Number(((from ?? initial) + by * step).toFixed(6))}
        onApply={set}
      />
      <span className="row-count">{out === null ? '' : count(out)}</span>
    </div>
  );
}
