import { Dialog } from 'radix-ui';
import { actions, useWorkbench } from '#store/workbench.ts';
import { type KeyEntry, MODIFIED_KEYS, SINGLE_KEYS } from './key-map.ts';
import './help.css';

/** Keys, marks and conventions of the screen, on one sheet. */
export function Help() {
  const open = useWorkbench((s) => s.look.helpOpen);
  const singleKeys = useWorkbench((s) => s.look.singleKeys);
  return (
    <Dialog.Root open={open} onOpenChange={(helpOpen) => actions.look({ helpOpen })}>
      <Dialog.Portal>
        <Dialog.Overlay className="help-veil" />
        <Dialog.Content className="help" aria-describedby={undefined}>
          <header>
            <Dialog.Title>Help</Dialog.Title>
            <Dialog.Close className="button" aria-label="Close help">
              ✕
            </Dialog.Close>
          </header>
          <div className="help-columns">
            <section>
              <h3>Keys</h3>
              <Keys entries={SINGLE_KEYS} />
              <label className="help-switch">
                <input
                  type="checkbox"
                  checked={singleKeys}
                  onChange={(event) => actions.look({ singleKeys: event.target.checked })}
                />
                Single keys on
              </label>
              <Keys entries={MODIFIED_KEYS} />
            </section>
            <section>
              <h3>Marks</h3>
              <dl>
                <dt className="rich">▲ rich</dt>
                <dd>The market lies above the model and the fit runs below the bid.</dd>
                <dt className="cheap">▼ cheap</dt>
                <dd>The market lies below the model and the fit runs above the ask.</dd>
                <dt className="warn">▲ n through</dt>
                <dd>Quotes of the expiry whose bid-ask the fit leaves.</dd>
                <dt className="fail">✕</dt>
                <dd>Failed, or arbitrage where quotes are. The sentence says which.</dd>
                <dt>dot area</dt>
                <dd>Weight of the quote in the fit. A ring: changed by hand.</dd>
                <dt>hollow</dt>
                <dd>Excluded by hand: in no count. ×: left out by a filter.</dd>
                <dt>dashed</dt>
                <dd>Ghost: the fit when the present gesture began, or the one kept.</dd>
              </dl>
              <h3>Conventions</h3>
              <dl>
                <dt>volatility</dt>
                <dd>Black-76 on the forward of each expiry, percent a year, ACT/365.</dd>
                <dt>Δ</dt>
                <dd>Black delta on the forward, not premium-adjusted.</dd>
                <dt>RR25, BF25</dt>
                <dd>Call minus put; mean of both minus at the money. Vol points.</dd>
                <dt>half-spreads</dt>
                <dd>Market mid minus model, over half the bid-ask. Inside is −1 to 1.</dd>
                <dt>LOO</dt>
                <dd>RMSE with each quote left out of the fit in turn.</dd>
                <dt>in quotes</dt>
                <dd>Between the outer quotes of an expiry; wings lie beyond.</dd>
              </dl>
            </section>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Keys({ entries }: { readonly entries: readonly KeyEntry[] }) {
  return (
    <table className="help-keys">
      <thead className="unseen">
        <tr>
          <th>Key</th>
          <th>Does</th>
          <th>Without the key</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.command}>
            <td>
              {entry.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </td>
            <td>{entry.does}</td>
            <td className="faint">{entry.button}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
