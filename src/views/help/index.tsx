import { Dialog, Tabs } from 'radix-ui';
import { useId, useLayoutEffect, useState } from 'react';
import { actions, useWorkbench } from '#store/workbench.ts';
import { Definition } from '#views/controls/glossary/definition.tsx';
import { explained } from '#views/controls/glossary/explained.ts';
import { namedAt } from '#views/controls/glossary/named-at.ts';
import type { Term } from '#views/controls/glossary/term.ts';
import { useFocusBack } from '#views/controls/keep-focus.ts';
import { find } from './find.ts';
import { FileSheet, Files, KeySheet, Keys, Marks, ReadingSheet, Terms, WordSheet } from './sheets.tsx';
import './help.css';

const SHEETS = [
  { id: 'keys', label: 'Keys', Sheet: KeySheet },
  { id: 'reading', label: 'Reading the screen', Sheet: ReadingSheet },
  { id: 'words', label: 'Words', Sheet: WordSheet },
  { id: 'files', label: 'Files', Sheet: FileSheet },
] as const;

/** Keys, how the screen is read, its words and its files, on sheets that can be searched. */
export function Help() {
  const open = useWorkbench((s) => s.look.helpOpen);
  const focusBack = useFocusBack(open);
  return (
    <Dialog.Root open={open} onOpenChange={(helpOpen) => actions.look({ helpOpen })}>
      <Dialog.Portal>
        <Dialog.Overlay className="help-veil" />
        <Dialog.Content className="help" aria-describedby={undefined} onCloseAutoFocus={focusBack}>
          <Sheets />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Sheets() {
  const [query, setQuery] = useState('');
  const asked = useAsked();
  const field = useId();
  return (
    <>
      <header>
        <Dialog.Title>Help</Dialog.Title>
        <input
          id={field}
          type="search"
          className="help-search"
          aria-label="Search the help"
          placeholder="Search"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Dialog.Close className="button" aria-label="Close help">
          ✕
        </Dialog.Close>
      </header>
      {asked !== null && query === '' && (
        <section className="help-asked" aria-label={asked.name}>
          <h3>{asked.name}</h3>
          <Definition term={asked} />
        </section>
      )}
      {query.trim() === '' ? <Tabbed /> : <Results query={query} />}
    </>
  );
}

/** What had the focus when the sheet was asked for: it is explained first. */
function useAsked(): Term | null {
  const [asked, setAsked] = useState<Term | null>(null);
  // Still before the sheet takes the focus.
  useLayoutEffect(() => {
    const named = document.activeElement === null ? null : namedAt(document.activeElement);
    const term = named === null ? null : explained(named);
    setAsked(term?.name === 'Help' ? null : term);
  }, []);
  return asked;
}

function Tabbed() {
  return (
    <Tabs.Root defaultValue="keys" className="help-tabbed">
      <Tabs.List className="help-tabs" aria-label="Help">
        {SHEETS.map(({ id, label }) => (
          <Tabs.Trigger key={id} value={id} className="tab">
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {SHEETS.map(({ id, Sheet }) => (
        <Tabs.Content key={id} value={id} className="help-sheet">
          <Sheet />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

function Results({ query }: { readonly query: string }) {
  const model = useWorkbench((s) => s.decisions.settings.model);
  const { terms, keys, marks, files } = find(query, model);
  const n = terms.length + keys.length + marks.length + files.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="help-sheet" aria-label="Found" tabIndex={0}>
      <p className="faint" role="status">
        {n === 0 ? `Nothing holds “${query.trim()}”. Try one word.` : `${n} found`}
      </p>
      {terms.length > 0 && <Terms terms={terms} />}
      {keys.length > 0 && <Keys entries={keys} />}
      {marks.length > 0 && <Marks marks={marks} />}
      {files.length > 0 && <Files kinds={files} />}
    </section>
  );
}
