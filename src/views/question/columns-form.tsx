import { Dialog } from 'radix-ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import {
  type ColumnMap,
  MAPPED_ROLES,
  MAPPED_UNITS,
  type MappedRole,
  type UnknownTable,
} from '#base/column-map.ts';
import { readSample } from '#store/read-sample.ts';
import { actions } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { choicesOf, chosen, mapOfChoices, ROLE_NAMES } from './column-choices.ts';
import { SampleTable } from './sample-table.tsx';

export interface ColumnsFormProps {
  readonly table: UnknownTable;
  readonly proposed: ColumnMap;
}

const ROLES = [
  { value: '', label: 'not used' },
  ...MAPPED_ROLES.map((role) => ({ value: role, label: ROLE_NAMES[role] })),
];

const UNIT_NAMES = {
  coin: 'premiums in coin',
  currency: 'premiums in currency',
  decimal: 'vols in decimals',
  percent: 'vols in percent',
} as const;

const UNITS = [
  { value: '', label: 'as the numbers say' },
  ...MAPPED_UNITS.map((unit) => ({ value: unit, label: UNIT_NAMES[unit] })),
];

/** Values of a column shown under its header. */
const SHOWN_VALUES = 3;

/** Which column holds what, with ten rows as they would be read. */
export function ColumnsForm({ table, proposed }: ColumnsFormProps) {
  const [choices, setChoices] = useState(() => choicesOf(table, proposed));
  const [units, setUnits] = useState<NonNullable<ColumnMap['units']> | null>(proposed.units ?? null);
  const map = useMemo(() => mapOfChoices(table, choices, units), [table, choices, units]);
  const sample = useMemo(() => readSample(table, map), [table, map]);
  const columns = useRef<HTMLElement>(null);
  // The form comes after the dialogue, which by then has taken the focus itself.
  useEffect(() => columns.current?.querySelector('select')?.focus(), []);
  const read = sample.rows.filter(({ refused }) => refused === null).length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (sample.missing.length === 0) actions.answerColumns(map);
      }}
    >
      <div className="question-body">
        <section ref={columns} className="question-columns" aria-label="Columns of the file">
          {table.header.map((name, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <div className="question-column" key={at}>
              <span className="question-header" title={name}>
                {name.trim() === '' ? `column ${at + 1}` : name}
              </span>
              <span className="faint question-values">{valuesOf(table, at)}</span>
              <Choice
                name={`Column ${name.trim() === '' ? at + 1 : name}`}
                value={choices[at] ?? ''}
                options={ROLES}
                onChange={(role) =>
                  setChoices(chosen(choices, at, role === '' ? null : (role as MappedRole)))
                }
                {...(choices[at] === null ? { className: 'faint' } : {})}
              />
            </div>
          ))}
          <div className="question-column">
            <span className="question-header">Units</span>
            <span className="faint question-values">where the numbers leave it open</span>
            <Choice
              name="Units"
              value={units ?? ''}
              options={UNITS}
              onChange={(unit) => setUnits(MAPPED_UNITS.find((each) => each === unit) ?? null)}
            />
          </div>
        </section>
        <SampleTable sample={sample} />
      </div>
      <div className="question-buttons">
        <output className={sample.missing.length === 0 && read > 0 ? 'quiet' : 'warn'}>
          {sample.missing.length > 0
            ? `▲ Still missing: ${sample.missing.join(', ')}.`
            : `${read === 0 ? '▲ ' : ''}${read} of ${sample.rows.length} rows are options.`}
        </output>
        <Dialog.Close className="button">Cancel</Dialog.Close>
        <button type="submit" className="button button-accent" disabled={sample.missing.length > 0}>
          Open
        </button>
      </div>
    </form>
  );
}

function valuesOf({ rows }: UnknownTable, at: number): string {
  const values = rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '');
  return [...new Set(values)].slice(0, SHOWN_VALUES).join(', ') || 'empty';
}
