import type { MouseEvent, ReactNode, RefCallback } from 'react';
import type { Pointed } from '#store/reading.ts';
import { workbench } from '#store/workbench.ts';
import './figure.css';

/** A picture in which the pointer reads a place of the board, and a click chooses it. */
export function PointedDrawing(props: {
  /** Follows the size of the picture. */
  readonly of: RefCallback<HTMLElement>;
  /** The place at a point, px from the upper left corner; null where there is none. */
  readonly at: (x: number, y: number) => Pointed | null;
  readonly children: ReactNode;
}) {
  const { of, at, children } = props;
  const under = (event: MouseEvent): Pointed | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return at(event.clientX - box.left, event.clientY - box.top);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the strip, the Smile and the tables hold the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: the strip, the Smile and the tables hold the keys
    <div
      className="figure-drawing"
      ref={of}
      onPointerMove={(event) => workbench.actions.point(under(event))}
      onPointerLeave={() => workbench.actions.point(null)}
      onClick={(event) => {
        const place = under(event);
        if (place !== null) workbench.actions.select(place);
      }}
    >
      {children}
    </div>
  );
}
