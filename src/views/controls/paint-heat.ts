import type { HeatScene } from '#charts/heat-scene.ts';
import { SHADES } from '#charts/heat-scene.ts';
import { readPalette } from '#charts/palette.ts';

/** Past the outermost quotes a wing is free to go anywhere: a trace of its colour is enough. */
const FADED = 0.14;
/** Distance of the strokes over cells without a volatility, px. */
const HATCH = 5;

/** Draws the cells; hatched where there is no volatility. */
export function paintHeat(canvas: HTMLCanvasElement, scene: HeatScene, width: number, height: number): void {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const colours = shades(readPalette().surface);
  const fail = getComputedStyle(canvas).getPropertyValue('--fail').trim();
  const without = new Path2D();
  for (const { x, y, width: w, height: h, shade, quoted } of scene.cells) {
    if (shade === null) {
      without.rect(x, y, w, h);
      continue;
    }
    context.globalAlpha = quoted ? 1 : FADED;
    context.fillStyle = colours[shade] ?? '';
    context.fillRect(x, y, w, h);
  }
  context.globalAlpha = 0.2;
  context.fillStyle = fail;
  context.fill(without);
  context.globalAlpha = 1;
  context.save();
  context.clip(without);
  context.strokeStyle = fail;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = -height; at < width; at += HATCH) {
    context.moveTo(at, height);
    context.lineTo(at + height, 0);
  }
  context.stroke();
  context.restore();
}

/** Colours of the scale, between its given ones by straight lines in sRGB as the surface is coloured. */
function shades(stops: readonly string[]): string[] {
  const rgb = stops.map((stop) => [1, 3, 5].map((i) => Number.parseInt(stop.slice(i, i + 2), 16)));
  return Array.from({ length: SHADES }, (_, i) => {
    const at = ((i + 0.5) / SHADES) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(at));
    const mixed = [0, 1, 2].map((c) => {
      const [a, b] = [rgb[from]?.[c] ?? 128, rgb[from + 1]?.[c] ?? 128];
      return Math.round(a + (b - a) * (at - from));
    });
    return `rgb(${mixed.join(' ')})`;
  });
}
