import { date, grouped } from '#base/format.ts';
import type { Issue } from '#base/outcome.ts';
import type { EpochMs } from '#base/units.ts';
import type { ForwardEstimate, ForwardSource } from './book.ts';

/** Parity this close to the chosen forward is agreement, whatever its standard error: 5 basis points. */
const AGREEMENT = 5e-4;

const NOUN: Readonly<Record<ForwardSource, string>> = {
  quoted: 'quoted forward',
  'quoted-synthetic': 'synthetic forward',
  future: 'future',
  file: "file's forward",
  parity: 'parity',
  spot: 'spot',
  user: 'forward by hand',
};

/**
 * What the user should know about the forward of one expiry. Empty when nothing speaks against it.
 *
 * @param unsettled how far from settled, relatively, the forward by parity of American pairs was left; 0 where it settled
 */
export function forwardIssues(
  expiry: EpochMs,
  forward: ForwardEstimate,
  european: boolean,
  unsettled = 0,
): Issue[] {
  const issues: Issue[] = [];
  const at = new Date(expiry).toISOString();
  const day = date(expiry);
  const digits = forward.value < 1000 ? 2 : 0;
  const money = (value: number) => grouped(value, digits);
  const { value, source, parity, executable } = forward;
  if (source === 'spot') {
    issues.push({
      severity: 'warning',
      code: 'forward-is-spot',
      message: `${day}: no forward in the file, no future and no two-sided call-put pair. The spot ${money(value)} is used; set the forward by hand in Forwards.`,
      at,
    });
    return issues;
  }
  if (unsettled > 0 && source === 'parity') {
    issues.push({
      severity: 'warning',
      code: 'forward-unsettled',
      message: `${day}: early exercise leaves its call-put pairs too little to tell a forward by. ${money(value)} is where the search was given up, its last step ${(100 * unsettled).toPrecision(1)} %; set the forward by hand in Forwards.`,
      at,
    });
  }
  const empty = executable !== null && executable.low > executable.high;
  if (empty && european) {
    issues.push({
      severity: 'info',
      code: 'executable-interval-empty',
      message: `${day}: no forward fits every call-put pair: ${money(executable.lowStrike)} needs at least ${money(executable.low)}, ${money(executable.highStrike)} at most ${money(executable.high)}. One of their quotes is stale or crossed.`,
      at,
    });
  }
  if (parity === null || source === 'parity') return issues;
  const inside = executable !== null && !empty && value >= executable.low && value <= executable.high;
  const tolerance = Math.max(2 * (parity.stdError ?? 0), AGREEMENT * value);
  if (Math.abs(parity.value - value) <= tolerance || inside) return issues;
  const error = parity.stdError === null ? '' : ` ± ${grouped(parity.stdError, parity.stdError < 1 ? 2 : 0)}`;
  const noun = NOUN[source];
  const blame =
    executable === null || empty
      ? ''
      : value < executable.low
        ? ` The ${money(executable.lowStrike)} pair needs at least ${money(executable.low)}.`
        : ` The ${money(executable.highStrike)} pair needs at most ${money(executable.high)}.`;
  issues.push({
    severity: 'warning',
    code: 'forward-parity-disagrees',
    message: `${day}: parity gives F ${money(parity.value)}${error}, the ${noun} ${money(value)}.${blame} The ${noun} is used. See Forwards.`,
    at,
  });
  return issues;
}
