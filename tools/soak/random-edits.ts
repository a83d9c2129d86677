/** Edits as a hand makes them, drawn at random: one of every kind of decision, alone or within a gesture. */
import { epochMs } from '#base/units.ts';
import type { Bench } from '#testing/bench.ts';

type Random = () => number;
type Edit = (bench: Bench, random: Random) => void;

function one<T>(of: readonly T[], random: Random): T {
  return of[Math.floor(random() * of.length)] as T;
}

function expiry(bench: Bench, random: Random): string {
  return one(bench.state().market?.books.map(({ expiry: at }) => new Date(at).toISOString()) ?? [''], random);
}

/** Edits of decisions; each leaves what it cannot change as it is. */
const EDITS: readonly Edit[] = [
  (b, r) => b.actions.setWeights({ spread: 2 * r() }),
  (b, r) => b.actions.setWeights({ size: 2 * r(), activity: 2 * r(), cap: 0.05 + 0.95 * r() }),
  (b, r) => b.actions.setWeights({ moneynessWidth: r() < 0.3 ? null : 0.5 + 4 * r() }),
  (b, r) =>
    b.actions.setConstraint(one(['butterfly', 'calendar'], r), { mode: 'penalise', strength: 10 * r() }),
  (b, r) => b.actions.setConstraint(one(['butterfly', 'calendar'], r), { mode: 'report' }),
  (b, r) => b.actions.setParameter('rho', { fixed: true, value: 1.6 * r() - 0.8 }),
  (b, r) => b.actions.setParameter('rho', { fixed: false, lower: -r(), upper: r() }),
  (b) => b.actions.setParameter('rho', null),
  (b, r) => b.actions.followAll(expiry(b, r)),
  (b, r) => b.actions.setModel(one(['svi', 'essvi', 'sabr'], r)),
  (b, r) => b.actions.setResidual(one(['vol', 'total-variance', 'price'], r)),
  (b, r) => b.actions.setLoss(one([{ kind: 'squared' }, { kind: 'huber', threshold: 1 + r() }], r)),
  (b, r) => b.actions.setOutsidePenalty(r() < 0.4 ? 0 : r()),
  (b, r) => b.actions.setAtmPin(r() < 0.4 ? 0 : r()),
  (b, r) => b.actions.setHeadroom(r() < 0.4 ? 1 : 1 + r()),
  (b, r) => b.actions.setOptimiser(one(['levenberg-marquardt', 'l-bfgs-b'], r)),
  (b, r) =>
    b.actions.setFilters({ inTheMoney: r() < 0.5, oneSided: r() < 0.2, relativeSpreadAbove: 0.2 + r() }),
  (b, r) => b.actions.setTime({ clock: one(['calendar', 'weighted'], r), weekend: 2 * r() }),
  (b, r) => b.actions.setEvent(`2026-08-${10 + Math.floor(18 * r())}`, r() < 0.3 ? null : 5 * r()),
  (b, r) => b.actions.setManual(row(b, r), one([0, 0.25, 0.5, 1, 2, 4, 1 / 3], r)),
  (b, r) => b.actions.toggleQuote(row(b, r)),
  (b) => b.actions.resetManual(),
  (b, r) => b.actions.setForward(expiry(b, r), r() < 0.3 ? null : 62_000 + 1000 * r()),
  (b, r) => b.actions.setRate(r() < 0.3 ? null : 0.1 * r()),
  (b, r) => b.actions.setSettlementAverage(r() < 0.5),
  (b, r) => b.actions.setAsOf(r() < 0.3 ? null : epochMs(Date.UTC(2026, 7, 1) + Math.floor(8e7 * r()))),
  (b, r) => b.actions.dropExpiry(expiry(b, r), r() < 0.5),
  (b, r) => b.actions.freezeExpiry(expiry(b, r), r() < 0.5),
  (b, r) => b.actions.holdParameter(expiry(b, r), 'rho', r() - 0.5, null),
  (b, r) => b.actions.releaseParameter(expiry(b, r), 'rho'),
  (b) => b.actions.lockParameter('rho'),
  (b) => b.actions.takeAllBack(),
  (b) => b.actions.resetSettings(),
];

function row(bench: Bench, random: Random): number {
  return Math.floor(random() * (bench.state().quotes?.symbol.length ?? 1));
}

/** One edit: on all expiries or on one, now and then a gesture of many steps. */
export function randomEdit(bench: Bench, random: Random): void {
  const { actions } = bench;
  if (random() < 0.2) actions.look({ scope: random() < 0.5 ? 'this' : 'all' });
  if (random() < 0.2) actions.focusExpiry(expiry(bench, random));
  const edit = one(EDITS, random);
  if (random() < 0.15) {
    actions.beginGesture();
    for (let i = 0; i < 8; i++) edit(bench, random);
    actions.endGesture();
  } else edit(bench, random);
}
