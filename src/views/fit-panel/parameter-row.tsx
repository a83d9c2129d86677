import { memo } from 'react';
import { fixed, MINUS, parameter, parseNumber, standardError } from '#base/format.ts';
import type { FittedParameter } from '#calibration/result.ts';
import { ownConstraint } from '#models/constraints.ts';
import type { ParameterConstraint, ParameterSpec } from '#models/model.ts';
import { actions } from '#store/workbench.ts';
import { LabelCell } from '#views/controls/label-cell.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { Popup } from '#views/controls/popup.tsx';
import { Lock } from './lock.tsx';

export interface ParameterRowProps {
  readonly spec: ParameterSpec;
  /** The fit can hold this coordinate; others are only read. */
  readonly holdable: boolean;
  /** Null before a fit. */
  readonly fitted: FittedParameter | null;
  /** What the user imposed in the present scope; null leaves it to the model, which may hold it. */
  readonly held: ParameterConstraint | null;
  /** What is in force of it on the focused expiry. */
  readonly own: ParameterConstraint | null;
  /** In how many of the fitted expiries it is held, where changes go to all of them; null where they go to one. */
  readonly heldIn: number | null;
  readonly fittedExpiries: number;
  /** What it is correlated with, as a sentence; empty where nothing is known. */
  readonly correlated: string;
}

/** In how many expiries a parameter is held, of those that are fitted; null where one alone is changed. */
type Among = { readonly held: number; readonly of: number } | null;

/** Characters that the field has room for; a longer value is read in full on hover. */
const FIELD_LENGTH = 7;

/** One parameter: value, standard error, range and lock. */
export const ParameterRow = memo(function ParameterRow({
  spec,
  holdable,
  fitted,
  held,
  own,
  heldIn,
  fittedExpiries,
  correlated,
}: ParameterRowProps) {
  const among = heldIn === null ? null : { held: heldIn, of: fittedExpiries };
  const inForce = own ?? ownConstraint(spec);
  const isHeld = inForce?.fixed === true;
  // For all expiries it is fixed where each of them has it fixed, be it at a value of its own.
  const isFixed = among === null || among.of === 0 || own === null ? isHeld : among.held === among.of;
  const value = isHeld && inForce.value !== undefined ? inForce.value : (fitted?.value ?? null);
  const error = fitted?.standardError ?? null;
  const unidentified = value !== null && error !== null && error > Math.abs(value);
  const format = (v: number): string =>
    spec.unit === 'vol' ? fixed(v * scaleOf(spec), 2) : parameter(v, isHeld ? null : error);
  const fieldText = (v: number): string => {
    const text = format(v);
    const isLong = text.length > FIELD_LENGTH && spec.unit !== 'vol' && error !== null;
    return isLong ? parameter(v, 10 * error) : text;
  };
  const hold = (to: number | null): void => {
    if (to !== null) actions.typeParameter(spec.name, to);
  };
  const toggle = (): void => {
    // What the model itself holds is freed by saying so.
    if (isFixed && own === null && inForce !== null) actions.setParameter(spec.name, freed(inForce));
    else if (isFixed) actions.freeParameter(spec.name);
    else if (fitted === null && value !== null) hold(value);
    else if (value !== null) actions.lockParameter(spec.name);
  };
  const reset = (): void => {
    actions.beginGesture();
    actions.freeParameter(spec.name);
    actions.setParameter(spec.name, null);
    actions.endGesture();
  };

  return (
    <div className={`parameter-row${unidentified ? ' parameter-unidentified' : ''}`}>
      <LabelCell
        label={spec.symbol}
        changed={held !== null || (among?.held ?? 0) > 0}
        onReset={reset}
        title={hover(spec, value, error, format, correlated)}
      />
      <NumberField
        label={spec.symbol}
        value={value}
        format={fieldText}
        parse={(text) => typedIn(spec, text)}
        empty="–"
        min={held?.lower ?? spec.lower}
        max={held?.upper ?? spec.upper}
        stepTo={(from, by) => (from === null ? null : from + by * stepOf(from, error))}
        readOnly={!holdable}
        title={holdable ? 'Typing a value holds it' : 'Read only: the fit cannot hold this coordinate'}
        onFocus={() => {
          if (holdable) actions.look({ parameter: spec.name });
        }}
        onApply={hold}
      />
      <span className="parameter-error">
        {errorWords(spec, fitted, inForce, among, own !== null, unidentified)}
      </span>
      {holdable ? (
        <>
          <Range spec={spec} held={held} />
          <button
            type="button"
            className="icon-button"
            aria-label={`Fix ${spec.symbol}`}
            aria-pressed={isFixed}
            title={lockWords(isFixed, inForce, among, value === null ? '' : format(value))}
            disabled={value === null}
            onClick={toggle}
          >
            <Lock closed={isFixed} />
          </button>
        </>
      ) : null}
    </div>
  );
});

interface RangeProps {
  readonly spec: ParameterSpec;
  readonly held: ParameterConstraint | null;
}

