import { type ReactNode, useState } from 'react';
import { count } from '#base/format.ts';
import { venueOf } from '#store/compare-names.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { FileInput, OpenButton } from '#views/controls/open-button.tsx';
import { useFetched } from '#views/controls/use-fetched.ts';
import { AsOf } from './as-of.tsx';
import './top-bar.css';

export interface TopBarProps {
  /** What is kept of the board, beside its name. */
  readonly sessions: ReactNode;
  /** The way to a live market. */
  readonly live: ReactNode;
  /** Opens and closes the Fit panel where it is a drawer; absent where it stands beside the board. */
  readonly drawer?: { readonly open: boolean; readonly toggle: () => void };
}

/** What is shown and what can be done with all of it. */
export function TopBar({ sessions, live, drawer }: TopBarProps) {
  const canUndo = useWorkbench((s) => s.canUndo);
  const canRedo = useWorkbench((s) => s.canRedo);
  const theme = useWorkbench((s) => s.look.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top-bar">
      <h1 className="top-bar-name">Volbench</h1>
      {sessions}
      <Source />
      <span className="top-bar-space" />
      {drawer !== undefined && (
        <button type="button" className="button" aria-expanded={drawer.open} onClick={drawer.toggle}>
          Fit panel
        </button>
      )}
      <FileInput onFiles={(files) => actions.openFiles(files)} />
      <OpenButton>Open</OpenButton>
      {live}
      <button
        type="button"
        className="button"
        disabled={!canUndo}
        title="Ctrl Z"
        onClick={() => actions.undo()}
      >
        <span aria-hidden="true">↶</span>Undo
      </button>
      <button
        type="button"
        className="button"
        disabled={!canRedo}
        title="Ctrl Shift Z"
        onClick={() => actions.redo()}
      >
        <span aria-hidden="true">↷</span>Redo
      </button>
      <Export />
      <button
        type="button"
        className="button button-square"
        aria-label={`Theme: ${theme}`}
        title={`Change to the ${other} theme`}
        onClick={() => actions.look({ theme: other })}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
        </svg>
      </button>
      <button
        type="button"
        className="button button-square"
        aria-label="Help"
        title="Keys, marks and conventions (?)"
        onClick={() => actions.look({ helpOpen: true })}
      >
        ?
      </button>
    </header>
  );
}

const loadMenu = async () => (await import('./export-menu.tsx')).ExportMenu;

/** The menu and what writes its files are fetched when the button is first meant, and opened when it is pressed. */
function Export() {
  const fitted = useWorkbench((s) => s.fitted !== null);
  const [pressed, setPressed] = useState(false);
  const Menu = useFetched(loadMenu, pressed, 'The Export menu', () => setPressed(false));
  if (Menu !== null) return <Menu />;
  const prepare = (): void => {
    loadMenu().catch(() => undefined);
  };
  return (
    <button
      type="button"
      className="button button-accent"
      aria-label="Export"
      aria-haspopup="menu"
      aria-expanded={false}
      disabled={!fitted}
      title={fitted ? 'Take the fit away' : 'Nothing is fitted yet'}
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={() => setPressed(true)}
    >
      Export <span aria-hidden="true">▾</span>
    </button>
  );
}

/** File, venue, underlying, counts and instant of the quotes. */
function Source() {
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const simulated = useWorkbench((s) => s.simulated);
  if (quotes === null) return null;
  const files = quotes.files.map((file) => file.name).join(', ');
  const venue = venueOf(quotes);
  return (
    <>
      <span className="top-bar-part top-bar-file" title={[files, ...quotes.notes].join('\n')}>
        <strong style={{ minWidth: `${0.8 * Math.min(files.length, 16)}ch` }}>{files}</strong>
        <span className="quiet">{venue !== null && ` · ${venue}`}</span>
        <span className="quiet">
          {' '}
          · {quotes.underlying} {quotes.settlement}
        </span>
        {simulated && <span className="warn"> · simulated</span>}
      </span>
      <span className="top-bar-part top-bar-when quiet">
        <span className="top-bar-counts">
          {count(quotes.symbol.length)} quotes
          {market !== null &&
            ` · ${market.books.length} ${market.books.length === 1 ? 'expiry' : 'expiries'}`}
          {' · '}
        </span>
        <AsOf />
      </span>
    </>
  );
}
