import { memo } from 'react';
import { useWorkbench } from '#store/workbench.ts';
import './feed-mark.css';

type Shape = 'fresh' | 'late' | 'stale' | 'offline';

/** A hand that goes round, a hand that stopped, a cross: how fresh a feed is, by shape as well as by colour. */
const PATHS: Readonly<Record<Shape, string>> = {
  fresh: 'M5 1.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z',
  late: 'M5 1.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6zM5 2.8V5l1.8 1.2',
  stale: 'M1.6 1.6h6.8v6.8h-6.8zM3.6 3.4v3.2M6.4 3.4v3.2',
  offline: 'M1.8 1.8l6.4 6.4M8.2 1.8l-6.4 6.4',
};

/** The mark of a state of a feed. */
export function FreshnessMark({ state }: { readonly state: Shape }) {
  return (
    <svg className={`feed-mark ${state}`} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      <path d={PATHS[state]} />
    </svg>
  );
}

/** What is told of one expiry of a live market that is not fresh; nothing where it is. */
export const FeedMark = memo(function FeedMark({ expiry }: { readonly expiry: string }) {
  const state = useWorkbench((s) => s.feed?.expiries[expiry] ?? 'fresh');
  return state === 'fresh' ? null : <FreshnessMark state={state} />;
});
