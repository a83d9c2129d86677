import { plotPicture } from '#charts/plot-picture.ts';
import { boxOf, drawnParts, type Taken } from './pictured.ts';
import { standingSvg } from './standing-svg.ts';

/** Pixels of a PNG for each pixel of the screen. */
const PNG_SCALE = 2;

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 12;
const TITLE = { size: 15, line: 22 };
const FACTS = { size: 12, line: 17 };
const LEGEND = { size: 11, line: 15 };

/** What no XML document may hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what XML forbids.
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

/** A picture that stands alone, with its size in px. */
interface Picture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/**
 * A chart as it is on the screen, in its colours: its title and `facts` (whose, of when, from which file) over it, what
 * its lines and marks mean below. It refers to nothing outside itself; what is painted is in it as pixels.
 */
export async function drawPicture({ group }: Taken, facts: string): Promise<Picture> {
  const title = group.dataset['picture'] ?? '';
  const parts = drawnParts(group);
  const box = boxOf(parts);
  const style = getComputedStyle(group);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = style.fontFamily;
  const width = Math.ceil(box.width) + 2 * MARGIN;
  const wrap = (text: string, size: number) => wrapped(text, width - 2 * MARGIN, `${size}px ${font}`);
  const factLines = wrap(facts, FACTS.size);
  const legendLines = wrap(group.dataset['legend'] ?? '', LEGEND.size);
  const top = MARGIN + TITLE.line + factLines.length * FACTS.line + 8;
  const below = top + Math.ceil(box.height) + 8;
  const height = below + legendLines.length * LEGEND.line + MARGIN;

  const svg = make('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  svg.append(make('title', {}, title), make('desc', {}, `${facts}. ${group.dataset['legend'] ?? ''}`));
  svg.append(make('rect', { width, height, fill: colour('ground') }));
  const write = (text: string, y: number, size: number, paint: string, weight: number) =>
    svg.append(
      make(
        'text',
        { x: MARGIN, y, fill: colour(paint), 'font-family': font, 'font-size': size, 'font-weight': weight },
        text,
      ),
    );
  write(title, MARGIN + 14, TITLE.size, 'text', 600);
  factLines.forEach((line, i) => {
    write(line, MARGIN + TITLE.line + 12 + i * FACTS.line, FACTS.size, 'text2', 400);
  });
  const place = { x: MARGIN, y: top };
  const paint = plotPicture(group);
  if (paint !== null) {
    svg.append(
      make('image', { ...place, width: box.width, height: box.height, href: await paint(PNG_SCALE) }),
    );
  } else {
    for (const part of parts) svg.append(placed(part, place, box));
  }
  legendLines.forEach((line, i) => {
    write(line, below + 10 + i * LEGEND.line, LEGEND.size, 'text2', 400);
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
  return { text, width, height };
}

/** A drawing at its place; what is painted becomes an image. */
function placed(
  part: SVGSVGElement | HTMLCanvasElement,
  at: { x: number; y: number },
  box: DOMRect,
): Element {
  const { left, top, width, height } = part.getBoundingClientRect();
  const place = { x: at.x + left - box.left, y: at.y + top - box.top, width, height };
  if (part instanceof HTMLCanvasElement)
    return make('image', { ...place, href: part.toDataURL('image/png') });
  const copy = standingSvg(part);
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
  return copy;
}

/** A picture as a PNG of `PNG_SCALE` pixels for each of the screen. */
export async function toPng({ text, width, height }: Picture): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = PNG_SCALE * width;
    canvas.height = PNG_SCALE * height;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

function make(name: string, attributes: Readonly<Record<string, string | number>>, text?: string): Element {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== 'xmlns') element.setAttribute(key, String(value));
  }
  if (text !== undefined) element.textContent = text.replace(NOT_XML, '\ufffd');
  return element;
}

/** Text in lines no wider than `width` px. */
function wrapped(text: string, width: number, font: string): readonly string[] {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null || text === '') return text === '' ? [] : [text];
  context.font = font;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
