import { plotPicture } from '#charts/plot-picture.ts';

/**
 * Attributes of the named group of a chart that is to be taken away as a picture: what stands over it, and what its
 * lines, marks and colours mean.
 */
export function pictured(title: string, legend: string) {
  return { 'data-picture': title, 'data-legend': legend } as const;
}

/** Attribute of the named group of a view whose first table is what is taken away of it. */
export const TABLED = { 'data-tabled': '' } as const;

/** What of a chart on the screen can be taken away. */
export interface Taken {
  /** Name of the group. */
  readonly name: string;
  readonly group: HTMLElement;
  readonly as: 'lines' | 'pixels' | 'table' | 'nothing';
}

/** Charts on the screen, in the order in which they stand there. */
export function chartsShown(): readonly Taken[] {
  const groups = document.querySelectorAll<HTMLElement>('[data-picture], [data-tabled]');
  return Array.from(groups).flatMap((group): Taken[] => {
    const { width, height } = group.getBoundingClientRect();
    if (width === 0 || height === 0) return [];
    const name = group.getAttribute('aria-label') ?? '';
    if (group.dataset['picture'] === undefined) {
      return [{ name, group, as: group.querySelector('table') === null ? 'nothing' : 'table' }];
    }
    const parts = drawnParts(group);
    const flat = plotPicture(group) !== null || parts.some((part) => part instanceof HTMLCanvasElement);
    const as = parts.length === 0 ? 'nothing' : flat ? 'pixels' : 'lines';
    return [{ name, group, as }];
  });
}

/** The smallest thing that is a drawing rather than a glyph, px. */
const LEAST = 60;

/** The drawings within a group, lowest first. */
export function drawnParts(group: Element): readonly (SVGSVGElement | HTMLCanvasElement)[] {
  return Array.from(group.querySelectorAll<SVGSVGElement | HTMLCanvasElement>('svg, canvas')).filter(
    (part) => {
      const { width, height } = part.getBoundingClientRect();
      return width >= LEAST && height >= LEAST && part.parentElement?.closest('svg') === null;
    },
  );
}

/** The rectangle around elements, px. */
export function boxOf(elements: readonly Element[]): DOMRect {
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return boxes.length === 0 ? new DOMRect() : new DOMRect(left, top, right - left, bottom - top);
}
