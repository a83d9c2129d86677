/** Draws a plot once more as a PNG of its own size times `scale`; a data URL. */
export type PaintPlot = (scale: number) => Promise<string>;

const painters = new WeakMap<Element, PaintPlot>();

/** Says how the plot on an element is taken as a picture: the graphics card's own picture cannot be read. */
export function offerPlotPicture(element: Element, paint: PaintPlot): void {
  painters.set(element, paint);
}

/** How the plot within an element is taken as a picture; null where there is none. */
export function plotPicture(within: Element): PaintPlot | null {
  for (const element of within.querySelectorAll('.plot-canvas')) {
    const paint = painters.get(element);
    if (paint !== undefined) return paint;
  }
  return null;
}
