/** A scene of the library, which the build lets ask for its frames here (`tools/resting-plot.ts`). */
export interface AskingScene {
  nextFrame?: (render: FrameRequestCallback) => void;
}

/** How long a scene goes on drawing after it was woken, ms: what a hand or a program moved has come to rest by then. */
export const AWAKE = 200;

/**
 * Lets a scene rest: it looks for something to draw only for a while after it was woken.
 *
 * @returns Wakes it.
 */
export function restWhenStill(scene: AskingScene): () => void {
  let until = performance.now() + AWAKE;
  let waiting: FrameRequestCallback | null = null;
  scene.nextFrame = (render) => {
    if (performance.now() < until) requestAnimationFrame(render);
    else waiting = render;
  };
  return () => {
    until = performance.now() + AWAKE;
    if (waiting === null) return;
    requestAnimationFrame(waiting);
    waiting = null;
  };
}
