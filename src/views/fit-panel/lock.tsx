import { memo } from 'react';

/** A padlock, open or closed. */
export const Lock = memo(function Lock({ closed }: { readonly closed: boolean }) {
  return (
    <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <rect
        x="2"
        y="5.5"
        width="8"
        height="5.5"
        rx="1"
        fill={closed ? 'currentColor' : 'none'}
        stroke="currentColor"
      />
      <path
        d={closed ? 'M4 5.5V3.6a2 2 0 0 1 4 0v1.9' : 'M4 5.5V3.2a2 2 0 0 1 3.9-.6'}
        fill="none"
        stroke="currentColor"
      />
    </svg>
  );
});
