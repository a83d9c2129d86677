import type { CrossBoard } from '#store/compare-board.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CopyButton } from '#views/controls/copy-button.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { useCrossBoard } from '#views/controls/use-cross-board.ts';
import type { TableView } from '#views/view.ts';
import { ChangesTable, useChanges } from './changes-table.tsx';
import { ComparedWith } from './compared-with.tsx';
import { List, useListed } from './list.tsx';
import { NoSecond } from './no-second.tsx';
import './compare.css';

/** What changed against a kept fit, or the quotes of a second file by their distance from the fit. */
export const compareTable: TableView = {
  id: 'compare',
  label: 'Compare',
  Count: null,
  Tools,
  Component: Compare,
};

function Compare() {
  const against = useWorkbench((s) => s.look.cross.against);
  return against === 'fit' ? <ChangesTable /> : <SecondTable />;
}

function SecondTable() {
  const board = useCrossBoard();
  return board === null ? <NoSecond /> : <List board={board} />;
}

function Tools() {
  const against = useWorkbench((s) => s.look.cross.against);
  const board = useCrossBoard();
  return (
    <>
      <ComparedWith short />
      {against === 'fit' ? <ChangesTools /> : board !== null && <ListTools board={board} />}
    </>
  );
}

function ChangesTools() {
  const table = useChanges();
  return <CopyButton table={() => table} />;
}

function ListTools({ board }: { readonly board: CrossBoard }) {
  const { throughOnly, of, leastSize } = useWorkbench((s) => s.look.cross);
  const table = useListed(board);
  return (
    <>
      <button
        type="button"
        className="tool"
        aria-pressed={of === 'focus'}
        title="Only the focused expiry"
        onClick={() => actions.lookAcross({ of: of === 'focus' ? 'all' : 'focus' })}
      >
        This expiry
      </button>
      <button
        type="button"
        className="tool"
        aria-label="Through only"
        aria-pressed={throughOnly}
        title="Only quotes with the fit outside their bid-ask"
        onClick={() => actions.lookAcross({ throughOnly: !throughOnly })}
      >
        Through
      </button>
      <span className="compare-field">
        <span className="faint">Size ≥</span>
        <NumberField
          label="Least size"
          value={leastSize}
          format={String}
          min={0}
          disabled={!board.sized}
          title={
            board.sized ? 'Smaller ones are not listed' : `n/a: no sizes in the file of ${board.names.b}`
          }
          stepTo={(value, by) => Math.max(0, (value ?? 0) + by)}
          onApply={(value) => actions.lookAcross({ leastSize: value ?? 0 })}
        />
      </span>
      <CopyButton table={() => table} />
    </>
  );
}
