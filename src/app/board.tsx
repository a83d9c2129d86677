import { type CSSProperties, type RefObject, Suspense, useLayoutEffect, useRef, useState } from 'react';
import type { LayoutSizes } from '#store/layout.ts';
import { actions, useWorkbench, workbench } from '#store/workbench.ts';
import { Tabs } from '#views/controls/tabs.tsx';
import { FitPanel } from '#views/fit-panel/index.tsx';
import { views } from '#views/index.ts';
import { SmileView } from '#views/smile/index.tsx';
import { StripView } from '#views/strip/index.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Splitter } from './splitter.tsx';
import { Tables } from './tables.tsx';
import { useMedia } from './use-media.ts';

export interface BoardProps {
  /** The Fit panel is a drawer over the board. */
  readonly drawer: boolean;
  readonly drawerOpen: boolean;
}

/** Heights below which the Fit panel cannot show all of its sections. */
const SHORT = { filters: '(height < 880px)', objective: '(height < 640px)' } as const;
/** Widths of one panel that leave the other something to show. */
const LEAST = { fit: 264, charts: 260, tables: 26 } as const;

/** Fit panel, strip, Smile, Surface and tables. */
export function Board({ drawer, drawerOpen }: BoardProps) {
  const maximised = useWorkbench((s) => s.look.tablesMaximised);
  const short = { filters: useMedia(SHORT.filters), objective: useMedia(SHORT.objective) };
  const shared = useMedia('(width < 1000px)');
  const sizes = useWorkbench((s) => s.look.layout);
  const frame = useRef<HTMLElement>(null);
  useFocusInTables(frame, maximised);
  const size = (selector: string): DOMRect =>
    frame.current?.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();

  const resize = (name: keyof LayoutSizes, value: number | null): void => {
    const { [name]: _, ...rest } = workbench.store.getState().look.layout;
    actions.look({ layout: value === null ? rest : { ...rest, [name]: value } });
  };

  return (
    <main
      ref={frame}
      className="board"
      data-drawer={drawer || undefined}
      data-drawer-open={drawerOpen || undefined}
      style={boardStyle(sizes)}
    >
      <div className="board-fit" inert={drawer && !drawerOpen}>
        <ErrorBoundary name="The Fit panel">
          <FitPanel short={(['filters', 'objective'] as const).filter((section) => short[section])} />
        </ErrorBoundary>
        <Splitter
          name="Width of the Fit panel"
          orientation="vertical"
          size={() => size('.board-fit').width}
          min={LEAST.fit}
          max={() => Math.min(480, size('.board-main').width + size('.board-fit').width - 2 * LEAST.charts)}
          onResize={(px) => resize('fit', px)}
        />
      </div>
      <div className="board-main" data-maximised={maximised || undefined}>
        <div className="board-strip">
          <ErrorBoundary name="The expiry strip">
            <StripView />
          </ErrorBoundary>
        </div>
        <div className="board-charts" inert={maximised}>
          {shared ? (
            <SharedCharts />
          ) : (
            <>
              <div className="board-smile">
                <Smile />
              </div>
              <div className="board-views">
                <Splitter
                  name="Width of the Smile"
                  orientation="vertical"
                  size={() => size('.board-smile').width}
                  min={LEAST.charts}
                  max={() => size('.board-charts').width - LEAST.charts}
                  onResize={(px) =>
                    resize('smile', px === null ? null : px / Math.max(1, size('.board-charts').width))
                  }
                />
                <Views />
              </div>
            </>
          )}
        </div>
        <div className="board-tables">
          {!maximised && (
            <Splitter
              name="Height of the tables"
              orientation="horizontal"
              size={() => size('.board-tables').height}
              min={LEAST.tables}
              max={() => size('.board-main').height - size('.board-strip').height - 120}
              onResize={(px) => resize('tables', px)}
            />
          )}
          <Tables />
        </div>
      </div>
    </main>
  );
}

/** Tables over the charts take the focus of what they cover, and give it back: else it would fall to the page. */
function useFocusInTables(frame: RefObject<HTMLElement | null>, maximised: boolean): void {
  const covered = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const tables = frame.current?.querySelector('.board-tables');
    const at = document.activeElement;
    if (!maximised) {
      if (tables?.contains(at)) covered.current?.focus({ preventScroll: true });
      covered.current = null;
    } else if (at instanceof HTMLElement && at.closest('.board-charts') !== null) {
      covered.current = at;
      tables?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
    }
  }, [frame, maximised]);
}

function boardStyle(sizes: LayoutSizes): CSSProperties {
  return {
    ...(sizes.fit === undefined ? {} : { '--fit-width': `${sizes.fit}px` }),
    ...(sizes.tables === undefined ? {} : { '--tables-height': `${sizes.tables}px` }),
    ...(sizes.smile === undefined ? {} : { '--smile-share': `${(100 * sizes.smile).toFixed(2)}%` }),
  } as CSSProperties;
}

function Smile() {
  return (
    <ErrorBoundary name="The Smile">
      <SmileView />
    </ErrorBoundary>
  );
}

/** The views beside the Smile, behind their tabs. */
function Views() {
  const view = useWorkbench((s) => s.look.view);
  return (
    <Tabs
      name="Views"
      value={view}
      tabs={views.map(({ id, label, Component }) => ({
        id,
        label,
        panel: <Drawn name={label} Component={Component} />,
      }))}
      onChange={(id) => actions.look({ view: id })}
    />
  );
}

/** In a narrow window the Smile is one more tab before the views. */
function SharedCharts() {
  const view = useWorkbench((s) => s.look.view);
  const [smile, setSmile] = useState(true);
  return (
    <Tabs
      name="Views"
      value={smile ? 'smile' : view}
      tabs={[
        { id: 'smile', label: 'Smile', panel: <Smile /> },
        ...views.map(({ id, label, Component }) => ({
          id,
          label,
          panel: <Drawn name={label} Component={Component} />,
        })),
      ]}
      onChange={(id) => {
        setSmile(id === 'smile');
        if (id !== 'smile') actions.look({ view: id });
      }}
    />
  );
}

function Drawn({
  name,
  Component,
}: {
  readonly name: string;
  readonly Component: (typeof views)[number]['Component'];
}) {
  return (
    <ErrorBoundary name={name}>
      <Suspense fallback={<p className="view-loading">Loading the {name} view</p>}>
        <Component />
      </Suspense>
    </ErrorBoundary>
  );
}
