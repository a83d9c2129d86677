import { accessible } from './accessible.ts';
import { defuseBombs } from './bombs.ts';
import { browserKills } from './browser-kills.ts';
import type { SoakCheck } from './check.ts';
import { exportsTakenAway } from './exports.ts';
import { failedCalls } from './failed-calls.ts';
import { feedDay } from './feed-day.ts';
import { goldenErrors } from './goldens.ts';
import { fitsInHand } from './in-hand.ts';
import { largeDrop } from './large-drop.ts';
import { liveHeap } from './live-heap.ts';
import { mutatedFiles } from './mutated-files.ts';
import { mutatedPackages } from './mutated-packages.ts';
import { instrumentNames } from './names.ts';
import { nonFinite } from './non-finite.ts';
import { drawnProperties } from './properties.ts';
import { publishedSurfaces } from './published-surfaces.ts';
import { sessionsReopened } from './reopened.ts';
import { replayHeap } from './replay-heap.ts';
import { robustness } from './robustness.ts';
import { hostileScripts } from './scripts.ts';
import { socketFaults } from './socket-faults.ts';
import { failingCalls } from './store-calls.ts';
import { storeFaults } from './store-faults.ts';
import { strictBoards } from './strict-boards.ts';
import { twoTabs } from './two-tabs.ts';
import { undoAll } from './undo-all.ts';
import { unitGuard } from './units.ts';
import { workerFaults } from './worker-faults.ts';
import { workerKills } from './worker-kills.ts';
import { wrongKinds } from './wrong-kinds.ts';

/** Every long check by its name. */
export const checks: Readonly<Record<string, SoakCheck>> = {
  R1: {
    what: 'reads mutated copies of every readable table and document',
    usual: 100_000,
    run: mutatedFiles,
  },
  R2: {
    what: 'reads mutated copies of Parquet, gzip and ZIP files',
    usual: 10_000,
    run: mutatedPackages,
  },
  R3: {
    what: 'opens a file of every wrong kind and compares what is said of them',
    usual: 1,
    run: wrongKinds,
  },
  R4: {
    what: 'opens bombs, each in a process of its own, and measures time and memory',
    usual: 1,
    run: defuseBombs,
  },
  R5: {
    what: 'drops a million rows on the built page and times its frames, its steps and its cancel',
    usual: 1_000_000,
    onSite: true,
    run: largeDrop,
  },
  R6: {
    what: 'ends the worker of the built page at random moments while it fits or reads',
    usual: 1000,
    onSite: true,
    run: workerKills,
  },
  R8: {
    what: 'kills a browser after edits and amid them, and looks for what was saved',
    usual: 200,
    onSite: true,
    run: browserKills,
  },
  R9: {
    what: 'makes the store of the browser fail in every known way, and damages what lies in it',
    usual: 1,
    onSite: true,
    run: storeFaults,
  },
  R10: {
    what: 'edits one session in two tabs at once, without locks and with them',
    usual: 1000,
    onSite: true,
    run: twoTabs,
  },
  R11: {
    what: 'saves sessions of random edits and compares their parameters and files when they come back',
    usual: 500,
    run: sessionsReopened,
  },
  R7: {
    what: 'makes the worker of the built page loop, throw, run out of memory, answer nonsense or not be there',
    usual: 3,
    onSite: true,
    run: workerFaults,
  },
  R12: {
    what: 'puts NaN, infinities, 0, -1, 1e308 and a denormal into every numeric field of every format',
    usual: 1,
    run: nonFinite,
  },
  R13: {
    what: 'runs hours of the feed on a virtual clock: lost changes, drops, silent deaths, clocks set',
    usual: 24,
    run: feedDay,
  },
  R14: {
    what: 'runs hours of a live feed on a virtual machine and looks at the heap',
    usual: 8,
    run: liveHeap,
  },
  'R14-PAGE': {
    what: 'plays hours of a recording on the built page and looks at its memory',
    usual: 8,
    onSite: true,
    run: replayHeap,
  },
  R15: {
    what: 'fits every real slice in five strike windows, and with moved quotes',
    usual: 10,
    run: robustness,
  },
  R16: {
    what: 'compares every number of the reference files, and places of the normal distribution with its exact series',
    usual: 2000,
    run: goldenErrors,
  },
  R17: {
    what: 'draws cases of every property that holds for all values',
    usual: 10_000,
    run: drawnProperties,
  },
  R19: {
    what: 'reads names drawn by the grammars of the venues and those of real files',
    usual: 5000,
    run: instrumentNames,
  },
  R20: {
    what: 'writes the volatilities of every format in the other unit, and in both',
    usual: 1,
    run: unitGuard,
  },
  R21: {
    what: 'exports hostile strings as CSV and reads them back by LibreOffice, and real fits as scripts and runs them by QuantLib',
    usual: 1,
    run: exportsTakenAway,
  },
  R22: {
    what: 'brings hostile strings onto the built page in every way it has, in a real browser',
    usual: 100,
    onSite: true,
    run: hostileScripts,
  },
  R25: {
    what: 'looks with axe at every view, table and menu of the built page, in both themes',
    usual: 1,
    onSite: true,
    run: accessible,
  },
  'R26-STORE': {
    what: 'fails the n-th call to IndexedDB, in three ways, under edits and reloads',
    usual: 200,
    onSite: true,
    run: failingCalls,
  },
  'R26-WS': {
    what: 'fails the n-th call of a live socket, in five ways, on a virtual machine',
    usual: 200,
    run: socketFaults,
  },
  R27: {
    what: 'makes random edits of every kind and undoes them all',
    usual: 10_000,
    run: undoAll,
  },
  R26: {
    what: 'fails the n-th call of postMessage, fetch and File.slice on the built page, for every n',
    usual: 200,
    onSite: true,
    run: failedCalls,
  },
  PUBLISH: {
    what: 'publishes random scalars of random surfaces and looks for arbitrage on a grid of its own',
    usual: 100_000,
    run: publishedSurfaces,
  },
  HAND: {
    what: 'drags a slider over penalised real boards and holds each fit to the one of the quotes alone',
    usual: 100,
    run: fitsInHand,
  },
  STRICT: {
    what: 'fits every real board without arbitrage and checks it by other code, in the first of five strike windows',
    usual: 1,
    run: strictBoards,
  },
};
