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
  readonly close: () => void;
  readonly children: ReactNode;
}

/** What lies over the page while a popup is open. */
export function PopupLayer({ id, name, className, align, side, button, close, children }: PopupLayerProps) {
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
