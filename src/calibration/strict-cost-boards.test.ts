import { expect, test } from 'vitest';
import { realRequest } from '#testing/real-slices.ts';
import { hasShared } from '#testing/shared.ts';
import { calibrate, calibrateNow } from './calibrate.ts';
import type { CalibrationRequest } from './request.ts';
import type { CalibrationResult } from './result.ts';
import { DEFAULT_SETTINGS, type FitSettings, type ScopedSettings } from './settings.ts';

const BTC = 'deribit-book-summary/btc-2026-08-01.json';
const STRICT = { mode: 'strict', strength: 1000 } as const;
const REPORT = { mode: 'report', strength: 1000 } as const;
const PENALISED = { mode: 'penalise', strength: 1000 } as const;
const STRONGEST = { mode: 'penalise', strength: 10_000 } as const;

/** The fit told on the way to the strict one, and the strict one. */
function both(request: CalibrationRequest): {
  readonly free: CalibrationResult | null;
  readonly strict: CalibrationResult;
} {
  let free: CalibrationResult | null = null;
  const steps = calibrate(request);
  let step = steps.next();
  while (!step.done) {
    free = step.value.preview ?? free;
    step = steps.next();
  }
  if (!step.value.ok) throw new Error(step.value.error.message);
  return { free, strict: step.value.value };
}

function settingsOf(
  model: string,
  butterfly: ScopedSettings['butterfly'],
  calendar: ScopedSettings['calendar'],
): FitSettings {
  return { ...DEFAULT_SETTINGS, model, all: { ...DEFAULT_SETTINGS.all, butterfly, calendar } };
}

test.skipIf(!hasShared)(
  'a strict board names the slice whose error rose most, against its free fit',
  async () => {
    for (const [file, model] of [
      [BTC, 'svi'],
      ['yahoo/AAPL_data.csv', 'essvi'],
    ] as const) {
      const { free, strict } = both(await realRequest(file, settingsOf(model, STRICT, STRICT)));
      const rises = strict.slices.map((fit, i) => fit.rmseVol! - free!.slices[i]!.rmseVol!);
      const worst = rises.indexOf(Math.max(...rises));
      expect(strict.cost).toMatchObject({
        key: strict.slices[worst]!.key,
        rmse: strict.slices[worst]!.rmseVol,
        rmseFree: free!.slices[worst]!.rmseVol,
        insideFree: free!.slices[worst]!.insideSpread,
        boardInside: strict.summary.insideSpread,
      });
    }
  },
);

test.skipIf(!hasShared)(
  'what a slice pays for its own butterfly is not put on a neighbour, and the reverse',
  async () => {
    const own = both(await realRequest(BTC, settingsOf('svi', STRICT, REPORT))).strict.cost!;
    expect(own.crossing).toBeNull();
    const crossed = both(await realRequest(BTC, settingsOf('svi', REPORT, STRICT))).strict;
    const { key, crossing } = crossed.cost!;
    const place = crossed.slices.findIndex((fit) => fit.key === key);
    const neighbours = [place - 1, place + 1].map((i) => crossed.slices[i]?.key);
    expect(neighbours).toContain(crossing);
  },
);

test.skipIf(!hasShared)('a fit that nothing constrains has no cost', async () => {
  const { free, strict } = both(await realRequest(BTC, settingsOf('svi', REPORT, REPORT)));
  expect(free).toBeNull();
  expect(strict.cost).toBeNull();
});

test.skipIf(!hasShared)(
  'where two near expiries of a long board will not part, the others are not moved for it',
  async () => {
    const { free, strict } = both(
      await realRequest('yahoo/SPX_all_20260130.csv', settingsOf('svi', REPORT, STRICT)),
    );
    expect(strict.calendar.filter(({ minDw }) => minDw < 0)).toEqual([]);
    const rises = strict.slices.map((fit, i) => fit.rmseVol! - free!.slices[i]!.rmseVol!);
    expect(Math.max(...rises)).toBeLessThan(0.002);
  },
);

test.skipIf(!hasShared)(
  'slices that are all but flat to one side are moved together from where they are',
  async () => {
    for (const loss of [{ kind: 'squared' }, { kind: 'huber', threshold: 1.5 }] as const) {
      const { free, strict } = both(
        await realRequest('paper-tables/dax_20020705_sepp_heston.csv', {
          ...settingsOf('svi', STRICT, STRICT),
          residual: 'price',
          loss,
        }),
      );
      expect(strict.summary).toMatchObject({ butterflyFree: true, calendarFree: true });
      const rises = strict.slices.map((fit, i) => fit.rmseVol! - free!.slices[i]!.rmseVol!);
      expect(Math.max(...rises)).toBeLessThan(0.002);
    }
  },
);

test.skipIf(!hasShared)(
  'the strongest penalty leaves no smile much further from its quotes than the strict fit does',
  async () => {
    for (const file of [
      'cboe-csv/spy_20250516_quotedata.csv',
      'yahoo/AAPL_data.csv',
      'hard-slices/mar03_apr17_45dte.json',
    ]) {
      const { strict } = both(await realRequest(file, settingsOf('svi', STRICT, REPORT)));
      const request = await realRequest(file, settingsOf('svi', STRONGEST, REPORT));
      const penalised = calibrateNow(request);
      if (!penalised.ok) throw new Error(penalised.error.message);
      penalised.value.slices.forEach((fit, i) => {
        expect(fit.rmseVol!, fit.key).toBeLessThan(1.02 * strict.slices[i]!.rmseVol! + 1e-4);
      });
    }
  },
);

test.skipIf(!hasShared)(
  'of one expiry SSVI and eSSVI have the same smiles, and the same strict fit',
  async () => {
    const [one, other] = await Promise.all(
      ['ssvi', 'essvi'].map(async (model) =>
        both(
          await realRequest('hard-slices/jan24_feb21_28dte_stable.json', settingsOf(model, STRICT, STRICT)),
        ),
      ),
    );
    expect(one!.strict.summary.butterflyFree).toBe(true);
    expect(one!.strict.slices[0]!.rmseVol).toBeCloseTo(other!.strict.slices[0]!.rmseVol!, 6);
  },
);

test.skipIf(!hasShared)(
  'where a fit held by its neighbours runs through its last quote, the quote is named and no error without it is told',
  async () => {
    const request = await realRequest('yahoo/SPX_all_20260130.csv', settingsOf('svi', REPORT, PENALISED));
    const penalised = calibrateNow(request);
    if (!penalised.ok) throw new Error(penalised.error.message);
    const far = penalised.value.slices.find(({ key }) => key.startsWith('2031-12-19'));
    expect(far?.looRmseVol).toBeNull();
    // A fit without it is held by the penalty, of which its leverage knows nothing.
    expect(far?.message).toMatch(/^overfitted: the fit runs through the quote at .* wherever it stands/);
    expect(penalised.value.summary.looRmseVol).toBeLessThan(0.004);
  },
);
