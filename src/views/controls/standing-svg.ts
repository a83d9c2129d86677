/** What an element takes from the one around it, so that it is written only where it differs. */
const INHERITED = [
  'fill',
  'fill-opacity',
  'fill-rule',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'paint-order',
  'visibility',
] as const;

/** What it does not take, with what is written nowhere. */
const OWN = { opacity: '1', 'clip-path': 'none', 'stop-color': 'rgb(0, 0, 0)', 'stop-opacity': '1' } as const;

/** Attributes that mean something only on the page. */
const PAGE_ONLY = /^(class|style|role|tabindex|data-.*|aria-.*)$/;

/**
 * A copy of a drawing that needs no style sheet: what the page's styles come to stands on each element, colours as six
 * digits with their opacity beside them, which every reader of SVG understands. What is not displayed is left out.
 */
export function standingSvg(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  dress(svg, copy, null);
  copy.removeAttribute('class');
  return copy;
}

function dress(shown: Element, copy: Element, around: Record<string, string> | null): void {
  const style = getComputedStyle(shown);
  if (style.display === 'none' && !shown.closest('defs, clipPath, linearGradient, pattern')) {
    copy.remove();
    return;
  }
  for (const { name } of Array.from(copy.attributes)) if (PAGE_ONLY.test(name)) copy.removeAttribute(name);
  const own: Record<string, string> = {};
  for (const name of INHERITED) own[name] = plain(style.getPropertyValue(name));
  for (const paint of ['fill', 'stroke'] as const) {
    const colour = colourOf(own[paint] ?? 'none');
    own[paint] = colour.paint;
    own[`${paint}-opacity`] = String(Number(own[`${paint}-opacity`]) * colour.opacity);
  }
  for (const [name, value] of Object.entries(own)) {
    if (around?.[name] === value) copy.removeAttribute(name);
    else copy.setAttribute(name, value);
  }
  for (const [name, usual] of Object.entries(OWN)) {
    const value = plain(style.getPropertyValue(name));
    if (value === usual || value === '') copy.removeAttribute(name);
    else copy.setAttribute(name, name === 'stop-color' ? colourOf(value).paint : value);
  }
  const below = Array.from(copy.children);
  Array.from(shown.children).forEach((child, i) => {
    const same = below[i];
    if (same !== undefined) dress(child, same, own);
  });
}

/** A computed value as an attribute has it: lengths without their unit, references without quotes. */
function plain(value: string): string {
  return value.replace(/(\d)px\b/g, '$1').replace(/url\("(#[^"]*)"\)/g, 'url($1)');
}

const known = new Map<string, { readonly paint: string; readonly opacity: number }>();

/** Any colour of CSS as six digits and an opacity, asked of a pixel; what is no colour stays as it is. */
function colourOf(value: string): { readonly paint: string; readonly opacity: number } {
  if (value === 'none' || value.startsWith('url(')) return { paint: value, opacity: 1 };
  const before = known.get(value);
  if (before !== undefined) return before;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d');
  if (context === null) return { paint: value, opacity: 1 };
  context.fillStyle = value;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
  const paint = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  const colour = { paint, opacity: Math.round((alpha / 255) * 1000) / 1000 };
  known.set(value, colour);
  return colour;
}
