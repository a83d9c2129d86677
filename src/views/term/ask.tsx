import { useId, useMemo, useState } from 'react';
import { delta, instant, parameter, parseNumber, shortDate, strike, time, volPercent } from '#base/format.ts';
import { failure, type Outcome } from '#base/outcome.ts';
import { MS_PER_YEAR } from '#base/units.ts';
import { type Answer, queriedSurface } from '#calibration/queried-surface.ts';
import type { Fitted } from '#store/state.ts';
import { askedInstant } from './asked-instant.ts';

/** Outlives the view: what was asked last. */
const last = { strike: '', when: '30 d' };

/** The surface at any strike and any instant. */
export function Ask({ fitted }: { readonly fitted: Fitted }) {
  const [typed, setTyped] = useState(last.strike);
  const [when, setWhen] = useState(last.when);
  const id = useId();
  const ask = useMemo(
    () => queriedSurface(fitted.quotes, fitted.market, fitted.result, fitted.request.settings.time),
    [fitted],
  );
  const answer = useMemo(() => answered(fitted, ask, typed, when), [fitted, ask, typed, when]);
  return (
    <div className="term-ask" role="group" aria-label="Ask the surface">
      <input
        type="text"
        inputMode="decimal"
        aria-label="Strike to ask for"
        aria-describedby={id}
        className="ask-strike"
        placeholder="K = F"
        title="Any strike; empty is the forward"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          last.strike = event.target.value;
          setTyped(last.strike);
        }}
      />
      <input
        type="text"
        aria-label="Time to ask for"
        aria-describedby={id}
        className="ask-when"
        title="Any instant after the quotes: 30 d, 2026-12-16 or 2026-12-16 08:00, UTC"
        spellCheck={false}
        autoComplete="off"
        value={when}
        onChange={(event) => {
          last.when = event.target.value;
          setWhen(last.when);
        }}
      />
      <output id={id} className={answer.ok ? undefined : 'fail'}>
        {answer.ok ? (
          <Words answer={answer.value} currency={fitted.quotes.premiumCurrency} />
        ) : (
          `✕ ${answer.error.message}`
        )}
      </output>
    </div>
  );
}

function answered(
  { market }: Fitted,
  ask: ReturnType<typeof queriedSurface>,
  typed: string,
  when: string,
): Outcome<Answer> {
  if (ask === null) return failure('missing-data', 'Nothing is fitted.');
  const at = askedInstant(when, market);
  if (at === null) return failure('invalid', 'Write the time as 30 d, 2026-12-16 or 2026-12-16 08:00.');
  if (!(at > market.asOf)) return failure('invalid', `${instant(at)} is not after the quotes.`);
  const asked = parseNumber(typed, 'price');
  if (typed.trim() !== '' && !(asked !== null && asked > 0))
    return failure('invalid', 'A strike is a number above 0.');
  if (asked !== null) return ask(asked, at);
  const anywhere = ask(1, at);
  return anywhere.ok ? ask(anywhere.value.forward, at) : anywhere;
}

function Words({ answer, currency }: { readonly answer: Answer; readonly currency: string }) {
  const { at, t, call, put, forward } = answer;
  const isAnotherYear = new Date(at).getUTCFullYear() !== new Date(at - t * MS_PER_YEAR).getUTCFullYear();
  const adjusted = [call, put].map(({ adjustedDelta }) => adjustedDelta);
  const hint = adjusted.includes(null)
    ? 'Black delta on the forward'
    : `Black delta on the forward; premium-adjusted ${adjusted.map(delta).join(' and ')}`;
  return (
    <>
      <span title={`${volPercent(answer.vol)} % at K ${price(answer.strike)}, ${instant(at)}`}>
        <b>{volPercent(answer.vol)}</b> %, {shortDate(at, isAnotherYear)} {time(at).slice(0, 5)}Z
        {!answer.quoted && (
          <span className="warn" title="No quotes stand round this place: the surface is carried on">
            {' '}
            ▲ unquoted
          </span>
        )}
      </span>
      <span>
        w {parameter(answer.totalVariance, null)} · F {price(forward)} · C {parameter(call.price, null)} · P{' '}
        {parameter(put.price, null)} {currency} ·{' '}
        <span title={hint}>
          Δ {delta(call.delta)} {delta(put.delta)}
        </span>
      </span>
    </>
  );
}

function price(value: number): string {
  return strike(Number(value.toPrecision(6)));
}