/** Bounds of one parameter; an empty field leaves that side to the model. */
const Range = memo(function Range({ spec, held }: RangeProps) {
  const format = (value: number): string => boundText(value, scaleOf(spec));
  const parse = (text: string): number | null => typedIn(spec, text);
  const ranged = held?.lower !== undefined || held?.upper !== undefined;
  const bound = (side: 'lower' | 'upper', to: number | null): void => {
    const { [side]: _, ...rest } = held ?? { fixed: false };
    actions.setParameter(spec.name, to === null ? rest : { ...rest, [side]: to });
  };
  return (
    <Popup
      button="…"
      label={`Range of ${spec.symbol}`}
      {...(ranged ? { title: rangeWords(held, format) } : {})}
      className={`icon-button${ranged ? ' icon-button-on' : ''}`}
      name={`Range of ${spec.symbol}`}
      layer="range-popover"
    >
      {() => (
        <>
          <p className="quiet">{spec.note}</p>
          {(['lower', 'upper'] as const).map((side) => (
            <div className="row" key={side}>
              <span className="row-label">{side === 'lower' ? 'Min' : 'Max'}</span>
              <NumberField
                label={side === 'lower' ? 'Min' : 'Max'}
                value={held?.[side] ?? null}
                empty={format(spec[side])}
                canBeEmpty
                format={format}
                parse={parse}
                min={side === 'upper' ? (held?.lower ?? spec.lower) : spec.lower}
                max={side === 'lower' ? (held?.upper ?? spec.upper) : spec.upper}
                onApply={(to) => bound(side, to)}
              />
            </div>
          ))}
          <p className="faint">
            The model allows {format(spec.lower)} to {format(spec.upper)}. Clear a field to go back to that.
          </p>
        </>
      )}
    </Popup>
  );
});

/** Volatilities are typed and shown in percent. */
function scaleOf(spec: ParameterSpec): number {
  return spec.unit === 'vol' ? 100 : 1;
}

function typedIn(spec: ParameterSpec, text: string): number | null {
  const typed = parseNumber(text, spec.unit === 'vol' ? 'percent' : 'plain');
  return typed === null ? null : typed / scaleOf(spec);
}

/** A bound as it was typed: no more digits than it has. */
function boundText(value: number, scale: number): string {
  return String(Number((value * scale).toPrecision(6))).replace('-', MINUS);
}

function freed(imposed: ParameterConstraint): ParameterConstraint {
  const { value: _, ...range } = imposed;
  return { ...range, fixed: false };
}

function rangeWords(held: ParameterConstraint | null, format: (value: number) => string): string {
  const low = held?.lower === undefined ? 'any' : format(held.lower);
  const high = held?.upper === undefined ? 'any' : format(held.upper);
  return `Range ${low} to ${high}`;
}

/** What the lock does next, and in how many expiries. */
function lockWords(
  isFixed: boolean,
  inForce: ParameterConstraint | null,
  among: Among,
  value: string,
): string {
  const where = among === null ? '' : ' in every expiry';
  const how = inForce?.set === true ? `Set at ${value} by hand` : `Locked at ${value}, where the fit had it`;
  if (isFixed) return `${how}. Click to fit it${where}.`;
  const some = among !== null && among.held > 0 ? `Held in ${among.held} of ${among.of} expiries. ` : '';
  return among === null
    ? 'Fitted. Click to lock it at the shown value'
    : `${some}Click to lock it in every expiry at the value that its own fit has`;
}

function errorWords(
  spec: ParameterSpec,
  fitted: FittedParameter | null,
  inForce: ParameterConstraint | null,
  among: Among,
  said: boolean,
  unidentified: boolean,
): string {
  if (inForce?.fixed === true || fitted?.fixed === true) {
    if (among !== null && among.held > 0 && among.held < among.of) return `${among.held} of ${among.of}`;
    if (inForce?.fixed !== true) return 'frozen';
    // What the model holds by itself was neither set nor locked by anybody.
    return inForce.set === true ? 'set' : said ? 'locked' : 'fixed';
  }
  if (fitted === null) return '';
  if (fitted.atBound !== null) return `at ${fitted.atBound}`;
  if (unidentified) return 'not identified';
  if (fitted.standardError === null) return '–';
  return spec.unit === 'vol' ? fixed(fitted.standardError * 100, 2) : standardError(fitted.standardError);
}

function hover(
  spec: ParameterSpec,
  value: number | null,
  error: number | null,
  format: (value: number) => string,
  correlated: string,
): string {
  const errorText = (e: number): string => (spec.unit === 'vol' ? fixed(e * 100, 2) : standardError(e));
  const scale = spec.unit === 'vol' ? 100 : 1;
  const told = [
    `Allowed: ${boundText(spec.lower, scale)} to ${boundText(spec.upper, scale)}`,
    ...(error === null || value === null ? [] : [`${format(value)} ± ${errorText(error)}`]),
    ...(correlated === '' ? [] : [correlated]),
  ];
  return told.join('\n');
}

/** An arrow moves by half the standard error, rounded to 1, 2 or 5; without one by a hundredth of the value. */
function stepOf(value: number, error: number | null): number {
  const size = error !== null && error > 0 ? error / 2 : Math.max(Math.abs(value) / 100, 1e-6);
  const power = 10 ** Math.floor(Math.log10(size));
  const lead = size / power;
  return power * (lead < 2 ? 1 : lead < 5 ? 2 : 5);
}
