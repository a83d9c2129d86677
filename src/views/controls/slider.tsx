import {
  type ChangeEvent,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { Input, useSteady } from './input.tsx';
import { ends, positionOf, type SliderScale, valueAt } from './slider-scale.ts';
import { type ThumbDrag, takeThumb } from './thumb-drag.ts';
import './controls.css';

export interface SliderProps {
  /** Accessible name. */
  readonly name: string;
  readonly scale: SliderScale;
  /** Null is off. */
  readonly value: number | null;
  /** The value in words. */
  readonly says: string;
  readonly disabled?: boolean;
  readonly onChange: (value: number | null) => void;
  /** Brackets a drag, or keys held: one undo step. */
  readonly onBegin: () => void;
  readonly onEnd: () => void;
}

const KEYS = new Set([
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'Home',
  'End',
]);

/** A native range input whose drags and held keys are bracketed as gestures; a mouse or a pen is followed by the page. */
export function Slider({
  name,
  scale,
  value,
  says,
  disabled = false,
  onChange,
  onBegin,
  onEnd,
}: SliderProps) {
  const held = useRef<'pointer' | 'key' | null>(null);
  const drag = useRef<{ readonly thumb: ThumbDrag; position: number } | null>(null);
  const [low, high] = ends(scale);
  const position = positionOf(value, scale);

  const begin = (by: 'pointer' | 'key'): void => {
    if (held.current !== null) return;
    held.current = by;
    onBegin();
  };
  const end = (): void => {
    if (held.current === null) return;
    held.current = null;
    drag.current = null;
    onEnd();
  };
  // A drag goes on while the button is down, wherever the focus has gone: only its release ends it.
  const endKeys = (): void => {
    if (held.current === 'key') end();
  };

  // A slider that goes away or is disabled in the middle of a drag must not leave the gesture open.
  const latestEnd = useRef(end);
  latestEnd.current = end;
  useEffect(() => {
    if (disabled) latestEnd.current();
    return () => latestEnd.current();
  }, [disabled]);

  const pull = (clientX: number): void => {
    const { current } = drag;
    const to = current?.thumb.at(clientX);
    if (current === null || to === undefined || to === current.position) return;
    current.position = to;
    onChange(valueAt(to, scale));
  };

  const hand = useSteady({
    onPointerDown(event: PointerEvent<HTMLInputElement>) {
      // A menu that another button opens keeps the release to itself.
      if (event.button !== 0) return;
      begin('pointer');
      if (event.pointerType === 'touch') return;
      const slider = event.currentTarget;
      slider.setPointerCapture(event.pointerId);
      const track = { low, high, step: scale.step };
      const thumb = takeThumb(track, slider.getBoundingClientRect(), position, event.clientX);
      drag.current = { thumb, position };
      pull(event.clientX);
    },
    onPointerMove: (event: PointerEvent) => pull(event.clientX),
    onMouseDown(event: MouseEvent<HTMLInputElement>) {
      if (drag.current === null) return;
      event.preventDefault();
      event.currentTarget.focus();
    },
    onPointerUp: end,
    onPointerCancel: end,
    onLostPointerCapture: end,
    onKeyDown(event: KeyboardEvent) {
      if (KEYS.has(event.key)) begin('key');
    },
    onKeyUp: endKeys,
    onBlur: endKeys,
    onChange: (event: ChangeEvent<HTMLInputElement>) => onChange(valueAt(Number(event.target.value), scale)),
  });
  const part = (position - low) / (high - low);
  const style = useMemo(() => ({ '--part': part }) as CSSProperties, [part]);

  return (
    <Input
      type="range"
      className="slider"
      aria-label={name}
      aria-valuetext={says}
      min={low}
      max={high}
      step={scale.step}
      value={position}
      disabled={disabled}
      style={style}
      {...hand}
    />
  );
}
