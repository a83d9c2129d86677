/** Sizes the user gave to panels; absent ones follow the window. */
export interface LayoutSizes {
  /** Width of the Fit panel, px. */
  readonly fit?: number;
  /** Height of the tables, px. */
  readonly tables?: number;
  /** Share of the Smile in the width of Smile and Surface, 0 to 1. */
  readonly smile?: number;
}

/** Sizes a panel can have; another one, of a larger screen or of a damaged file, is none. */
const RANGES: { readonly [K in keyof Required<LayoutSizes>]: readonly [low: number, high: number] } = {
  fit: [264, 600],
  tables: [26, 2000],
  smile: [0.2, 0.8],
};

/** Those sizes that a panel can have. */
export function usableLayout(sizes: Readonly<Record<string, unknown>>): LayoutSizes {
  return Object.fromEntries(
    Object.entries(RANGES).flatMap(([name, [low, high]]) => {
      const size = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
      return typeof size === 'number' && size >= low && size <= high ? [[name, size]] : [];
    }),
  );
}
