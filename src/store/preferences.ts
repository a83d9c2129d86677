/** What is remembered of the screen between visits: theme, folded sections, sizes of panels, single keys. */
import * as v from 'valibot';
import { usableLayout } from './layout.ts';

const KEY = 'volbench.screen';

const Preferences = v.object({
  version: v.literal(1),
  theme: v.picklist(['dark', 'light']),
  folded: v.array(v.string()),
  singleKeys: v.boolean(),
  layout: v.pipe(v.optional(v.record(v.string(), v.unknown()), {}), v.transform(usableLayout)),
});

/** The remembered part of `Look`. */
export type Preferences = Omit<v.InferOutput<typeof Preferences>, 'version'>;

/** Storage as the browser has it; a private window may refuse any call. */
export type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** What was remembered, or the defaults: the system's theme, nothing folded. */
export function readPreferences(storage: PreferenceStorage | null, systemPrefersLight: boolean): Preferences {
  const defaults: Preferences = {
    theme: systemPrefersLight ? 'light' : 'dark',
    folded: [],
    singleKeys: true,
    layout: {},
  };
  try {
    const text = storage?.getItem(KEY);
    if (text === null || text === undefined) return defaults;
    const parsed = v.safeParse(Preferences, JSON.parse(text));
    return parsed.success ? preferencesOf(parsed.output) : defaults;
  } catch {
    // Storage that fails or holds something else costs the preferences, never the page.
    return defaults;
  }
}

/** The part of a look that is remembered. */
export function preferencesOf({
  theme,
  folded,
  singleKeys,
  layout,
}: Readonly<Omit<Preferences, 'folded'>> & { readonly folded: Iterable<string> }): Preferences {
  return { theme, folded: [...folded], singleKeys, layout };
}

/** Remembers; a full or forbidden storage is no error. */
export function writePreferences(storage: PreferenceStorage | null, preferences: Preferences): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ version: 1, ...preferences }));
  } catch {
    // Nothing depends on it.
  }
}
