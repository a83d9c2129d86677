import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import './tabs.css';

/** One tab and what it shows. */
export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** Faint figure beside the label; not part of the tab's name. */
  readonly count?: ReactNode;
  readonly panel: ReactNode;
}

export interface TabsProps<Id extends string> {
  /** Accessible name of the tab list. */
  readonly name: string;
  readonly value: Id;
  readonly tabs: readonly Tab<Id>[];
  /** Controls at the right end of the bar. */
  readonly tools?: ReactNode;
  readonly onChange: (id: Id) => void;
}

/**
 * A bar of tabs over the panel of the chosen one, by the pattern of tabs with automatic activation (WAI-ARIA Authoring
 * Practices 1.2): one stop of the Tab key, the arrows, Home and End between them.
 */
export function Tabs<Id extends string>({ name, value, tabs, tools, onChange }: TabsProps<Id>) {
  const own = useId();
  const list = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = placeAfter(event.key, at, tabs.length);
    const tab = to === null ? undefined : tabs[to];
    if (to === null || tab === undefined) return;
    event.preventDefault();
    onChange(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus();
  };

  return (
    <div className="tabs">
      <div className="tabs-bar">
        <div className="tabs-list" role="tablist" aria-label={name} ref={list}>
          {tabs.map(({ id, label, count }, at) => (
            <button
              key={id}
              type="button"
              role="tab"
              className="tab"
              id={`${own}-tab-${id}`}
              aria-selected={id === value}
              aria-controls={`${own}-panel-${id}`}
              data-state={id === value ? 'active' : 'inactive'}
              tabIndex={id === value ? 0 : -1}
              // As the button goes down: what is behind it is drawn by the time it is up.
              onMouseDown={(event) => event.button === 0 && !event.ctrlKey && onChange(id)}
              onClick={() => id !== value && onChange(id)}
              onKeyDown={(event) => onKeyDown(event, at)}
            >
              {label}
              {count !== undefined && count !== null && (
                <span className="tab-count" aria-hidden="true">
                  {count}
                </span>
              )}
            </button>
          ))}
        </div>
        <div className="tabs-tools">{tools}</div>
      </div>
      {tabs.map(({ id, panel }) => (
        <div
          key={id}
          role="tabpanel"
          className="tab-panel"
          id={`${own}-panel-${id}`}
          aria-labelledby={`${own}-tab-${id}`}
          data-state={id === value ? 'active' : 'inactive'}
          hidden={id !== value}
          tabIndex={-1}
        >
          {id === value && panel}
        </div>
      ))}
    </div>
  );
}

/** Where a key leads from the tab at `at`; null for another key. */
function placeAfter(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
