import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { modelById } from '#models/index.ts';
import { createSurface, type VolSurface } from '#surface/vol-surface.ts';
import { memorySource } from '#testing/byte-source.ts';
import { hasShared, sharedBytes } from '#testing/shared.ts';
import { fit, prepare, read } from './pipeline.ts';

const SETTINGS = {
  ...DEFAULT_SETTINGS,
  all: { ...DEFAULT_SETTINGS.all, weights: { ...DEFAULT_SETTINGS.all.weights, activity: 0 } },
};

async function surfaceOf(paths: readonly string[]): Promise<VolSurface> {
  const sources = paths.map((path) => memorySource(path.split('/').at(-1)!, sharedBytes(`data/${path}`)));
  const quotes = await read(sources, { asOf: null, underlying: null, at: null }, () => undefined);
  if (!quotes.ok) throw new Error(quotes.error.message);
  const market = prepare(quotes.value, { asOf: null, forwards: {} }, SETTINGS.filters);
  if (!market.ok) throw new Error(market.error.message);
  const fitted = fit(quotes.value, market.value, SETTINGS, () => undefined);
  if (!fitted.ok) throw new Error(fitted.error.message);
  const model = modelById('svi');
  if (model === undefined) throw new Error('no svi');
  const slices = fitted.value.slices.flatMap(({ t, theta, forward }) =>
    theta === null ? [] : [{ t, theta, forward }],
  );
  return createSurface(model, slices);
}

const FILES: readonly (readonly [venue: string, files: readonly string[]])[] = [
  ['OKX', ['okx_v5_market_tickers_OPTION_BTC-USD.json', 'okx_v5_opt-summary_BTC-USD.json']],
  ['Tardis', ['tardis_deribit_options_chain.csv']],
  ['Deribit WebSocket', ['deribit_ws_ticker_snapshot.ndjson']],
];

for (const [venue, files] of FILES) {
  test.skipIf(!hasShared)(
    `without activity weights ${venue} gives the fitted surface of the board`,
    async () => {
      const wanted = await surfaceOf(['deribit-book-summary/btc-2026-08-01.json']);
      const found = await surfaceOf(files.map((file) => `transcoded/${file}`));
      let largest = 0;
      for (const days of [1, 3, 7, 30, 90, 200, 320]) {
        for (let k = -0.3; k <= 0.3; k += 0.05) {
          largest = Math.max(largest, Math.abs(found.vol(k, days / 365) - wanted.vol(k, days / 365)));
        }
      }
      expect(largest).toBeLessThan(1e-6);
    },
  );
}
