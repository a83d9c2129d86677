import { useEffect, useState } from 'react';
import { date } from '#base/format.ts';
import { keepNewest, keepThisSite } from './keeper.ts';
import { releaseOf, type Standing, standing } from './release.ts';

/** A screen is kept open all day. */
const ASK_EVERY_MS = 15 * 60_000;
/** Coming back to the page asks again, but not at every turn. */
const ASK_AGAIN_MS = 60_000;

/** Says when this page is not known to be the newest version, and which one it is; nothing otherwise. */
export function ReleaseNote() {
  const now = useStanding();
  return (
    <span className="release-note" role="status" aria-label="Version">
      {now.kind === 'newer' && (
        <>
          A new version is ready:{' '}
          <button type="button" className="link" onClick={() => location.reload()}>
            Reload
          </button>
        </>
      )}
      {now.kind === 'offline' && (
        <span title="Everything goes on working. What the site has by now is not known.">
          Offline: version {now.release.version} of {date(Date.parse(now.release.date))}
        </span>
      )}
    </span>
  );
}

function useStanding(): Standing {
  const [now, setNow] = useState<Standing>({ kind: 'current' });
  useEffect(() => {
    const own = releaseOf(document);
    if (own === null) return;
    let asked = 0;
    let last = Number.NEGATIVE_INFINITY;
    const ask = async (): Promise<void> => {
      const mine = ++asked;
      last = performance.now();
      const found = await standing(own, {
        onLine: navigator.onLine,
        fetch: (...args) => fetch(...args),
        keepNewest,
      });
      if (mine === asked) setNow(found);
    };
    const onShown = (): void => {
      if (document.visibilityState === 'visible' && performance.now() - last > ASK_AGAIN_MS) void ask();
    };
    const onNetwork = (): void => void ask();
    void keepThisSite().then(ask);
    const timer = setInterval(ask, ASK_EVERY_MS);
    window.addEventListener('online', onNetwork);
    window.addEventListener('offline', onNetwork);
    document.addEventListener('visibilitychange', onShown);
    return () => {
      asked++;
      clearInterval(timer);
      window.removeEventListener('online', onNetwork);
      window.removeEventListener('offline', onNetwork);
      document.removeEventListener('visibilitychange', onShown);
    };
  }, []);
  return now;
}
