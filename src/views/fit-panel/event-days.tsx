import { type FormEvent, memo, useId, useRef, useState } from 'react';
import { date, parseNumber } from '#base/format.ts';
import { dayZone } from '#market/trading-days.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { eventDayFault, MOST_EVENT_WEIGHT } from '#surface/time-settings.ts';
import { NumberField } from '#views/controls/number-field.tsx';
import { Popup } from '#views/controls/popup.tsx';
import { eventsInOrder, eventWords, idleWords, listedFault, weightText, ZONE_WORDS } from './event-words.ts';

/** The days with a weight of their own, in a line that opens their list. */
export const EventDays = memo(function EventDays() {
  const events = useWorkbench((s) => s.decisions.settings.time.events);
  const words = eventWords(events);
  return (
    <div className="row by-hand" title="Days that count as so many weekdays: meetings, releases, holidays">
      <span className="row-label">Event days</span>
      <span title={words}>{words}</span>
      <Popup
        button={words === 'none' ? 'Add…' : 'Edit…'}
        label="Event days"
        className="link"
        name="Event days"
        layer="event-popover"
        align="end"
      >
        {() => (
          <>
            <EventList />
            <AddEvent />
            <p className="faint">
              A day counts as so many weekdays; a holiday as 0. <Zone />
            </p>
          </>
        )}
      </Popup>
    </div>
  );
});

function useZone() {
  const market = useWorkbench((s) => s.market);
  return dayZone(market?.books.map(({ expiry }) => expiry) ?? []);
}

function Zone() {
  return <>Here: {ZONE_WORDS[useZone()]}.</>;
}

function EventList() {
  const events = useWorkbench((s) => s.decisions.settings.time.events);
  const market = useWorkbench((s) => s.market);
  const zone = useZone();
  const last = market?.books.at(-1)?.expiry ?? Number.POSITIVE_INFINITY;
  return (
    <ul className="event-list">
      {eventsInOrder(events).map(([day, weight]) => {
        const name = date(Date.parse(day));
        const idle = market === null ? null : idleWords(day, zone, market.asOf, last);
        return (
          <li key={day}>
            <span className={idle === null ? '' : 'faint'}>
              {name}
              {idle !== null && `, ${idle}`}
            </span>
            <NumberField
              label={`Weight of ${name}`}
              value={weight}
              min={0}
              max={MOST_EVENT_WEIGHT}
              format={weightText}
              parse={(text) => parseNumber(text, 'plain')}
              stepTo={(from, by) => Math.max(0, Number(((from ?? 1) + by * 0.5).toFixed(2)))}
              onApply={(next) => next !== null && actions.setEvent(day, next)}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={`Remove ${name}`}
              title="Remove"
              onClick={() => actions.setEvent(day, null)}
            >
              ✕
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** One more day, as it is typed. */
function AddEvent() {
  const events = useWorkbench((s) => s.decisions.settings.time.events);
  const [day, setDay] = useState('');
  const [weight, setWeight] = useState(2);
  const [fault, setFault] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const add = (event: FormEvent) => {
    event.preventDefault();
    const typed = day.trim();
    const wrong =
      typed === '' ? 'Write the day, like 2026-12-16.' : (eventDayFault(typed) ?? listedFault(typed, events));
    setFault(wrong);
    field.current?.focus();
    if (wrong !== null) return;
    actions.setEvent(typed, weight);
    setDay('');
  };
  return (
    <form className="event-add" onSubmit={add}>
      <input
        ref={field}
        type="text"
        className="as-of-field"
        aria-label="Day"
        aria-invalid={fault !== null}
        aria-describedby={id}
        placeholder="2026-12-16"
        spellCheck={false}
        autoComplete="off"
        value={day}
        onChange={(event) => {
          setDay(event.target.value);
          setFault(null);
        }}
      />
      <span aria-hidden="true">×</span>
      <NumberField
        label="Weight of the day"
        value={weight}
        min={0}
        max={MOST_EVENT_WEIGHT}
        format={weightText}
        stepTo={(from, by) => Math.max(0, Number(((from ?? 1) + by * 0.5).toFixed(2)))}
        onApply={(next) => next !== null && setWeight(next)}
      />
      <button type="submit" className="button button-accent">
        Add
      </button>
      <p id={id} className="fail" role="alert">
        {fault !== null && `✕ ${fault}`}
      </p>
    </form>
  );
}
