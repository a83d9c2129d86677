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

/** An axis of the box: moneyness, time, volatility. */
export type AxisName = 'x' | 'y' | 'z';

const UP: Point = { x: 0, y: 0, z: 1 };
/** Narrower pictures than this need a farther eye to keep the axis labels in view. */
const FITS = 1.22;

/** The views that have a button. Near expiries lie at the back, puts on the left. */
const STANDARD = {
  reset: { eye: { x: 1.5, y: -1.5, z: 0.98 }, center: { x: -0.03, y: 0.03, z: -0.26 }, up: UP },
  front: { eye: { x: 0, y: -2, z: 0.22 }, center: { x: -0.03, y: 0, z: -0.04 }, up: UP },
  // A hair off the vertical, where "up" would have no direction.
  top: { eye: { x: 0, y: -0.02, z: 2.2 }, center: { x: 0, y: 0, z: 0 }, up: UP },
} as const;

/** The camera of a standard view for a picture of this width over height. */
export function standardCamera(view: keyof typeof STANDARD, aspect: number): Camera {
  const { eye, center, up } = STANDARD[view];
  const far = Math.max(1, FITS / Math.max(aspect, 0.3));
  return {
    eye: {
      x: center.x + (eye.x - center.x) * far,
      y: center.y + (eye.y - center.y) * far,
      z: center.z + (eye.z - center.z) * far,
    },
    center,
    up,
    // From above, perspective would push the labels of the floor under the surface.
    projection: { type: view === 'top' ? 'orthographic' : 'perspective' },
  };
}

/** The axis that runs nearly along the line of sight, where its labels would lie on each other; or null. */
export function foreshortened({ eye, center }: Camera): AxisName | null {
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z];
  const limit = 0.97 * Math.hypot(x, y, z);
  if (Math.abs(x) > limit) return 'x';
  if (Math.abs(y) > limit) return 'y';
  return Math.abs(z) > limit ? 'z' : null;
}

const TURN = Math.PI / 36;
const HIGHEST = Math.PI / 2 - 0.02;
const ZOOM = 1.08;

/** Keys that move nearer and farther. */
const ZOOMS: Readonly<Record<string, number>> = {
  PageUp: 1 / ZOOM,
  '+': 1 / ZOOM,
  PageDown: ZOOM,
  '-': ZOOM,
  '−': ZOOM,
};

/** True for the keys that move the camera from where it stands. */
export function isCameraKey(key: string): boolean {
  return key.startsWith('Arrow') || Object.hasOwn(ZOOMS, key);
}

/**
 * The camera after a key, or null when the key is not one of the camera's:
 * arrows turn it by 5 degrees, + and Page Up move nearer, − and Page Down farther.
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
  }
  const by = Object.hasOwn(ZOOMS, key) ? ZOOMS[key] : undefined;
  return by === undefined ? null : zoomed(camera, by);
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

/** Of so many px a turn of the wheel is a whole step; a finger on a pad makes many smaller ones. */
const NOTCH = 40;

/** The camera of a parallel projection, which the library cannot zoom, after a turn of a wheel that counts px or lines. */
export function cameraAfterWheel(
  camera: Camera,
  { deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>,
): Camera {
  const notches = deltaMode === 0 ? deltaY / NOTCH : deltaY;
  return zoomed(camera, ZOOM ** Math.max(-1, Math.min(1, notches)));
}

/** The sides of a box as this camera shows them: in parallel projection no distance makes it smaller by itself. */
export function boxSeen(box: Point, camera: Camera): Point {
  if (camera.projection.type === 'perspective') return box;
  const by = STANDARD.top.eye.z / distanceOf(camera);
  return { x: box.x * by, y: box.y * by, z: box.z * by };
}

function distanceOf({ eye, center }: Camera): number {
  return Math.hypot(eye.x - center.x, eye.y - center.y, eye.z - center.z);
}

function zoomed(camera: Camera, by: number): Camera {
  const { eye, center } = camera;
  const distance = distanceOf(camera);
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
