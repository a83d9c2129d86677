import { type ReactNode, useRef } from 'react';
import { count, elapsed, share, volPoints } from '#base/format.ts';
import { modelById } from '#models/index.ts';
import { actions, useWorkbench } from '#store/workbench.ts';
import { NextStep } from '#views/controls/next-step.tsx';
import { FeedStatus } from './feed-status.tsx';
import { type StatusSentence, statusSentence } from './sentence.ts';
import { useSpoken } from './use-spoken.ts';
import './status-line.css';

export interface StatusLineProps {
  /** What stands at its right end. */
  readonly end: ReactNode;
}

/** The line at the bottom: how good the fit is, or what stands in its way and the next step. */
export function StatusLine({ end }: StatusLineProps) {
  const phase = useWorkbench((s) => s.fit.phase);
  const model = useWorkbench((s) => s.fitted?.result.model ?? s.decisions.settings.model);
  const sentence = useWorkbench(statusSentence);
  const spoken = useRef<HTMLSpanElement>(null);
  const shown = useRef<HTMLSpanElement>(null);
  useSpoken(shown, spoken);
  return (
    <footer className="status-line">
      <FeedStatus />
      <div
        className="status-words"
        role="status"
        aria-label="Fit status"
        data-phase={phase}
        data-model={model}
        aria-busy={phase === 'running'}
      >
        {/* Drawn at once, spoken at most once a second: what is drawn is not for the speech. */}
        <span
          className={sentence === null ? 'status-shown' : 'status-shown beside'}
          aria-hidden="true"
          ref={shown}
        >
          {(sentence === null || sentence.afterFigures) && <Figures sentence={sentence} />}
          {sentence?.afterFigures !== true && sentence !== null && <Words sentence={sentence} />}
        </span>
        <span className="unseen" ref={spoken} />
      </div>
      {sentence !== null && <Step sentence={sentence} />}
      <GhostTools />
      {end}
    </footer>
  );
}

function Words({ sentence }: { readonly sentence: StatusSentence }) {
  const glyph = sentence.tone === 'fail' ? '✕ ' : sentence.tone === 'warn' ? '▲ ' : '';
  return (
    <span className="status-part status-sentence" title={sentence.text}>
      <span className={sentence.tone}>{glyph}</span>
      {sentence.text}
    </span>
  );
}

function Step({ sentence }: { readonly sentence: StatusSentence }) {
  const { step, expiry } = sentence;
  if (step === null) return null;
  if (step === 'cancel') {
    return (
      <button type="button" className="link" onClick={() => actions.cancel()}>
        Cancel
      </button>
    );
  }
  if (step === 'fit-again') {
    return (
      <button type="button" className="link" onClick={() => actions.fitAgain()}>
        Fit again
      </button>
    );
  }
  return <NextStep action={step} expiry={expiry} />;
}

/** How good the fit is; a sentence after it says in the place of a figure how many expiries are fitted. */
function Figures({ sentence }: { readonly sentence: StatusSentence | null }) {
  const fitted = useWorkbench((s) => s.fitted);
  const filtered = useWorkbench((s) => s.filtered);
  const elapsedMs = useWorkbench((s) => s.fit.elapsedMs);
  if (fitted === null) return <span className="status-part">No file open</span>;
  const { summary, slices, calendar, model } = fitted.result;
  const left = filtered === null ? 0 : fitted.quotes.symbol.length - filtered.kept;
  return (
    <>
      <strong className="status-part">{modelById(model)?.label ?? model}</strong>
      <span className="status-part">
        RMSE <b>{volPoints(summary.rmseVol)}</b>
        <span className="status-unit"> vol pts</span>
      </span>
      {summary.insideSpread !== null && (
        <span className="status-part">
          <b>{share(summary.insideSpread).replace(' %', '')}</b> % inside bid-ask
        </span>
      )}
      <span className="status-part status-loo" title="RMSE with each quote left out of the fit in turn">
        LOO <b>{volPoints(summary.looRmseVol)}</b>
      </span>
      <Verdict name="butterfly" {...summary.butterflyViolations} />
      {calendar.length === 0 ? (
        <span className="status-part status-verdict">calendar –</span>
      ) : (
        <Verdict name="calendar" {...summary.calendarViolations} />
      )}
      {sentence === null ? (
        <span className="status-part">
          <b>{summary.slicesOk}</b> of {slices.length} {slices.length === 1 ? 'expiry' : 'expiries'}
        </span>
      ) : (
        <Words sentence={sentence} />
      )}
      <span className="status-part status-counts">
        <span>{count(summary.used)} used</span> <span>· {count(summary.excludedByHand)} excluded</span>{' '}
        <span>· {count(left)} left out</span>
      </span>
      {elapsedMs !== null && <span className="status-part status-elapsed">{elapsed(elapsedMs)}</span>}
    </>
  );
}

interface VerdictProps {
  readonly name: string;
  readonly quoted: number;
  readonly wings: number;
}

function Verdict({ name, quoted, wings }: VerdictProps) {
  return (
    <span className="status-part status-verdict">
      {name}{' '}
      <span className={quoted > 0 ? 'fail' : ''}>{quoted > 0 ? `✕ ${quoted} in quotes` : '✓ in quotes'}</span>
      {', '}
      <span className={wings > 0 ? 'warn' : ''}>{wings > 0 ? `▲ ${wings} in wings` : '✓ in wings'}</span>
    </span>
  );
}

/** The fit kept for comparison: keep this one, apply the settings of a dropped one, let it go. */
function GhostTools() {
  const ghost = useWorkbench((s) => s.ghost);
  const hasFit = useWorkbench((s) => s.fitted !== null);
  const kept = ghost !== null && ghost.source !== 'gesture' ? ghost : null;
  if (!hasFit && kept === null) return null;
  return (
    <>
      {kept !== null && (
        <span className="status-ghost">
          <span className="status-ghost-mark" aria-hidden="true" />
          {kept.label}
          {kept.settings !== null && (
            <button
              type="button"
              className="link"
              title="Its rate too; as-of time, forwards and settlement averages stay those set here"
              onClick={() => actions.applyGhostSettings()}
            >
              Apply its settings
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label="Drop the kept fit"
            title="Drop it"
            onClick={() => actions.dropGhost()}
          >
            ×
          </button>
        </span>
      )}
      {hasFit && (
        <button
          type="button"
          className="link"
          title="Keep this fit as a ghost to compare with (k)"
          onClick={() => actions.keepGhost()}
        >
          Keep
        </button>
      )}
    </>
  );
}
