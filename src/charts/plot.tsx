import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import { boxSeen, type Camera, cameraAfterWheel } from './camera.ts';
import { readWhenPointed } from './pick-reads.ts';
import {
  CONFIG,
  copied,
  type LibraryScene,
  type PlotElement,
  type PlotEvent,
  type PlotPoint,
  placeOf,
} from './plot-element.ts';
import { offerPlotPicture } from './plot-picture.ts';
import type { PlotProps } from './plot-props.ts';
import { projectionOf } from './projection.ts';
import { type RestingScene, restWhenStill } from './still-scene.ts';
import type { Figure } from './surface-figure.ts';
import { unrefined } from './unrefined.ts';
import { useSize } from './use-size.ts';
import { hasWebGl } from './web-gl.ts';

/** Least time between two draws, ms: a 3D draw costs tens of ms of the page's thread. */
const REST = 100;
/** How long after a wheel step the camera still counts as being moved, ms. */
const WHEEL_REST = 300;
/** A press that moves no farther than this is a click, px. */
const CLICK = 4;

type Library = typeof import('plotly.js/lib/core').default;

/** Only the traces in use, in a chunk of their own, fetched when the first plot is shown. */
async function load(): Promise<Library> {
  const [core, scatter3d, surface] = await Promise.all([
    import('plotly.js/lib/core'),
    import('plotly.js/lib/scatter3d'),
    import('plotly.js/lib/surface'),
  ]);
  core.default.register([scatter3d.default, unrefined(surface.default)]);
  return core.default;
}

/**
 * A 3D figure. Draws are held while a pointer is down or the wheel turns, since
 * a redraw in mid-drag throws the drag and the camera away; they come at most
 * every 100 ms. The camera is the user's: every draw carries it on unchanged.
 */
export function Plot(props: PlotProps) {
  const [failure, setFailure] = useState<string | null>(null);
  if (failure === null) return <Scene {...props} onFailure={setFailure} />;
  return (
    <p className="plot-failure">
      {failure}{' '}
      <button type="button" className="button" onClick={() => setFailure(null)}>
        Try again
      </button>
    </p>
  );
}

type SceneProps = PlotProps & { readonly onFailure: (sentence: string) => void };

function Scene(props: SceneProps) {
  const { figure, handle } = props;
  const [measure, size] = useSize();
  const element = useRef<HTMLDivElement | null>(null);
  const drawing = useRef<Drawing | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (element.current === null) return;
    const drawn = new Drawing(element.current, latest);
    drawing.current = drawn;
    return () => {
      drawing.current = null;
      drawn.dispose();
    };
  }, []);

  useEffect(() => {
    if (size.width > 0 && size.height > 0) drawing.current?.request(figure, size.width, size.height);
  }, [figure, size]);

  useImperativeHandle(
    handle,
    () => ({
      moveCamera: (next) => drawing.current?.moveCamera(next),
    }),
    [],
  );

  return (
    <div className="plot" ref={measure}>
      <div className="plot-canvas" ref={element} />
    </div>
  );
}

/** One life of a plot on its element: loads the library, draws, holds, listens. */
class Drawing {
  #camera: Camera | null = null;
  #aspect = 1;
  #size = { width: 1, height: 1 };
  /** Projection of the scene that is drawn. */
  #projection: Camera['projection']['type'] | null = null;
  /** How often the camera began to move. */
  #turns = 0;
  readonly #element: HTMLDivElement;
  readonly #props: { readonly current: SceneProps };
  readonly #abort = new AbortController();
  #library: Library | null = null;
  #wanted: { readonly figure: () => Figure; readonly width: number; readonly height: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wheelTimer: ReturnType<typeof setTimeout> | undefined;
  #lastDraw = Number.NEGATIVE_INFINITY;
  #lastWheel = Number.NEGATIVE_INFINITY;
  #pointerDown = false;
  /** How often a pointer went down: a release that comes to rest must not end the press after it. */
  #presses = 0;
  /** The hand moved the camera since it was last read from the picture. */
  #movedByHand = false;
  #pressedAt: { readonly x: number; readonly y: number } | null = null;
  #pointed: PlotPoint | null = null;
  #isOver = false;
  #readPutOff = () => {};
  #rest: RestingScene | null = null;
  #busy = false;
  #listening = false;
  #dead = false;

