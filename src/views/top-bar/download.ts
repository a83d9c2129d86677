import { APP_VERSION } from '#exporters/app-version.ts';
import type { Exporter, FitExport } from '#exporters/exporter.ts';
import { exporterById } from '#exporters/index.ts';
import { workingKeys } from '#store/accepted.ts';
import { publishedExport } from '#store/live/published-export.ts';
import type { AssessmentRun, Fitted } from '#store/state.ts';
import { workbench } from '#store/workbench.ts';
import { fileName } from '#views/controls/file-name.ts';
import { saveFile } from '#views/controls/save-file.ts';
import { settledFit } from '#views/controls/settled-fit.ts';

/**
 * What an exporter is given: a fit with exactly its own input, and what was found out of it. Of one that a live market has
 * moved neither what was found out of the full fit holds, nor how that differs from the kept one.
 */
export function exportOf(
  fitted: Fitted,
  assessment: AssessmentRun | null,
  purpose: 'described' | 'written' = 'written',
): FitExport {
  const fit: FitExport = {
    quotes: fitted.quotes,
    market: fitted.market,
    marketOptions: fitted.decisions.marketOptions,
    filtered: fitted.filtered,
    settings: fitted.decisions.settings,
    result: fitted.result,
    appVersion: APP_VERSION,
  };
  const published = publishedExport(fitted, purpose);
  if (published !== null) return { ...fit, ...published };
  const { plan, result } = assessment ?? {};
  const working = workingKeys(workbench.store.getState().ghost, fitted);
  return {
    ...fit,
    assessed: plan && result ? [{ plan, result }] : [],
    ...(working === null ? {} : { working: working.length }),
  };
}

/** Writes an export and hands it to the browser; `known` is what was found out of the fit. */
export async function download(
  exporter: Exporter,
  shown: Fitted,
  known: AssessmentRun | null,
): Promise<void> {
  const fitted = await settledFit(shown);
  if (fitted === null) return;
  const assessment = fitted === shown ? known : workbench.store.getState().assessment;
  const text = exporter.write(exportOf(fitted, assessment));
  handOver(new Blob([text], { type: exporter.mediaType }), fitted, exporter.extension);
}

/** Hands a file to the browser, named after the first quote file, and the instant to which a live market has moved the fit. */
export function handOver(blob: Blob, fitted: Fitted, extension: string): void {
  const { moved, market } = fitted;
  const stamp = new Date(market.asOf).toISOString().replaceAll(/[-:.]/g, '');
  saveFile(
    blob,
    fileName(
      fitted.quotes.files[0]?.name ?? 'volbench',
      moved === undefined ? extension : `moved-${stamp}.${extension}`,
    ),
  );
}

/** Downloads the fit file of what the screen shows; without a fit there is nothing to save. */
export async function saveFit(fitted: Fitted | null, assessment: AssessmentRun | null): Promise<void> {
  const exporter = exporterById('fit-json');
  const shown = workbench.store.getState().published ?? fitted;
  if (shown !== null && exporter !== undefined) await download(exporter, shown, assessment);
}
