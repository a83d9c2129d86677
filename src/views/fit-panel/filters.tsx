import { count, fixed, parseNumber } from '#base/format.ts';
import { DEFAULT_FILTERS, type FilterSettings } from '#market/filters.ts';
import type { LeftOutChoice } from '#store/state.ts';
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
  const quotes = useWorkbench((s) => s.quotes);
  const out = filtered === null || quotes === null ? null : leftOut(filtered, quotes.symbol.length);
  const shown = useWorkbench((s) => s.look.inTheMoneyShown);
  const check = (name: 'inTheMoney' | 'oneSided' | 'crossed', label: string) => (
    <CheckRow
      label={label}
      checked={!filters[name]}
      changed={filters[name] !== DEFAULT_FILTERS[name]}
      aside={name === 'inTheMoney' && <Dimmed shown={shown} />}
      leftOut={<Count of={out?.[name]} choice={name} label={label} />}
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
      {check('inTheMoney', 'In the money')}
      {check('oneSided', 'One-sided')}
      {check('crossed', 'Crossed')}
      <Limit
        name="relativeSpreadAbove"
        label="Relative spread above"
        step={0.05}
        digits={2}
        leftOut={out?.relativeSpreadAbove ?? null}
        filters={filters}
      />
      <Limit
        name="bidBelowTicks"
        label="Bid below, ticks"
        step={1}
        digits={0}
        leftOut={out?.bidBelowTicks ?? null}
        filters={filters}
      />
      <Limit
        name="expiryWithinHours"
        label="Expiry within, h"
        step={1}
        digits={0}
        leftOut={out?.expiryWithinHours ?? null}
        filters={filters}
      />
      <Limit
        name="olderThanSeconds"
        label="Older than, s"
        step={10}
        digits={0}
        leftOut={out?.olderThanSeconds ?? null}
        filters={filters}
        disabledBecause={
          quotes === null || quotes.timestamp !== null
            ? null
            : 'Older than n/a: age unknown, no timestamps in this file'
        }
      />
      {out !== null && out.always > 0 && (
        <div className="row check-row">
          <span className="row-label">No price or no vol</span>
          <span className="row-count">
            <Count of={out.always} choice="always" label="No price or no vol" />
          </span>
        </div>
      )}
      {out !== null && out.unpriced > 0 && (
        <div className="row check-row">
          <span className="row-label">Expired or no forward</span>
          <span className="row-count">{count(out.unpriced)}</span>
        </div>
      )}
    </Section>
  );
}

/** Shows in the Smile what is left out because it is in the money. */
function Dimmed({ shown }: { readonly shown: boolean }) {
  return (
    <button
      type="button"
      className="link"
      aria-label="Show in the money, dimmed"
      aria-pressed={shown}
      title="Show those left out in the Smile, dimmed"
      onClick={() => actions.look({ inTheMoneyShown: !shown })}
    >
      {shown ? 'hide' : 'show'}
    </button>
  );
}

/** How many quotes a filter leaves out; a button lists them, where they can be let in one by one. */
function Count({
  of,
  choice,
  label,
}: {
  readonly of: number | undefined;
  readonly choice: LeftOutChoice;
  readonly label: string;
}) {
  if (of === undefined) return null;
  if (of === 0) return count(of);
  const list = () => actions.look({ table: 'quotes', quotesOf: 'all', leftOut: choice, throughOnly: false });
  const name = `${count(of)} left out by ${label}: list them`;
  return (
    <button type="button" className="link" aria-label={name} title="List them in Quotes" onClick={list}>
      {count(of)}
    </button>
  );
}

interface LimitProps {
  readonly name: 'relativeSpreadAbove' | 'bidBelowTicks' | 'olderThanSeconds' | 'expiryWithinHours';
  readonly label: string;
  readonly step: number;
  readonly digits: number;
  readonly leftOut: number | null;
  readonly filters: FilterSettings;
  readonly disabledBecause?: string | null;
}

/** A threshold with the count it leaves out. */
function Limit(props: LimitProps) {
  const { name, label, step, digits, leftOut: out, filters, disabledBecause = null } = props;
  const value = filters[name];
  const initial = DEFAULT_FILTERS[name];
  const set = (to: number | null): void => actions.setFilters({ [name]: to ?? initial });
  return (
    <div className="row limit-row" title={disabledBecause ?? undefined}>
      <LabelCell label={label} changed={value !== initial} onReset={() => set(initial)} />
      <NumberField
        label={label}
        value={value}
        min={0}
        max={100_000}
        empty={disabledBecause === null ? 'off' : 'n/a'}
        canBeEmpty={initial === null}
        disabled={disabledBecause !== null}
        format={(v) => fixed(v, Number.isInteger(v) ? digits : Math.max(digits, 2))}
        parse={(text) => parseNumber(text, 'plain')}
        stepTo={(from, by) => Number(((from ?? initial ?? 0) + by * step).toFixed(6))}
        onApply={set}
      />
      <span className="row-count">
        <Count of={out ?? undefined} choice={name === 'expiryWithinHours' ? 'expiry' : name} label={label} />
      </span>
    </div>
  );
}
