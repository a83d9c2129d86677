import { fixed, grouped, MISSING, parameter, timeToExpiry, volPercent, volPoints } from '#base/format.ts';
import type { Change, ExpiryChange } from '#calibration/fit-changes.ts';
import type { Finding } from '#calibration/fit-figures.ts';
import type { ParameterSpec } from '#models/model.ts';

/** One figure of two fits, as it is read. */
export interface Told {
  readonly id: string;
  readonly head: string;
  readonly title: string;
  readonly a: string;
  readonly b: string;
  readonly change: string;
  /** The change in standard errors. */
  readonly errors: string;
  /** The change is to be noticed: beyond what the first fit left open, or a verdict that turned. */
  readonly marked: boolean;
}

const VERDICTS: Readonly<Record<NonNullable<Finding>, string>> = {
  none: '✓',
  wings: '▲ wings',
  quotes: '✕ quotes',
};

/** A change beyond this many standard errors is more than the first fit left open. */
const NOTED = 2;

/** In what markets the two fits of an expiry were made: a smile moves with its forward and its time. Null where in one. */
export function marketChange({ a, b }: ExpiryChange): string | null {
  if (a === null || b === null) return null;
  const turned = (head: string, before: string, after: string) =>
    before === after ? [] : [`${head}${before} → ${after}`];
  const parts = [
    ...turned('F ', grouped(a.forward, 2), grouped(b.forward, 2)),
    ...turned('', timeToExpiry(a.t), timeToExpiry(b.t)),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/** In what the two were asked differently, and of what other market they are; null where neither is known. */
export function differences(settings: readonly string[] | null, market: string | null): string | null {
  if (settings === null) return market;
  if (settings.length > 0) return [...settings, ...(market === null ? [] : [market])].join('; ');
  return market === null ? 'Settings are the same.' : `Settings are the same, the market is not: ${market}.`;
}

/** Everything told of one expiry, measures first. */
export function toldOf(of: ExpiryChange): Told[] {
  const { measures, rmse, through, butterfly, calendar, parameters } = of;
  const volume = (id: string, head: string, title: string, change: Change, text: typeof volPercent) =>
    told(id, head, title, change, text, volPoints);
  return [
    volume('atm', 'ATM', 'Volatility at the forward, %', measures.vol, volPercent),
    volume('rr', 'RR25', '25-delta risk reversal, vol points', measures.riskReversal25, volPoints),
    volume('bf', 'BF25', '25-delta butterfly, vol points', measures.butterfly25, volPoints),
    volume('rmse', 'RMSE', 'Weighted, vol points', rmse, volPoints),
    told('through', 'Through', 'Two-sided used quotes whose bid-ask the fit leaves', through, whole, whole),
    verdict('butterfly', 'Bfly', 'Butterfly arbitrage', butterfly.a, butterfly.b),
    verdict('calendar', 'Cal', 'Calendar arbitrage against the expiry before', calendar.a, calendar.b),
    ...parameters.map(({ spec, change }) => ofParameter(spec, change)),
  ];
}

function ofParameter(spec: ParameterSpec, change: Change): Told {
  const vols = spec.unit === 'vol';
  const { a, b, errors } = change;
  // Without an error all three have the four significant digits of the second: a difference of rounding has none.
  const error =
    errors === null || change.change === null
      ? Math.abs(b ?? a ?? 0) / 100
      : Math.abs(change.change / errors);
  const text = vols ? volPercent : (value: number | null) => parameter(value, error);
  const head = vols ? `${spec.symbol} %` : spec.symbol;
  return told(spec.name, head, spec.note, change, text, vols ? volPoints : text);
}

type Text = (value: number | null) => string;

function told(id: string, head: string, title: string, change: Change, text: Text, difference: Text): Told {
  const { errors } = change;
  return {
    id,
    head,
    title,
    a: text(change.a),
    b: text(change.b),
    change: signed(difference)(change.change),
    errors: signed((value) => fixed(value, 1))(errors),
    marked: errors !== null && Math.abs(errors) > NOTED,
  };
}

function verdict(id: string, head: string, title: string, a: Finding, b: Finding): Told {
  const text = (finding: Finding) => (finding === null ? MISSING : VERDICTS[finding]);
  const change = a === null || b === null ? MISSING : a === b ? 'same' : 'turned';
  return { id, head, title, a: text(a), b: text(b), change, errors: '', marked: change === 'turned' };
}

/** A difference carries its sign; nothing is neither. */
function signed(text: Text): Text {
  return (value) => {
    const written = text(value);
    return value !== null && value > 0 && /[1-9]/.test(written) ? `+${written}` : written;
  };
}

function whole(value: number | null): string {
  return fixed(value, 0);
}
