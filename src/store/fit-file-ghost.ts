import { failure, type Outcome } from '#base/outcome.ts';
import {
  parseFitFile,
  previousFitOf,
  settingsFromFitFile,
  slicesFromFitFile,
} from '#exporters/fit-json/parse.ts';
import { rateOf } from '#market/rate.ts';
import type { Ghost } from './state.ts';

/** A dropped fit file as a kept ghost, its settings at hand. */
export function fitFileGhost(name: string, text: string): Outcome<Ghost> {
  const parsed = parseFitFile(text);
  if (!parsed.ok) return failure(parsed.error.reason, `${name}: ${parsed.error.message}`);
  const { settings, marketOptions } = settingsFromFitFile(parsed.value);
  return {
    ok: true,
    issues: parsed.issues,
    value: {
      source: 'file',
      label: name,
      slices: slicesFromFitFile(parsed.value),
      model: parsed.value.model.id,
      settings,
      ...rateOf(marketOptions),
      previous: previousFitOf(parsed.value),
    },
  };
}
