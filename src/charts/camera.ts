/** A camera of a 3D picture: where the eye is, what it looks at, which way is up; in units of the box. */
export interface Camera {
  readonly eye: Point;
  readonly center: Point;
  readonly up: Point;
  readonly projection: { readonly type: 'orthographic' | 'perspective' };
}

/** A point or direction. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const UP: Point = { x: 0, y: 0, z: 1 };
const CENTER: Point = { x: 0, y: 0, z: -0.08 };
const PROJECTION = { type: 'perspective' } as const;

/** The three views that have a button. Near expiries lie at the back, puts on the left. */
export const CAMERAS = {
  reset: { eye: { x: 1.25, y: -1.35, z: 0.85 }, center: CENTER, up: UP, projection: PROJECTION },
  front: { eye: { x: 0, y: -2.1, z: 0.12 }, center: CENTER, up: UP, projection: PROJECTION },
  // Exactly from above, "up" has no direction: time runs up the screen instead.
  top: { eye: { x: 0, y: 0, z: 2.1 }, center: CENTER, up: { x: 0, y: 1, z: 0 }, projection: PROJECTION },
} as const satisfies Record<string, Camera>;

const TURN = Math.PI / 36;
const HIGHEST = Math.PI / 2 - 0.02;
const ZOOM = 1.08;

/**
 * The camera after a key, or null when the key is not one of the camera's:
 * arrows turn it by 5 degrees, Page Up and Page Down move nearer and farther.
 */
export function cameraAfterKey(camera: Camera, key: string): Camera | null {
  switch (key) {
    case 'ArrowLeft':
      return turned(camera, -TURN, 0);
    case 'ArrowRight':
      return turned(camera, TURN, 0);
    case 'ArrowUp':
      return turned(camera, 0, TURN);
    case 'ArrowDown':
      return turned(camera, 0, -TURN);
    case 'PageUp':
      return zoomed(camera, 1 / ZOOM);
    case 'PageDown':
      return zoomed(camera, ZOOM);
    default:
      return null;
  }
}

function turned(camera: Camera, around: number, above: number): Camera {
  const { eye, center } = camera;
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const distance = Math.hypot(x, y, z);
  const flat = Math.hypot(x, y);
  // Straight above, the direction is that of the bottom of the screen.
  const azimuth =
    (flat > 1e-6 * distance ? Math.atan2(y, x) : Math.atan2(-camera.up.y, -camera.up.x)) + around;
  const elevation = Math.max(-HIGHEST, Math.min(HIGHEST, Math.atan2(z, flat) + above));
  return {
    ...camera,
    up: UP,
    eye: {
      x: center.x + distance * Math.cos(elevation) * Math.cos(azimuth),
      y: center.y + distance * Math.cos(elevation) * Math.sin(azimuth),
      z: center.z + distance * Math.sin(elevation),
    },
  };
}

function zoomed(camera: Camera, by: number): Camera {
  const { eye, center } = camera;
  const distance = Math.hypot(eye.x - center.x, eye.y - center.y, eye.z - center.z);
  const factor = Math.max(0.4, Math.min(6, distance * by)) / distance;
  return {
    ...camera,
    eye: {
      x: center.x + (eye.x - center.x) * factor,
      y: center.y + (eye.y - center.y) * factor,
      z: center.z + (eye.z - center.z) * factor,
    },
  };
}
