import type { Exporter } from './exporter.ts';
import { fitJson } from './fit-json/fit-json.ts';
import { gridCsv } from './grid-csv/grid-csv.ts';
import { parametersCsv } from './parameters-csv/parameters-csv.ts';
import { quantlibPython } from './quantlib-python/quantlib-python.ts';
import { quotesCsv } from './quotes-csv/quotes-csv.ts';

/** Every exporter, in the order of the Export menu. */
export const exporters: readonly Exporter[] = [fitJson, parametersCsv, gridCsv, quotesCsv, quantlibPython];

/** The exporter with this id. */
export function exporterById(id: string): Exporter | undefined {
  return exporters.find((exporter) => exporter.id === id);
}
