import { type ReactNode, useId, useRef, useState } from 'react';
import { useFetched } from './use-fetched.ts';

export interface PopupProps {
  /** What stands on the button. */
  readonly button: ReactNode;
  /** Accessible name of the button where its text is not enough. */
  readonly label?: string;
  readonly title?: string;
  /** Class of the button. */
  readonly className: string;
  /** Accessible name of what opens. */
  readonly name: string;
  /** Class of what opens, besides `popover`. */
  readonly layer?: string;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  /** Fetches what stands in the popover, which opens when both are there. */
  readonly ahead?: () => Promise<unknown>;
  readonly children: (close: () => void) => ReactNode;
}

/**
 * A button that opens a popover. What places the popover and holds the focus is as heavy as a view, so it is fetched
 * when the button is first meant: pointed at, focused or pressed. What is typed until it is there goes to its first
 * field.
 */
export function Popup({ button, label, title, className, name, layer = '', ...rest }: PopupProps) {
  const { align = 'center', side = 'bottom', ahead, children } = rest;
  const id = useId();
  const [open, setOpen] = useState(false);
  const own = useRef<HTMLButtonElement>(null);
  const typed = useRef('');
  const close = (): void => setOpen(false);
  const load = async () => (await Promise.all([import('./popup-layer.tsx'), ahead?.()]))[0].PopupLayer;
  /** Whether it can be had is told when it is opened. */
  const prepare = (): void => {
    load().catch(() => undefined);
  };
  const callOff = (): void => {
    close();
    own.current?.focus();
  };
  const Layer = useFetched(load, open, name, callOff);
  const shown = open && Layer !== null;
  return (
    <>
      <button
        ref={own}
        type="button"
        className={className}
        aria-label={label}
        title={title}
        aria-haspopup="dialog"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        data-state={shown ? 'open' : 'closed'}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => {
          typed.current = '';
          setOpen((before) => !before);
        }}
      >
        {button}
      </button>
      {open && !shown && (
        <input
          // biome-ignore lint/a11y/noAutofocus: it stands for the popover, which takes the focus.
          autoFocus
          className="unseen"
          aria-label={name}
          onChange={(event) => {
            typed.current = event.target.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            // It closes this and nothing else.
            event.preventDefault();
            callOff();
          }}
        />
      )}
      {shown && (
        <Layer {...{ id, name, align, side, typed, close }} className={layer} button={own}>
          {children(close)}
        </Layer>
      )}
    </>
  );
}
