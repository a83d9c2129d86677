import { fixed, parameter, standardError } from '#base/format.ts';
import type { ParameterPath, ParameterPaths, PathPoint } from './parameter-figure.ts';
import type { FigureCell, FigureTable } from './surface-table.ts';

/** A value of a path and what is known of its error: `± 0.07`, `fixed`, `at max`, or why there is none. */
export function pointWords(
  { spec }: Pick<ParameterPath, 'spec'>,
  { value, error, held }: PathPoint,
): {
  readonly value: string;
  readonly after: string;
} {
  const isVol = spec.unit === 'vol';
  const text = isVol ? fixed(value, 2) : parameter(value, error);
  const size = isVol ? fixed(error, 2) : standardError(error);
  return { value: text, after: held ?? (error === null ? 'not identified' : `± ${size}`) };
}

/** Every parameter with its standard error, a row an expiry. */
export function parameterTable(
  { paths, expiries }: ParameterPaths,
  nameOf: (key: string) => string,
): FigureTable {
  return {
    head: paths.flatMap(({ spec }) => [spec.unit === 'vol' ? `${spec.symbol} %` : spec.symbol, '±']),
    rows: expiries.map(({ key }) => ({
      key,
      name: nameOf(key),
      cells: paths.flatMap((path): FigureCell[] => {
        const point = path.points.find((at) => at.key === key);
        if (point === undefined) return [{ text: fixed(null, 2) }, { text: '' }];
        const { value, after } = pointWords(path, point);
        const told = point.held === null && point.error !== null;
        return [
          { text: value, copied: String(point.value), faint: point.held === null && !told },
          { text: after.replace('± ', ''), faint: true, copied: told ? String(point.error) : after },
        ];
      }),
    })),
  };
}
