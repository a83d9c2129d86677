import type { BoardExpiry } from '#charts/board.ts';
import { bandState } from '#charts/smile-band.ts';
import type { SmileMark } from '#charts/smile-marks.ts';

/** What the lines and marks of a smile mean, as a picture of it says: only those that are in it, and why there is no line. */
export function smileLegend(
  expiry: BoardExpiry,
  marks: readonly SmileMark[],
  hasGhost: boolean,
  second: string | null = null,
): string {
  const has = (is: (mark: SmileMark) => boolean) => marks.some(is);
  const used = (mark: SmileMark) => mark.state === 'used';
  const line = [
    ...(bandState(expiry) === null ? [] : ['Line: fit']),
    ...(bandState(expiry) === 'band' ? ['shaded: its 95 % confidence'] : []),
    ...(expiry.fit?.moved === undefined ? [] : ['dotted: where the filter has it now']),
    ...(hasGhost ? ['dashed: an earlier fit'] : []),
  ];
  const marked = [
    'Bars: bid to ask',
    'dots: mid, larger with more weight',
    ...(has((mark) => used(mark) && mark.side === 'rich') ? ['orange: the fit is below the bid'] : []),
    ...(has((mark) => used(mark) && mark.side === 'cheap') ? ['blue: above the ask'] : []),
    ...(has(({ state }) => state === 'excluded') ? ['hollow: left out by hand'] : []),
    ...(has(({ state }) => state === 'filtered') ? ['×: left out by a filter'] : []),
    ...(has((mark) => used(mark) && (mark.manual !== 1 || mark.admitted)) ? ['ring: changed by hand'] : []),
    ...(second === null ? [] : [`diamonds on broad bars: ${second}, filled where through the fit`]),
  ];
  const sentences = [line, marked].filter((parts) => parts.length > 0).map((parts) => `${parts.join('; ')}.`);
  const { fit } = expiry;
  const why = fit?.status === 'failed' ? [`No line: ${fit.message ?? 'the fit failed.'}`] : [];
  return [...why, ...sentences].join(' ');
}
