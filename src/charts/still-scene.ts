/** A scene of the library, which the build lets ask for its frames here (`tools/resting-plot.ts`). */
export interface AskingScene {
  nextFrame?: (render: FrameRequestCallback) => void;
  /** Its camera stands still up to a time, ms as of `performance.now()`, where nothing moved it since. */
  readonly camera: { readonly view: { idle(until: number): void } };
}

/**
 * How long a scene goes on drawing after its camera may have moved, ms: it has come to rest by then. The library sets the
 * camera of a draw for half a second later, and all that moves it meanwhile shows no sooner.
 */
export const AWAKE = 600;

/** The same after another figure was drawn for the camera there was, ms: it is drawn at once. */
export const SHOWN = 100;

/** How far the last place of the camera lies back for a hand that meets a scene with 60 frames a second, ms. */
const LOOKED = 33;

/** What a scene that rests is told. */
export interface RestingScene {
  /** Something may move its camera now. */
  wake(): void;
  /** It has drawn another figure by this camera, which is the same object for as long as nothing moves it. */
  shown(camera: object | null): void;
}

/** Lets a scene rest: it looks for something to draw only for a while after it was woken or has drawn. */
export function restWhenStill(scene: AskingScene): RestingScene {
  let until = performance.now() + AWAKE;
  let began = performance.now();
  let waiting: FrameRequestCallback | null = null;
  let shownBy: object | null = null;
  const ask = (render: FrameRequestCallback) =>
    requestAnimationFrame((time) => {
      began = performance.now();
      render(time);
    });
  scene.nextFrame = (render) => {
    // Not by the end of a frame: a long one shows the camera as it was when it began.
    if (began < until) ask(render);
    else waiting = render;
  };
  const stay = (time: number) => {
    const now = performance.now();
    until = Math.max(until, now + time);
    if (waiting === null) return;
    // The library zooms by the time since it last knew the camera, which may lie hours back.
    scene.camera.view.idle(now - LOOKED);
    ask(waiting);
    waiting = null;
  };
  return {
    wake: () => stay(AWAKE),
    shown(camera) {
      stay(camera === shownBy ? SHOWN : AWAKE);
      shownBy = camera;
    },
  };
}
