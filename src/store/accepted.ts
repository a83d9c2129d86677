/**
 * The kept fit as the accepted one: what is on the screen is worked on against it, expiry by expiry, until it is
 * accepted in its place or taken back to it.
 */

import { equalPlain } from '#base/equal-plain.ts';
import { withKey } from '#base/with-key.ts';
import { figuresOf } from '#calibration/fit-figures.ts';
import { type FitSettings, type ScopedSettings, settingsFor } from '#calibration/settings.ts';
import { bookKey } from '#market/book.ts';
import { withSettings } from './edits.ts';
import { ghostOf } from './ghost.ts';
import { keptOf } from './prior-source.ts';
import type { Decisions, Fitted, Ghost } from './state.ts';

/** The fit kept by hand or dropped as a file; null where there is none. */
export function acceptedFit(ghost: Ghost | null): Ghost | null {
  return ghost !== null && ghost.source !== 'gesture' ? ghost : null;
}

/** The smile of an expiry is another than the accepted one, or one of the two has none; null without an accepted fit. */
export function isWorking(ghost: Ghost | null, fitted: Fitted | null, key: string): boolean | null {
  const accepted = acceptedFit(ghost);
  const fit = withKey(fitted?.result.slices ?? [], key);
  if (accepted === null || fit === undefined) return null;
  const slice = accepted.slices[key];
  if (slice === undefined || fit.theta === null) return slice !== undefined || fit.theta !== null;
  const { theta } = fit;
  return (
    accepted.model !== fitted?.result.model ||
    slice.t !== fit.t ||
    slice.theta.length !== theta.length ||
    slice.theta.some((value, i) => value !== theta[i])
  );
}

/** Keys of the fitted expiries that differ from the accepted fit; null where there is none. */
export function workingKeys(ghost: Ghost | null, fitted: Fitted | null): readonly string[] | null {
  if (acceptedFit(ghost) === null || fitted === null) return null;
  return fitted.result.slices.flatMap(({ key }) => (isWorking(ghost, fitted, key) === true ? [key] : []));
}

/** Symbols of the quotes of an expiry. */
function symbolsOf({ quotes, market }: Fitted, key: string): ReadonlySet<string> {
  const book = market.books.find((each) => bookKey(each, quotes) === key);
  return new Set(Array.from(book?.quote ?? [], (row) => quotes.symbol[row] ?? ''));
}

/** Entries of `to`, with those of the names that are asked for as `from` has them. */
function taking<T>(
  from: Readonly<Record<string, T>>,
  to: Readonly<Record<string, T>>,
  isAsked: (name: string) => boolean,
): Record<string, T> {
  const kept = Object.entries(to).filter(([name]) => !isAsked(name));
  return Object.fromEntries([...kept, ...Object.entries(from).filter(([name]) => isAsked(name))]);
}

/** `to` with all that `from` decides for one expiry: its settings in force, its quotes by hand, whether it is dropped or frozen. */
function withExpiryOf(from: FitSettings, to: FitSettings, fitted: Fitted, key: string): FitSettings {
  const wanted = settingsFor(from, key);
  const groups = Object.keys(to.all) as (keyof ScopedSettings)[];
  const own = Object.fromEntries(
    groups.flatMap((group) => (equalPlain(wanted[group], to.all[group]) ? [] : [[group, wanted[group]]])),
  ) as Partial<ScopedSettings>;
  const { [key]: _, ...others } = to.byExpiry;
  const symbols = symbolsOf(fitted, key);
  const isIts = (symbol: string) => symbols.has(symbol);
  const isIt = (name: string) => name === key;
  return {
    ...to,
    byExpiry: Object.keys(own).length === 0 ? others : { ...others, [key]: own },
    manual: taking(from.manual, to.manual, isIts),
    filters: { ...to.filters, admitted: taking(from.filters.admitted, to.filters.admitted, isIts) },
    dropped: taking(from.dropped, to.dropped, isIt),
    frozen: taking(from.frozen, to.frozen, isIt),
  };
}

/** Why one expiry alone cannot be accepted or taken back; null where it can. */
export function whyNotAlone(ghost: Ghost | null, fitted: Fitted | null): string | null {
  const accepted = acceptedFit(ghost);
  if (accepted !== null && fitted !== null && accepted.model !== fitted.result.model) {
    return 'The kept fit is of another model: keep or take back all expiries together';
  }
  return null;
}

/** The accepted fit once the smile an expiry has on the screen is accepted; as it is where that cannot be. */
export function withAccepted(ghost: Ghost | null, fitted: Fitted, key: string): Ghost | null {
  const present = { ...ghostOf(fitted, 'kept', 'kept fit', null), previous: keptOf(fitted) };
  const accepted = acceptedFit(ghost);
  const slice = present.slices[key];
  if (slice === undefined || whyNotAlone(ghost, fitted) !== null) return ghost;
  if (accepted === null) {
    return { ...present, slices: { [key]: slice } };
  }
  const sure = present.previous?.slices[key];
  const figures = figuresOf(fitted.result)[key];
  return {
    ...accepted,
    source: 'kept',
    slices: { ...accepted.slices, [key]: slice },
    settings:
      accepted.settings === null
        ? null
        : withExpiryOf(fitted.decisions.settings, accepted.settings, fitted, key),
    previous:
      accepted.previous === null || sure === undefined
        ? accepted.previous
        : { ...accepted.previous, slices: { ...accepted.previous.slices, [key]: sure } },
    ...(accepted.figures === undefined || figures === undefined
      ? {}
      : { figures: { ...accepted.figures, [key]: figures } }),
  };
}

/** The decisions with those of an expiry as they were for the accepted fit; as they are where its settings are not known. */
export function withReverted(d: Decisions, ghost: Ghost | null, fitted: Fitted, key: string): Decisions {
  const accepted = acceptedFit(ghost);
  if (accepted?.settings == null || whyNotAlone(ghost, fitted) !== null) return d;
  return withSettings(d, withExpiryOf(accepted.settings, d.settings, fitted, key));
}
