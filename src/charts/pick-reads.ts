/** What of a WebGL context is needed to read a picture back later. */
type Reader = Pick<WebGLRenderingContext, 'readPixels' | 'getParameter' | 'bindFramebuffer'> & {
  readonly FRAMEBUFFER: number;
  readonly FRAMEBUFFER_BINDING: number;
};

/**
 * Lets the library read what lies under the pointer only while a pointer is there: it reads the whole picture back
 * after every draw, for which the page waits until all that was drawn is done. The last reading that was put off is
 * made when a pointer comes.
 *
 * @param isPointed Whether a pointer is over the plot now.
 * @returns To be called when a pointer comes.
 */
export function readWhenPointed(gl: Reader, isPointed: () => boolean): () => void {
  const real = gl.readPixels.bind(gl) as (...args: unknown[]) => void;
  let putOff: (() => void) | null = null;
  gl.readPixels = (...args: unknown[]) => {
    putOff = null;
    if (isPointed()) {
      real(...args);
      return;
    }
    const from = gl.getParameter(gl.FRAMEBUFFER_BINDING) as WebGLFramebuffer | null;
    putOff = () => {
      gl.bindFramebuffer(gl.FRAMEBUFFER, from);
      real(...args);
    };
  };
  return () => {
    putOff?.();
    putOff = null;
  };
}
