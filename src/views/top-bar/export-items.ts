import { instant, time } from '#base/format.ts';
import { counted } from '#exporters/exporter.ts';
import { exporters } from '#exporters/index.ts';
import { modelById } from '#models/index.ts';
import { withSessions } from '#store/page-sessions.ts';
import type { AssessmentRun, Fitted } from '#store/state.ts';
import { workbench } from '#store/workbench.ts';
import { tableCells } from '#views/controls/copy-shown.tsx';
import { drawPicture, toPng } from '#views/controls/picture.ts';
import { chartsShown, type Taken } from '#views/controls/pictured.ts';
import { settledFit } from '#views/controls/settled-fit.ts';
import { tabbed } from '#views/controls/tabbed.ts';
import { download, exportOf, handOver } from './download.ts';

/** One line of the Export menu. */
export interface Item {
  readonly label: string;
  /** What it will contain, or why there is nothing. */
  readonly says: string;
  /** Null where there is nothing to take. */
  readonly take: (() => void) | null;
}

/** What the files may hold while a live market is followed: what was shown, and the full fit it had moved from. */
export function choicesOf({ market, moved }: Fitted): readonly (Pick<Item, 'label' | 'says'> & {
  readonly of: 'published' | 'fit';
})[] {
  if (moved === undefined) return [];
  const fit = time(moved.fitAsOf);
  return [
    {
      of: 'published',
      label: `Surface as published ${withMs(market.asOf)}`,
      says: `Full fit of ${fit} moved by its scalars, held to the quotes of now.`,
    },
    { of: 'fit', label: 'Last full fit', says: `Quotes of ${fit}, parameters with their errors.` },
  ];
}

/** UTC time with milliseconds: `12:03:04.250Z`. */
function withMs(at: number): string {
  return new Date(at).toISOString().slice(11);
}

/** What can be taken away now: files of the fit, and the charts on the screen as they are. */
export function itemsOf(
  fitted: Fitted,
  assessment: AssessmentRun | null,
): { readonly files: readonly Item[]; readonly shown: readonly Item[] } {
  const fit = exportOf(fitted, assessment, 'described');
  const files = exporters.map((exporter): Item => {
    const lacking = exporter.lacks?.(fit) ?? null;
    return lacking === null
      ? {
          label: exporter.label,
          says: exporter.describe(fit),
          take: () => void download(exporter, fitted, assessment),
        }
      : { label: exporter.label, says: lacking, take: null };
  });
  return {
    files: [...files, sessionItem(fitted)],
    shown: chartsShown().flatMap((chart) => chartItems(chart, fitted)),
  };
}

/** All that is on the screen, not of the fit alone. */
function sessionItem(fitted: Fitted): Item {
  const quotes = counted(fitted.quotes.symbol.length, 'quote', 'quotes');
  return {
    label: 'Session',
    says: `Everything here: ${quotes}, settings, weights, undo, kept fit, views.`,
    take: () => void takeSession(fitted),
  };
}

async function takeSession(fitted: Fitted): Promise<void> {
  if ((await settledFit(fitted)) === null) return;
  const file = await withSessions((sessions) => sessions.fileText());
  if (file !== null) handOver(new Blob([file.text], { type: 'application/json' }), fitted, 'volbench.json');
}

function chartItems(chart: Taken, fitted: Fitted): readonly Item[] {
  const { name, as } = chart;
  const png: Item = {
    label: `${name} (PNG)`,
    says: 'At twice the screen’s pixels, with title, time and file.',
    take: () => void takePicture(chart, fitted, 'png'),
  };
  switch (as) {
    case 'nothing':
      return [{ label: `${name} (PNG)`, says: 'Nothing is drawn there yet.', take: null }];
    case 'table': {
      const cells = tableCells(chart.group);
      const says = `${Math.max(0, cells.length - 1)} rows × ${cells[0]?.length ?? 0} columns, tab-separated, as shown.`;
      return [{ label: `${name} (TSV)`, says, take: () => void takeTable(chart, fitted) }];
    }
    case 'pixels':
      return [png];
    case 'lines': {
      const says = 'Lines and text at any size, with title, time and file.';
      return [{ label: `${name} (SVG)`, says, take: () => void takePicture(chart, fitted, 'svg') }, png];
    }
  }
}

async function takePicture(chart: Taken, fitted: Fitted, kind: 'svg' | 'png'): Promise<void> {
  try {
    const settled = await settledFit(fitted);
    if (settled === null) return;
    // What is drawn is what the screen shows now.
    const shown = workbench.store.getState().published ?? settled;
    const picture = await drawPicture(chart, factsOf(shown));
    const blob = kind === 'png' ? await toPng(picture) : new Blob([picture.text], { type: 'image/svg+xml' });
    handOver(blob, shown, `${fileWord(chart)}.${kind}`);
  } catch {
    workbench.actions.tellFailure(
      `The browser could not draw ${chart.name} as a picture; nothing was saved. Try again, or take a screenshot.`,
    );
  }
}

async function takeTable(chart: Taken, fitted: Fitted): Promise<void> {
  const settled = await settledFit(fitted);
  if (settled === null) return;
  const text = `${tabbed(tableCells(chart.group))}\n`;
  const shown = workbench.store.getState().published ?? settled;
  handOver(new Blob([text], { type: 'text/tab-separated-values' }), shown, `${fileWord(chart)}.tsv`);
}

/** The chart's name as a part of a file's. */
function fileWord({ name }: Taken): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** Whose quotes, of when, from which file, and the model. */
function factsOf({ quotes, market, result, moved }: Fitted): string {
  const files = quotes.files.map(({ name }) => name).join(', ');
  const facts = [
    quotes.underlying,
    instant(market.asOf),
    files,
    modelById(result.model)?.label ?? result.model,
    moved === undefined ? '' : `moved since the full fit of ${time(moved.fitAsOf)}`,
  ];
  return facts.filter((fact) => fact !== '').join(' · ');
}