  constructor(element: HTMLDivElement, props: { readonly current: SceneProps }) {
    this.#element = element;
    this.#props = props;
    const { signal } = this.#abort;
    const press = (event: PointerEvent) => {
      this.#pressedAt = { x: event.clientX, y: event.clientY };
      this.#press(true);
    };
    element.addEventListener('pointerdown', press, { signal, capture: true });
    window.addEventListener('pointerup', (event) => this.#release(event), { signal, capture: true });
    element.addEventListener('pointerenter', () => this.#enter(), { signal });
    element.addEventListener('pointerleave', () => this.#leave(), { signal });
    for (const end of ['pointerup', 'pointercancel', 'blur']) {
      window.addEventListener(end, () => this.#letGo(), { signal });
    }
    element.addEventListener('wheel', (event) => this.#wheel(event), { signal, capture: true });
    window.addEventListener('pointermove', () => this.#moved(), { signal, capture: true, passive: true });
    // A finger that stays when another leaves is neither pressed nor over it, and goes on turning it.
    element.addEventListener('touchmove', () => this.#rest?.wake(), { signal, capture: true, passive: true });
    offerPlotPicture(element, (scale) => this.#picture(scale));
    void this.#start();
  }

  /** The newest figure wins; it is drawn when nothing forbids it. */
  request(figure: () => Figure, width: number, height: number) {
    this.#aspect = width / height;
    this.#wanted = { figure, width, height };
    this.#plan();
  }

  moveCamera(next: (camera: Camera, aspect: number) => Camera | null) {
    this.#seeCamera();
    if (this.#library === null || !this.#listening || this.#camera === null || this.#pointerDown) return;
    const camera = next(this.#camera, this.#aspect);
    if (camera === null) return;
    this.#tellCamera(camera);
    // A draw under way or waiting carries the camera with it; the relayout alone is faster.
    if (camera.projection.type !== this.#projection || this.#projection === 'orthographic') {
      this.#wanted ??= { figure: this.#props.current.figure, ...this.#size };
      this.#plan();
    } else if (!this.#busy) {
      this.#rest?.wake();
      void this.#library
        .relayout(this.#element, { 'scene.camera': structuredClone(camera) } as object)
        .then(() => this.#tellView());
    }
  }

  /** The library draws it anew beside the page, by the camera of the picture. */
  async #picture(scale: number): Promise<string> {
    if (this.#library === null || !this.#listening || this.#dead)
      throw new Error('The plot is not drawn yet.');
    const { width, height } = this.#element.getBoundingClientRect();
    return this.#library.toImage(this.#element, { format: 'png', width, height, scale });
  }

  dispose() {
    this.#dead = true;
    this.#abort.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#wheelTimer);
    this.#library?.purge(this.#element);
  }

  #fail(sentence: string) {
    if (!this.#dead) this.#props.current.onFailure(sentence);
  }

  async #start() {
    if (!hasWebGl()) {
      this.#fail(
        'The surface needs WebGL, which this browser does not offer now. The Parameters table holds the same fit.',
      );
      return;
    }
    try {
      this.#library = await load();
      this.#plan();
    } catch {
      this.#fail('The 3D view could not be loaded. The Parameters table holds the same fit.');
    }
  }

  #point(at: PlotPoint | null) {
    if (this.#pointerDown) return;
    this.#pointed = at;
    this.#props.current.onHover(at);
  }

  #moved() {
    if (this.#isOver || this.#pointerDown) this.#rest?.wake();
  }

  #enter() {
    this.#isOver = true;
    this.#rest?.wake();
    this.#readPutOff();
  }

  #leave() {
    this.#isOver = false;
    this.#point(null);
  }

  /** The library sees a click only if a frame falls into it; a short one on a slow machine has none. */
  #release(event: PointerEvent) {
    const start = this.#pressedAt;
    this.#pressedAt = null;
    if (start === null || this.#pointed === null || event.button !== 0) return;
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) <= CLICK) {
      this.#props.current.onClick(this.#pointed);
    }
  }

  #press(down: boolean) {
    this.#pointerDown = down;
    this.#rest?.wake();
    if (down) {
      this.#presses++;
      this.#movedByHand = true;
      this.#hideView();
    } else {
      this.#tellView();
      this.#plan();
    }
  }

  /** The library turns the picture by the last move of a drag one frame after it has told of the release. */
  #letGo() {
    if (!this.#pointerDown) return;
    const press = this.#presses;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (press === this.#presses) this.#press(false);
      }),
    );
  }

  #scene(): LibraryScene | undefined {
    return (this.#element as PlotElement)._fullLayout?.scene?._scene;
  }

  /** The library has its matrices a frame after it was told of a camera. */
  #tellView() {
    const turn = this.#turns;
    const tell = () => {
      if (this.#dead || this.#pointerDown || turn !== this.#turns) return;
      const { cameraParams } = this.#scene()?.glplot ?? {};
      const scale = this.#scene()?.dataScale;
      if (cameraParams === undefined || scale === undefined) return;
      const { width, height } = this.#size;
      this.#props.current.onView(projectionOf(copied(cameraParams), [...scale], width, height));
    };
    requestAnimationFrame(() => requestAnimationFrame(tell));
  }

  /** Nothing may lie over a picture that moves. */
  #hideView() {
    this.#turns++;
    this.#props.current.onView(null);
  }

  /** Takes the camera from the picture itself, which goes farther than what its events told. */
  #seeCamera() {
    if (!this.#movedByHand || !this.#listening || this.#pointerDown) return;
    this.#movedByHand = false;
    const seen = this.#scene()?.getCamera();
    if (seen !== undefined) this.#tellCamera(seen);
  }

  #wheel(event: WheelEvent) {
    if (this.#projection === 'orthographic') {
      // The library would make the box larger until the next draw.
      event.stopPropagation();
      event.preventDefault();
      this.moveCamera((camera) => cameraAfterWheel(camera, event));
      return;
    }
    this.#rest?.wake();
    this.#movedByHand = true;
    this.#lastWheel = performance.now();
    this.#hideView();
    clearTimeout(this.#wheelTimer);
    this.#wheelTimer = setTimeout(() => this.#tellView(), WHEEL_REST);
  }

  #plan() {
    if (this.#dead || this.#library === null || this.#wanted === null || this.#pointerDown || this.#busy)
      return;
    clearTimeout(this.#timer);
    const now = performance.now();
    const wait = Math.max(this.#lastDraw + REST, this.#lastWheel + WHEEL_REST) - now;
    this.#timer = setTimeout(() => void this.#draw(), Math.max(0, wait));
  }

  async #draw() {
    const wanted = this.#wanted;
    if (this.#dead || this.#library === null || wanted === null || this.#pointerDown) return;
    if (performance.now() < this.#lastWheel + WHEEL_REST) return this.#plan();
    this.#seeCamera();
    this.#wanted = null;
    this.#busy = true;
    const { width, height } = wanted;
    this.#camera ??= this.#props.current.firstCamera(width / height);
    this.#project(this.#camera.projection.type);
    try {
      const { traces, layout } = wanted.figure();
      const aspectratio = boxSeen(layout.scene.aspectratio, this.#camera);
      const scene = { ...layout.scene, aspectratio, camera: structuredClone(this.#camera) };
      await this.#library.react(
        this.#element,
        [...traces] as object[],
        { ...layout, width, height, scene } as object,
        CONFIG as object,
      );
      this.#listen();
      this.#rest?.shown(this.#camera);
      this.#size = { width, height };
      this.#tellView();
    } catch {
      this.#fail('The surface could not be drawn. The Parameters table holds the same fit.');
    }
    this.#lastDraw = performance.now();
    this.#busy = false;
    this.#plan();
  }

  /** The library makes another scene for another projection, and leaves the old one's parts and listeners about. */
  #project(type: Camera['projection']['type']) {
    if (this.#listening && type !== this.#projection) {
      this.#library?.purge(this.#element);
      this.#listening = false;
      this.#point(null);
    }
    this.#projection = type;
  }

  #listen() {
    if (this.#listening || this.#dead) return;
    this.#listening = true;
    const plot = this.#element as PlotElement;
    const { glplot } = this.#scene() ?? {};
    if (glplot !== undefined) {
      this.#readPutOff = readWhenPointed(glplot.gl, () => this.#isOver);
      this.#rest = restWhenStill(glplot);
      // A scene whose graphics were taken is taken away, and has nothing left to recover.
      glplot.oncontextloss = null;
    }
    const camera = (event: PlotEvent) => {
      if (event['scene.camera'] !== undefined) this.#tellCamera(event['scene.camera']);
    };
    plot.on('plotly_relayout', camera);
    plot.on('plotly_relayouting', camera);
    plot.on('plotly_hover', (event) => this.#point(placeOf(event)));
    plot.on('plotly_unhover', () => this.#point(null));
    plot.on('plotly_webglcontextlost', ({ event }) => {
      // Those of scenes that are gone are taken back too, once there are many.
      if (event?.target === this.#scene()?.glplot?.gl.canvas)
        this.#fail('The browser took the 3D view back (its graphics were needed elsewhere).');
    });
  }

  #tellCamera(camera: Camera) {
    this.#camera = structuredClone(camera);
    this.#props.current.onCamera(this.#camera);
  }
}
