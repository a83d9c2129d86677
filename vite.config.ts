import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { version } from './package.json' with { type: 'json' };
import { headersFile, metaPolicy, siteHeaders } from './tools/headers.ts';
import { offlineSite } from './tools/offline-site.ts';
import { restingPlot } from './tools/resting-plot.ts';

/** The built page carries its own policy, and a headers file for static hosts. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      // Before everything else: a policy holds only for what comes after it.
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile });
    },
  };
}

const BOARD_PARTS =
  /src[\\/](views[\\/]controls[\\/](choice|frame-clip|label-cell|number-field|pictured|says|segmented)|charts[\\/](smile-layout|smile-marks|smile-window|smile-words|use-size))\.tsx?$/;

/** Today, or the day a distributor names for builds that are the same to the byte. */
const built = new Date(Number(process.env['SOURCE_DATE_EPOCH'] ?? Date.now() / 1000) * 1000);

const { 'Content-Security-Policy': _built, ...isolation } = siteHeaders;

export default defineConfig({
  base: './',
  plugins: [
    react(),
    restingPlot(),
    contentSecurityPolicy(),
    offlineSite(version, built.toISOString().slice(0, 10)),
  ],
  // A dependency of plotly reads `global`.
  define: { global: 'globalThis' },
  // Plotly imports the style sheet of its map traces, which are not in the bundle.
  resolve: {
    alias: {
      'maplibre-gl/dist/maplibre-gl.css': fileURLToPath(new URL('./src/charts/empty.css', import.meta.url)),
    },
  },
  worker: { format: 'es' },
  server: { headers: isolation },
  build: {
    target: 'es2023',
    manifest: true,
    // One sheet in the order of the imports: a view's rules stand after those of the controls it lays out.
    cssCodeSplit: false,
    sourcemap: false,
    // The policy allows no data: fonts, and a script is never inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2500,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        codeSplitting: {
          // Small parts of the board that views fetched later use too: each in a file of its own is packed for itself.
          groups: [{ name: 'parts', test: BOARD_PARTS, includeDependenciesRecursively: false }],
        },
        chunkFileNames: (chunk) =>
          chunk.moduleIds.some((id) => id.includes('/node_modules/plotly.js/'))
            ? 'assets/plotly-[hash].js'
            : 'assets/[name]-[hash].js',
      },
    },
  },
});
