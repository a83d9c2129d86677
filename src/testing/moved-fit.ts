/** The small board as a live market has moved it: quotes, forwards and scalars of a frame some time after its fit. */
import { makeRequest } from '#calibration/make-request.ts';
import { DEFAULT_SETTINGS, type FitSettings } from '#calibration/settings.ts';
import type { FitExport } from '#exporters/exporter.ts';
import { publishedBoard } from '#store/live/published-board.ts';
import { publishedExport } from '#store/live/published-export.ts';
import type { Fitted } from '#store/state.ts';
import { smallFit } from './fit-export.ts';
import { type FrameOptions, frameOf } from './live-market.ts';

/** A full fit, the same as published, and what is taken away of that. */
export interface MovedFit {
  readonly fit: FitExport;
  readonly published: Fitted;
  readonly moved: FitExport;
}

export function movedFit(options: FrameOptions = {}, settings: FitSettings = DEFAULT_SETTINGS): MovedFit {
  const fit = smallFit(settings);
  const { quotes, market, filtered, result, marketOptions } = fit;
  const request = makeRequest(quotes, market, filtered, settings);
  const fitted: Fitted = {
    quotes,
    market,
    filtered,
    request,
    decisions: { settings, marketOptions },
    result,
  };
  const frame = frameOf(quotes, market, { after: 600_000, published: 0.07, drift: 1.004, ...options });
  const published = publishedBoard(fitted, frame, true, frame.at);
  const taken = publishedExport(published);
  if (taken === null) throw new Error('The board has not moved.');
  return {
    fit,
    published,
    moved: { ...fit, quotes: published.quotes, filtered: published.filtered, ...taken },
  };
}
