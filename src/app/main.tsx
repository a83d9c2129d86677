import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLive } from '#store/page-live.ts';
import { startSessions } from '#store/page-sessions.ts';
import { workbench } from '#store/workbench.ts';
import { App } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import './theme.css';

/** Before any view draws: pictures read their colours from the page. */
function applyTheme(): void {
  const { theme } = workbench.store.getState().look;
  const { dataset } = document.documentElement;
  // To write the same again costs the style of the whole page.
  if (dataset['theme'] !== theme) dataset['theme'] = theme;
}

applyTheme();
workbench.store.subscribe(applyTheme);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root".');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary name="The page">
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
// What is pressed has had the focus before, and no key is lost if it cannot be had.
addEventListener(
  'focusin',
  () => {
    import('./kept-focus.ts').then(
      ({ keepFocusNear }) => keepFocusNear(document),
      () => undefined,
    );
  },
  { once: true },
);
startLive(() => import('#store/live/page.ts'));
startSessions(workbench);
