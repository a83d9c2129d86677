import { lazy } from 'react';
import type { View } from './view.ts';

/**
 * Every view beside the Smile, in the order of its tab. Loaded when first shown:
 * the smiles must not wait for the 3D library.
 */
export const views: readonly View[] = [
  {
    id: '3d',
    label: '3D',
    Component: lazy(async () => ({ default: (await import('./surface-3d/index.tsx')).SurfaceView })),
  },
  {
    id: 'heat',
    label: 'Heat',
    Component: lazy(async () => ({ default: (await import('./heat/index.tsx')).HeatView })),
  },
  {
    id: 'variance',
    label: 'Variance',
    Component: lazy(async () => ({ default: (await import('./variance/index.tsx')).VarianceView })),
  },
  {
    id: 'residuals',
    label: 'Residuals',
    Component: lazy(async () => ({ default: (await import('./residuals/index.tsx')).ResidualsView })),
  },
  {
    id: 'params',
    label: 'Params',
    Component: lazy(async () => ({ default: (await import('./params/index.tsx')).ParamsView })),
  },
  {
    id: 'term',
    label: 'Term',
    Component: lazy(async () => ({ default: (await import('./term/index.tsx')).TermView })),
  },
  {
    id: 'density',
    label: 'Density',
    Component: lazy(async () => ({ default: (await import('./density/index.tsx')).DensityView })),
  },
  {
    id: 'local-vol',
    label: 'Local vol',
    Component: lazy(async () => ({ default: (await import('./local-vol/index.tsx')).LocalVolView })),
  },
  {
    id: 'compare',
    label: 'A|B',
    Component: lazy(async () => ({ default: (await import('./compare/index.tsx')).CompareView })),
  },
  {
    id: 'live',
    label: 'Live',
    Component: lazy(async () => ({ default: (await import('./live/index.tsx')).LiveView })),
  },
];
