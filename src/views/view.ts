import type { ComponentType } from 'react';
import type { TableTab, ViewTab } from '#store/state.ts';

/** One tab of "Views": adding one touches its own folder and the list in index.ts. */
export interface View {
  readonly id: ViewTab;
  readonly label: string;
  readonly Component: ComponentType;
}

/** One tab of the tables: adding one touches its own folder and the list in tables.ts. */
export interface TableView {
  readonly id: TableTab;
  readonly label: string;
  /** Faint figure beside the label, e.g. `39 of 120`. */
  readonly Count: ComponentType | null;
  /** Controls at the right end of the tab bar while the tab is shown. */
  readonly Tools: ComponentType | null;
  readonly Component: ComponentType;
}
