import type { FigureFrame } from '#charts/figure-frame.ts';

/** Cuts what refers to it, as `url(#id)`, at the edges of a frame. */
export function FrameClip({ id, frame }: { readonly id: string; readonly frame: FigureFrame }) {
  const { left, right, top, bottom } = frame;
  return (
    <clipPath id={id}>
      <rect x={left} y={top} width={right - left} height={bottom - top} />
    </clipPath>
  );
}
