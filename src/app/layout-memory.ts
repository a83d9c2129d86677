/** Sizes the user gave to panels; absent ones follow the window. */
export interface LayoutSizes {
  /** Width of the Fit panel, px. */
  readonly fit?: number;
  /** Height of the tables, px. */
  readonly tables?: number;
  /** Share of the Smile in the width of Smile and Surface, 0 to 1. */
  readonly smile?: number;
}

const KEY = 'volbench.layout';

/** The sizes of the last visit; none where storage is refused or holds something else. */
export function recallLayout(): LayoutSizes {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof parsed !== 'object' || parsed === null) return {};
    const held = new Map(Object.entries(parsed));
    return {
      ...size('fit', held.get('fit'), 200, 600),
      ...size('tables', held.get('tables'), 26, 2000),
      ...size('smile', held.get('smile'), 0.2, 0.8),
    };
  } catch {
    return {};
  }
}

/** Keeps the sizes for the next visit; a browser that refuses storage only forgets them. */
export function rememberLayout(sizes: LayoutSizes): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(sizes));
  } catch {
    // Private windows refuse storage; the layout then lasts as long as the page.
  }
}

function size(name: keyof LayoutSizes, value: unknown, low: number, high: number): LayoutSizes {
  return typeof value === 'number' && value >= low && value <= high ? { [name]: value } : {};
}
