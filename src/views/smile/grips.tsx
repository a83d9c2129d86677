import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { HandGround } from '#charts/held-value.ts';
import { type Grip, gripValue } from '#charts/smile-grips.ts';
import type { SmileLayout } from '#charts/smile-layout.ts';
import { workbench } from '#store/workbench.ts';
import { gripText, gripWords } from './grip-words.ts';
import type { GripHand } from './use-grips.ts';

const STEPS: Readonly<Record<string, 1 | -1>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
};

/** The grips on the curve: each a slider that is dragged, or stepped with the arrow keys. */
export function Grips({ hand, layout }: { readonly hand: GripHand; readonly layout: SmileLayout }) {
  const grips = hand.scene?.grips.filter(({ blocked }) => blocked === null) ?? [];
  const at = (id: string) => grips.find(({ kind }) => kind.id === id);
  const [level, tilt, shift, width] = [at('level'), at('tilt'), at('shift'), at('width')];
  return (
    <div className="smile-grips">
      <svg width={layout.width} height={layout.height} aria-hidden="true">
        {level !== undefined && tilt?.kind.place === 'tangent' && (
          <path className="grip-line" d={`M${level.x} ${level.y}L${tilt.x} ${tilt.y}`} />
        )}
        {shift !== undefined && width !== undefined && (
          <path className="grip-line" d={`M${shift.x} ${shift.y}H${width.x}`} />
        )}
      </svg>
      {hand.scene !== null &&
        grips.map((grip) => (
          <OneGrip key={grip.kind.id} grip={grip} hand={hand} layout={layout} ground={hand.scene!.ground} />
        ))}
    </div>
  );
}

interface Drag {
  readonly grip: Grip;
  readonly ground: HandGround;
  readonly x: number;
  readonly y: number;
}

function OneGrip(props: {
  readonly grip: Grip;
  readonly hand: GripHand;
  readonly layout: SmileLayout;
  readonly ground: HandGround;
}) {
  const { grip, hand, layout, ground } = props;
  const { kind, spec, axis, beyond, held } = grip;
  const [active, setActive] = useState(false);
  const drag = useRef<Drag | null>(null);
  const keys = useRef(false);
  const value = hand.asked(grip);
  const end = hand.endOf(kind.name);

  const stop = (): void => {
    if (drag.current === null && !keys.current) return;
    drag.current = null;
    keys.current = false;
    workbench.actions.endGesture();
  };
  // A grip that goes away in the middle of a drag, or comes to another expiry, must not leave the gesture open.
  const latest = useRef(stop);
  latest.current = stop;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another expiry is what it is for
  useEffect(() => () => latest.current(), [hand.of]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { grip, ground, x: event.clientX, y: event.clientY };
    // The card of a quote the pointer came past would cover what is dragged.
    workbench.actions.hover(null);
    workbench.actions.beginGesture();
  };
  const onPointerMove = (event: PointerEvent): void => {
    const from = drag.current;
    if (from === null) return;
    event.stopPropagation();
    const [x, y] = [from.grip.x + event.clientX - from.x, from.grip.y + event.clientY - from.y];
    if (event.clientX === from.x && event.clientY === from.y) return;
    hand.hold(from.grip, gripValue(from.ground, from.grip, layout, x, y), from.ground);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const by = STEPS[event.key];
    if (by !== undefined) {
      if (!keys.current) {
        keys.current = true;
        workbench.actions.beginGesture();
      }
      hand.hold(grip, value + by * (event.shiftKey ? 10 : 1) * grip.step);
    } else if (event.key === 'Delete' || event.key === 'Backspace') hand.release(grip);
    else if (event.key === 'Enter') held ? hand.release(grip) : hand.hold(grip, value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const side = grip.x > layout.right - 90 ? 'before' : 'after';
  return (
    <div
      className={`grip grip-${kind.place}${held ? ' held' : ''}`}
      style={{ left: grip.x, top: grip.y }}
      role="slider"
      tabIndex={0}
      aria-label={kind.label}
      aria-description={`${kind.note} Enter holds or releases, Delete releases.`}
      aria-orientation={axis === 'up' ? 'vertical' : 'horizontal'}
      aria-valuemin={spec.lower}
      aria-valuemax={spec.upper}
      aria-valuenow={value}
      aria-valuetext={gripWords(grip, value, end)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
      onLostPointerCapture={stop}
      onPointerEnter={() => setActive(true)}
      onPointerLeave={() => setActive(false)}
      onFocus={() => setActive(true)}
      onBlur={() => {
        stop();
        setActive(false);
      }}
      onKeyDown={onKeyDown}
      onKeyUp={() => keys.current && stop()}
    >
      <span className="grip-mark">{beyond === null ? '' : beyond === 'left' ? '◂' : '▸'}</span>
      {(active || end !== null) && (
        <span className={`grip-text ${side}`} aria-hidden="true">
          {kind.label} <b>{gripText(grip, value)}</b>
          {end !== null && <span className="warn"> at {end}</span>}
        </span>
      )}
    </div>
  );
}
