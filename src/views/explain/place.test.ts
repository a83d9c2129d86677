import { expect, test } from 'vitest';
import { placeBeside } from './place.ts';

const window = { width: 1280, height: 720 };
const card = { width: 300, height: 120 };
const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

test('a control in a panel is explained beside the panel, in the window to its last row', () => {
  const panel = box(0, 36, 264, 660);
  expect(placeBeside(box(10, 100, 240, 24), panel, card, window)).toEqual({ left: 270, top: 100 });
  expect(placeBeside(box(10, 680, 240, 24), panel, card, window)).toEqual({ left: 270, top: 594 });
});

test('a control by itself is explained below, above where the window ends, and never past its right side', () => {
  const tab = box(1200, 50, 60, 26);
  expect(placeBeside(tab, tab, card, window)).toEqual({ left: 974, top: 82 });
  const low = box(300, 690, 60, 24);
  expect(placeBeside(low, low, card, window)).toEqual({ left: 300, top: 564 });
});
