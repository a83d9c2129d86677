import { Tabs as Parts } from 'radix-ui';
import type { ReactNode } from 'react';
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

/** A bar of tabs over the panel of the chosen one. */
export function Tabs<Id extends string>({ name, value, tabs, tools, onChange }: TabsProps<Id>) {
  return (
    <Parts.Root
      className="tabs"
      value={value}
      onValueChange={(id) => {
        const tab = tabs.find((t) => t.id === id);
        if (tab !== undefined) onChange(tab.id);
      }}
    >
      <div className="tabs-bar">
        <Parts.List className="tabs-list" aria-label={name}>
          {tabs.map(({ id, label, count }) => (
            <Parts.Trigger key={id} className="tab" value={id}>
              {label}
              {count !== undefined && count !== null && (
                <span className="tab-count" aria-hidden="true">
                  {count}
                </span>
              )}
            </Parts.Trigger>
          ))}
        </Parts.List>
        <div className="tabs-tools">{tools}</div>
      </div>
      {tabs.map(({ id, panel }) => (
        <Parts.Content key={id} className="tab-panel" value={id} tabIndex={-1}>
          {panel}
        </Parts.Content>
      ))}
    </Parts.Root>
  );
}
