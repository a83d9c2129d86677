import { Popover } from 'radix-ui';
import { type ReactNode, type RefObject, useRef } from 'react';
import { keepFocus } from './keep-focus.ts';

export interface PopupLayerProps {
  readonly id: string;
  readonly name: string;
  readonly className: string;
  readonly align: 'start' | 'center' | 'end';
  readonly side: 'top' | 'bottom';
  /** The button it belongs to: it lies beside it and gives the focus back to it. */
  readonly button: RefObject<HTMLButtonElement | null>;
  /** What was typed before it was there. */
  readonly typed: RefObject<string>;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** What lies over the page while a popup is open. */
export function PopupLayer(props: PopupLayerProps) {
  const { id, name, className, align, side, button, typed, close, children } = props;
  const wentElsewhere = useRef(false);
  return (
    <Popover.Root open onOpenChange={(open) => !open && close()}>
      <Popover.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          id={id}
          className={`popover ${className}`}
          aria-label={name}
          align={align}
          side={side}
          sideOffset={4}
          // Its first field has the focus when this task is done.
          onOpenAutoFocus={() => queueMicrotask(() => retype(typed.current))}
          onEscapeKeyDown={(event) => {
            // A field that is left by it is all that it leaves.
            if (document.activeElement?.hasAttribute('data-own-escape')) event.preventDefault();
          }}
          onInteractOutside={(event) => {
            // The button closes its popup by itself.
            if (event.target instanceof Node && button.current?.contains(event.target))
              event.preventDefault();
            else wentElsewhere.current = true;
          }}
          onCloseAutoFocus={(event) => {
            keepFocus(event);
            if (!event.defaultPrevented && !wentElsewhere.current) button.current?.focus();
            event.preventDefault();
          }}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Types a text over what stands in the field that has the focus. */
function retype(text: string): void {
  const field = document.activeElement;
  if (text === '' || !(field instanceof HTMLInputElement) || field.type !== 'text') return;
  field.setRangeText(text, 0, field.value.length, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
