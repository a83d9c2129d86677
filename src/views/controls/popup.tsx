import { type ReactNode, useId, useRef, useState } from 'react';
import { useFetched } from './use-fetched.ts';

const load = async () => (await import('./popup-layer.tsx')).PopupLayer;

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
  /** Fetches what stands in the popover, as early as the popover itself. */
  readonly ahead?: () => Promise<unknown>;
  readonly children: (close: () => void) => ReactNode;
}

/**
 * A button that opens a popover. What places the popover and holds the focus is as heavy as a view, so it is fetched
 * when the button is first meant: pointed at, focused or pressed.
 */
export function Popup({ button, label, title, className, name, layer = '', ...rest }: PopupProps) {
  const { align = 'center', side = 'bottom', ahead, children } = rest;
  const id = useId();
  const [open, setOpen] = useState(false);
  const own = useRef<HTMLButtonElement>(null);
  const close = (): void => setOpen(false);
  /** Whether it can be had is told when it is opened. */
  const prepare = (): void => {
    Promise.all([load(), ahead?.()]).catch(() => undefined);
  };
  const Layer = useFetched(load, open, name, close);
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
        onClick={() => setOpen((before) => !before)}
      >
        {button}
      </button>
      {shown && (
        <Layer id={id} name={name} className={layer} align={align} side={side} button={own} close={close}>
          {children(close)}
        </Layer>
      )}
    </>
  );
}
