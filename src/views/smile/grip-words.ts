import { fixed, parseNumber } from '#base/format.ts';
import { type Grip, stepDigits } from '#charts/smile-grips.ts';
import type { GripEnd } from './use-grips.ts';

/** Volatilities are shown and typed in percent. */
function scaleOf({ spec }: Grip): number {
  return spec.unit === 'vol' ? 100 : 1;
}

/** A value of a grip to the digits in which its step shows. */
export function gripText(grip: Grip, value: number): string {
  const scale = scaleOf(grip);
  return fixed(value * scale, Math.max(grip.spec.unit === 'vol' ? 2 : 0, stepDigits(grip.step, scale)));
}

/** A value as it was typed; null where it is no number. */
export function typedGrip(grip: Grip, text: string): number | null {
  const typed = parseNumber(text, grip.spec.unit === 'vol' ? 'percent' : 'plain');
  return typed === null ? null : typed / scaleOf(grip);
}

/** `35.26 %, held, at max`: what a screen reader says of a grip. */
export function gripWords(grip: Grip, value: number, end: GripEnd): string {
  const parts = [
    `${gripText(grip, value)}${grip.spec.unit === 'vol' ? ' %' : ''}`,
    grip.held ? 'held' : 'fitted',
    ...(end === null ? [] : [`at ${end}`]),
  ];
  return parts.join(', ');
}
