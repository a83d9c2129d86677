/** Colours of a picture that cannot be styled by CSS. */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly text2: string;
  /** Market points: stands out from the ground; a ring of the ground sets it off where the surface is as dark or light. */
  readonly point: string;
  /** Low to high. */
  readonly surface: readonly string[];
}

/** Values of the theme's custom properties as they are in force now. */
export function readPalette(element: Element = document.documentElement): Palette {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim() || '#808080';
  return {
    ground: value('ground'),
    panel: value('panel'),
    line: value('line'),
    text2: value('text2'),
    point: value('text'),
    surface: [0, 1, 2, 3, 4].map((i) => value(`surf${i}`)),
  };
}
