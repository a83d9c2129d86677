import { lazy, Suspense } from 'react';
import { fixed } from '#base/format.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { CALENDAR_TIME, MOST_WEEKEND_WEIGHT } from '#surface/time-settings.ts';
import { Segmented } from '#views/controls/segmented.tsx';
import { SliderRow } from '#views/controls/slider-row.tsx';

/** For boards on weighted time alone, which is not where anybody begins. */
const EventDays = lazy(async () => ({ default: (await import('./event-days.tsx')).EventDays }));

const WEEKEND = { min: 0, max: MOST_WEEKEND_WEIGHT, step: 0.05 } as const;

// One function a control for good, so that a row is drawn again only when its own setting changes.
const gesture = { onBegin: () => actions.beginGesture(), onEnd: () => actions.endGesture() };
const hundredth = (value: number): string => fixed(value, 2);
const setWeekend = (weekend: number | null) => actions.setTime({ weekend: weekend ?? CALENDAR_TIME.weekend });

/** How variance runs in time between expiries: what lies between them follows, no fit does. */
export function TimeSection() {
  const clock = useWorkbench((s) => s.decisions.settings.time.clock);
  const weekend = useWorkbench((s) => s.decisions.settings.time.weekend);
  return (
    <section className="fit-section" aria-label="Time">
      <div className="fit-heading time-heading">
        <h2>Time</h2>
        <Segmented
          name="Time"
          value={clock}
          options={[
            {
              value: 'calendar',
              label: 'Calendar time',
              shown: 'Calendar',
            },
            {
              value: 'weighted',
              label: 'Weighted days',
              shown: 'Weighted',
            },
          ]}
          onChange={(next) => actions.setTime({ clock: next })}
        />
      </div>
      {clock === 'weighted' && (
        <>
          <SliderRow
            name="Weekend weight"
            label="Weekend"
            fieldName="Saturday or Sunday, weight"
            scale={WEEKEND}
            value={weekend}
            defaultValue={CALENDAR_TIME.weekend}
            format={hundredth}
            onChange={setWeekend}
            {...gesture}
          />
          <Suspense fallback={<div className="row" />}>
            <EventDays />
          </Suspense>
        </>
      )}
    </section>
  );
}
