/** Matrices of a 3D picture as it stands, column-major as OpenGL has them, from its box to the screen's clip space. */
export interface ViewMatrices {
  readonly model: ArrayLike<number>;
  readonly view: ArrayLike<number>;
  readonly projection: ArrayLike<number>;
}

/** A pixel of the picture, from its upper left. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Where a point in the coordinates of the axes stands on the screen; null behind the eye. */
export type Projection = (x: number, y: number, z: number) => Pixel | null;

/**
 * The way of a picture's camera from its axes to its pixels.
 *
 * @param scale what the drawing library multiplies each axis by before the matrices
 */
export function projectionOf(
  { model, view, projection }: ViewMatrices,
  scale: readonly [number, number, number],
  width: number,
  height: number,
): Projection {
  return (x, y, z) => {
    const inBox = [x * scale[0], y * scale[1], z * scale[2], 1];
    const [cx = 0, cy = 0, , w = 0] = times(projection, times(view, times(model, inBox)));
    if (!(w > 0)) return null;
    return { x: 0.5 * (1 + cx / w) * width, y: 0.5 * (1 - cy / w) * height };
  };
}

function times(matrix: ArrayLike<number>, vector: readonly number[]): number[] {
  return [0, 1, 2, 3].map((row) =>
    vector.reduce((sum, value, column) => sum + (matrix[4 * column + row] ?? 0) * value, 0),
  );
}
