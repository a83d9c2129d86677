import { relative } from 'node:path';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { fit, prepare } from '#cli/pipeline.ts';
import { APP_VERSION } from '#exporters/app-version.ts';
import { exporterById } from '#exporters/index.ts';
import { models } from '#models/index.ts';
import { LAST_INSTANT } from '#readers/reader.ts';
import { quoteFiles, realFolder } from '../corpus/quote-files.ts';
import { readBoard } from '../corpus/strict-fit.ts';
import type { SoakOptions, SoakResult } from './check.ts';
import { formulaCells } from './formulas.ts';
import { findQuantlib, largestDifference } from './quantlib.ts';

/** Hostile strings through every CSV, and the QuantLib script of every model on every real board. */
export async function exportsTakenAway(options: Pick<SoakOptions, 'tell'>): Promise<SoakResult> {
  const tables = await formulaCells(options);
  const scripts = await quantlibScripts(options);
  return {
    figures: { ...tables.figures, ...scripts.figures },
    faults: [...tables.faults, ...scripts.faults],
  };
}

/** Lets QuantLib rebuild every real board in every model: each used quote within what its script allows. */
async function quantlibScripts({ tell }: Pick<SoakOptions, 'tell'>): Promise<SoakResult> {
  const quantlib = findQuantlib();
  const write = exporterById('quantlib-python')?.write;
  if (quantlib === null || write === undefined) {
    tell(
      'No Python with QuantLib is on this machine (quantlib-python, or PYTHON_PATH): its scripts are not run.',
    );
    return { figures: { quantlib: 'none' }, faults: [] };
  }
  const folder = realFolder();
  const faults: string[] = [];
  const largest: Record<string, number> = {};
  let [boards, quotes, beyond] = [0, 0, 0];
  for (const file of quoteFiles(folder)) {
    const name = relative(folder, file);
    const read = await readBoard(folder, [file], {
      asOf: null,
      underlying: null,
      at: LAST_INSTANT,
      map: null,
    });
    if (!read.ok) continue;
    const marketOptions = { asOf: null, forwards: {} };
    const prepared = prepare(read.value, marketOptions, DEFAULT_SETTINGS.filters);
    if (!prepared.ok) continue;
    boards++;
    for (const { id } of models) {
      const settings = { ...DEFAULT_SETTINGS, model: id };
      const result = fit(read.value, prepared.value, settings, () => undefined);
      if (!result.ok) continue;
      const of = { quotes: read.value, ...prepared.value, marketOptions, settings };
      const [run] = quantlib.run([write({ ...of, result: result.value, appVersion: APP_VERSION })]);
      if (run === undefined) continue;
      const difference = largestDifference(run);
      quotes += run.symbols.length;
      if (difference > 1e-10) beyond++;
      largest[id] = Math.max(largest[id] ?? 0, difference);
      tell(`${name}, ${id}: ${run.symbols.length} quotes, ${difference.toExponential(1)}`);
      if (run.status !== 0) {
        faults.push(`${name}, ${id}: the script ended with ${run.status}: ${run.printed.trim().slice(-200)}`);
      }
    }
  }
  const told = Object.entries(largest).map(([id, value]) => [`largest_${id}`, value.toExponential(1)]);
  return {
    figures: {
      quantlib: quantlib.version,
      boards,
      quotes_rebuilt: quotes,
      scripts_beyond_1e_10: beyond,
      ...Object.fromEntries(told),
    },
    faults,
  };
}
