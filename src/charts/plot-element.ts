import type { Camera } from './camera.ts';
import type { ViewMatrices } from './projection.ts';
import type { AskingScene } from './still-scene.ts';

/** How the library is to behave: its own buttons, hints and servers are none of the program's. */
export const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  plotlyServerURL: '',
  showTips: false,
  doubleClick: false,
  scrollZoom: true,
  responsive: false,
} as const;

/** A point of a figure: index of its trace, index in it. */
export interface PlotPoint {
  readonly trace: number;
  readonly point: number;
}

/** What is read from the library's own scene: it tells neither the camera of a drag nor its matrices otherwise. */
export interface LibraryScene {
  getCamera(): Camera;
  readonly dataScale?: readonly [number, number, number];
  readonly glplot?: AskingScene & {
    readonly cameraParams?: ViewMatrices;
    readonly gl: WebGLRenderingContext;
    /** Makes the scene anew when the browser gives its graphics back. */
    oncontextloss: (() => void) | null;
  };
}

/** The plot's element with the events the library adds to it. */
export interface PlotElement extends HTMLDivElement {
  on(event: string, listener: (event: PlotEvent) => void): void;
  readonly _fullLayout?: { readonly scene?: { readonly _scene?: LibraryScene } };
}

/** What its events tell. */
export interface PlotEvent {
  readonly points?: readonly { readonly curveNumber: number; readonly pointNumber: number }[];
  readonly 'scene.camera'?: Camera;
  /** The browser's own event, where there was one. */
  readonly event?: Event;
}

/** Copies, since the library writes into its own. */
export function copied({ model, view, projection }: ViewMatrices): ViewMatrices {
  return { model: Array.from(model), view: Array.from(view), projection: Array.from(projection) };
}

/** What lies under the pointer; null for nothing. */
export function placeOf(event: PlotEvent): PlotPoint | null {
  const point = event.points?.[0];
  return point === undefined ? null : { trace: point.curveNumber, point: point.pointNumber };
}
