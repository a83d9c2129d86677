/** What of a smile can be taken in the hand, by model: only what the model can hold for one expiry alone. */

/** Where a grip stands and which way it goes. */
export type GripPlace =
  /** On the curve at the forward, up and down. */
  | 'money'
  /** At the end of the tangent at the forward, up and down. */
  | 'tangent'
  /** On the curve one standard deviation above the forward, and 1.8 below it, up and down. */
  | 'shoulder'
  | 'put-shoulder'
  /** On the curve at the lower or upper end of what is drawn, up and down. */
  | 'put-end'
  | 'call-end'
  /** On the rail under the curve, sideways: the vertex itself, and its width beside it. */
  | 'vertex'
  | 'vertex-width';

/** One grip of a model. */
export interface GripKind {
  readonly id: 'level' | 'tilt' | 'shift' | 'width' | 'curvature' | 'put-wing' | 'call-wing';
  /** Accessible name. */
  readonly label: string;
  /** What stands beside its number field. */
  readonly short: string;
  /** Parameter of the model or holdable coordinate of a view that it moves. */
  readonly name: string;
  readonly place: GripPlace;
  /** A parameter that says the same of the smile in another way, and is let go where this one is held. */
  readonly instead?: string;
  readonly note: string;
}

const jumpWings: readonly GripKind[] = [
  {
    id: 'level',
    label: 'Level',
    short: 'Level',
    name: 'atmVol',
    place: 'money',
    note: 'Volatility at the forward. Drag up or down.',
  },
  {
    id: 'tilt',
    label: 'Tilt',
    short: 'Tilt',
    name: 'skew',
    place: 'tangent',
    instead: 'm',
    note: 'Slope of the smile at the forward. Drag up or down; holding it lets Shift go.',
  },
  {
    id: 'shift',
    label: 'Shift',
    short: 'Shift',
    name: 'm',
    place: 'vertex',
    instead: 'skew',
    note: 'Place of the vertex along ln(K/F). Drag sideways; holding it lets Tilt go.',
  },
  {
    id: 'width',
    label: 'Width',
    short: 'Width',
    name: 'sigma',
    place: 'vertex-width',
    note: 'How wide the vertex is rounded, in ln(K/F). Drag sideways.',
  },
  {
    id: 'put-wing',
    label: 'Put wing',
    short: 'Put',
    name: 'putWing',
    place: 'put-end',
    note: 'Slope of the left wing. Drag up or down.',
  },
  {
    id: 'call-wing',
    label: 'Call wing',
    short: 'Call',
    name: 'callWing',
    place: 'call-end',
    note: 'Slope of the right wing. Drag up or down.',
  },
];

function threeNumbers(level: string, tilt: string, curvature: string): readonly GripKind[] {
  return [
    {
      id: 'level',
      label: 'Level',
      short: 'Level',
      name: level,
      place: 'money',
      note: `The level of the smile, ${level}. Drag up or down.`,
    },
    {
      id: 'tilt',
      label: 'Tilt',
      short: 'Tilt',
      name: tilt,
      place: 'shoulder',
      note: `The tilt of the smile, ${tilt}. Drag up or down.`,
    },
    {
      id: 'curvature',
      label: 'Curvature',
      short: 'Curv.',
      name: curvature,
      place: 'put-shoulder',
      note: `The curvature of the smile, ${curvature}. Drag up or down.`,
    },
  ];
}

const sabr = threeNumbers('alpha', 'rho', 'nu');
const essvi = threeNumbers('theta', 'rho', 'psi');

/** Grips by model id. Heston and Bates have none: every parameter of theirs is one for the whole board. */
const BY_MODEL: Readonly<Record<string, readonly GripKind[]>> = {
  svi: jumpWings,
  sabr,
  'sabr-obloj': sabr,
  essvi,
  // Of SSVI the level alone belongs to an expiry.
  ssvi: essvi.slice(0, 1),
  'ssvi-heston': essvi.slice(0, 1),
};

/** Grips of a model, by its id; none where it can hold nothing for one expiry alone. */
export function gripKinds(model: string): readonly GripKind[] {
  return BY_MODEL[model] ?? [];
}
