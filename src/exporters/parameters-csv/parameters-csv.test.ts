import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '#calibration/settings.ts';
import { smallFit } from '#testing/fit-export.ts';
import { parametersCsv } from './parameters-csv.ts';

function rows(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.trimEnd().split('\r\n');
  const names = head.split(',');
  // No cell of ours holds a comma outside of quotes before the message, which is the last of the fit.
  return lines.map((line) => {
    const cells = line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ''));
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

test('jump-wings and natural parameters stand behind the raw ones, with the errors of the shown views', () => {
  const fit = smallFit(DEFAULT_SETTINGS);
  const table = rows(parametersCsv.write(fit));
  expect(Object.keys(table[0]!).slice(-18)).toEqual(
    (
      'v psi p c vt Delta mu omega zeta ' +
      'vStdError psiStdError pStdError cStdError vtStdError DeltaStdError muStdError omegaStdError zetaStdError'
    ).split(' '),
  );
  let compared = 0;
  for (const slice of fit.result.slices) {
    const row = table.find(({ expiry }) => Date.parse(expiry!) === slice.expiry)!;
    if (slice.theta === null) {
      expect([row['v'], row['zeta'], row['vStdError']]).toEqual(['', '', '']);
      continue;
    }
    const wing = (name: string) => slice.views['wings']!.find((p) => p.name === name)!;
    const natural = (name: string) => slice.views['natural']!.find((p) => p.name === name)!;
    const atm = wing('atmVol');
    expect(Number(row['v'])).toBeCloseTo(atm.value ** 2, 12);
    expect(Number(row['omega'])).toBeCloseTo(natural('omega').value, 12);
    if (atm.standardError === null) continue;
    expect(Number(row['vStdError'])).toBeCloseTo(2 * atm.value * atm.standardError, 12);
    expect(Number(row['pStdError'])).toBeCloseTo(wing('putWing').standardError!, 12);
    expect(Number(row['omegaStdError'])).toBeCloseTo(natural('omega').standardError!, 12);
    compared++;
  }
  expect(compared).toBeGreaterThan(0);
});

test('a model without other views has no columns of them', () => {
  const [row] = rows(parametersCsv.write(smallFit({ ...DEFAULT_SETTINGS, model: 'sabr' })));
  expect(Object.keys(row!).at(-1)).toBe('message');
});
