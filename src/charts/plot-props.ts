import type { Ref } from 'react';
import type { Camera } from './camera.ts';
import type { PlotPoint } from './plot-element.ts';
import type { Projection } from './projection.ts';
import type { Figure } from './surface-figure.ts';

/** What the owner of a plot may ask of it: the only ways in which the program moves a camera. */
export interface PlotHandle {
  /** Moves the camera to what `next` makes of the present one and of width over height; null leaves it. */
  moveCamera(next: (camera: Camera, aspect: number) => Camera | null): void;
}

/** A figure with the camera it is seen by and what it tells its owner. */
export interface PlotProps {
  /** Made when it is drawn, which is not at every change. */
  readonly figure: () => Figure;
  /** Camera of the first draw by width over height; from then on the user's own. */
  readonly firstCamera: (aspect: number) => Camera;
  readonly onCamera: (camera: Camera) => void;
  /** How the picture is seen from now on; null while the camera moves and nothing can be laid over it. */
  readonly onView: (view: Projection | null) => void;
  /** Trace and point under the pointer; null when it leaves. */
  readonly onHover: (at: PlotPoint | null) => void;
  readonly onClick: (at: PlotPoint) => void;
  readonly handle: Ref<PlotHandle>;
}
