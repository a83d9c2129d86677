import type { Plugin } from 'vite';

/** The one place where the library's 3D scene asks for its next frame. */
const ASKS = 'requestAnimationFrame(render)';

/** What stands there in the build, led by a semicolon since the library's lines end without one. */
const ASKS_SCENE = ';(scene.nextFrame || requestAnimationFrame)(render)';

/**
 * The library's 3D scene asks for every frame as long as the page is open, whether anything moved or not, and each costs
 * the page a pass over all it shows. With this it asks by its own `nextFrame`, where the scene is given one.
 *
 * @throws Where the library no longer asks in the one place that is known.
 */
export function restingPlot(): Plugin {
  return {
    name: 'resting-plot',
    transform(code, id) {
      if (!id.replaceAll('\\', '/').endsWith('/plotly.js/stackgl_modules/index.js')) return null;
      const parts = code.split(ASKS);
      if (parts.length !== 2)
        throw new Error(`${id} holds ${ASKS} ${parts.length - 1} times; once is expected.`);
      return { code: parts.join(ASKS_SCENE), map: null };
    },
  };
}
