/** What one step works in. Steps of different runs never overlap, so all runs share it. */
export interface Scratch {
  readonly factor: Float64Array;
  readonly h: Float64Array;
  readonly held: Uint8Array;
  readonly pin: Float64Array;
  readonly from: Float64Array;
  readonly way: Float64Array;
  readonly product: Float64Array;
}

function makeScratch(n: number, band: number): Scratch {
  const column = (): Float64Array => new Float64Array(n);
  return {
    factor: new Float64Array(band),
    h: column(),
    held: new Uint8Array(n),
    pin: column(),
    from: column(),
    way: column(),
    product: column(),
  };
}

let scratch = makeScratch(8, 64);

/** Columns for n variables and a band of so many entries, or more. */
export function scratchFor(n: number, band: number): Scratch {
  if (n > scratch.h.length || band > scratch.factor.length) {
    scratch = makeScratch(Math.max(n, scratch.h.length), Math.max(band, scratch.factor.length));
  }
  return scratch;
}
