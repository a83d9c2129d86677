import { keepRecordings, useLive } from '#store/live/page.ts';
import { saveFile } from '#views/controls/save-file.ts';
import { Connect } from './connect.tsx';
import { Running } from './running.tsx';
import { LiveSettingsPart } from './settings.tsx';
import { WhatIfPart } from './what-if.tsx';

keepRecordings(saveFile);

/** What is contacted, and everything that can be done with it. */
export function LiveMenu({ close }: { readonly close: () => void }) {
  const isOff = useLive((s) => s.phase === 'off');
  const fault = useLive((s) => s.fault);
  return (
    <>
      {isOff ? <Connect close={close} /> : <Running close={close} />}
      {fault !== null && (
        <p className="live-says" role="alert">
          <span className="fail">✕</span> {fault}
        </p>
      )}
      <LiveSettingsPart />
      <WhatIfPart />
    </>
  );
}
