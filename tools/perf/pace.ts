/** How fast the machine is while it measures: a virtual one's clock follows what its neighbours do. */
import { readFileSync } from 'node:fs';

const CHAIN = 200_000;
const CHAINS = 15;

/** Time of one multiplication and addition that wait for those before, ns: the middle of fifteen chains. */
export function chainedNs(): number {
  const times: number[] = [];
  for (let c = 0; c < CHAINS; c++) {
    const before = performance.now();
    let x = 1;
    for (let i = 0; i < CHAIN; i++) x = x * 0.999_999 + 1e-6;
    // Told only of what a correct machine never comes to, so that the chain is not left out.
    if (!(x > 0)) throw new Error('The chain left its range.');
    times.push(((performance.now() - before) * 1e6) / CHAIN);
  }
  return times.sort((a, b) => a - b)[CHAINS >> 1]!;
}

/** Time that processors have had, and that the host has kept from them, in its ticks since the start; null elsewhere than on Linux. */
function ticks(): { readonly all: number; readonly stolen: number } | null {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const columns = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { all: columns.reduce((sum, each) => sum + each, 0), stolen: columns[7] ?? 0 };
  } catch {
    return null;
  }
}

/** Watches the pace from now on; `sample` takes one more look, `told` says all. */
export function watchPace(): { sample(): void; told(): string } {
  const start = ticks();
  const seen: number[] = [chainedNs()];
  return {
    sample() {
      seen.push(chainedNs());
    },
    told() {
      const [low, high] = [Math.min(...seen), Math.max(...seen)].map((ns) => ns.toFixed(1));
      const chain = `${low === high ? low : `${low} to ${high}`} ns a multiplication and addition in a chain`;
      const end = ticks();
      if (start === null || end === null) return chain;
      const share = (100 * (end.stolen - start.stolen)) / Math.max(1, end.all - start.all);
      return `${chain}, ${share.toFixed(1)} % of the processors kept by the host`;
    },
  };
}
