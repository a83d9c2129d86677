/** A workbench on the inline service and a manual clock, as tests drive it. */
import { failure } from '#base/outcome.ts';
import { createWorkbench, type Surroundings } from '#store/create-workbench.ts';
import type { PreferenceStorage } from '#store/preferences.ts';
import type { WorkbenchActions, WorkbenchState } from '#store/state.ts';
import { type BoardOptions, deribitBoard } from './deribit-board.ts';
import { type InlineService, inlineService } from './inline-service.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

export interface Bench {
  readonly workbench: ReturnType<typeof createWorkbench>;
  readonly actions: WorkbenchActions;
  readonly service: InlineService;
  readonly clock: ManualClock;
  state(): WorkbenchState;
  /** Lets everything that is not held come to its end. */
  settle(): Promise<void>;
  open(name: string, text: string): Promise<void>;
  said(): string[];
}

export function bench(
  storage: PreferenceStorage | null = null,
  openSession: Surroundings['openSession'] = async () => failure('invalid', 'No sessions here.'),
): Bench {
  const service = inlineService();
  const clock = manualClock();
  const workbench = createWorkbench(service, clock, {
    storage,
    prefersLight: false,
    sample: async () => new File([deribitBoard()], 'sample.json'),
    openSession,
    replay: async () => null,
    comparing: inlineService,
  });
  const { store, actions } = workbench;
  const state = store.getState;
  const settle = async () => {
    const tick = () => new Promise((resolve) => setTimeout(resolve, 0));
    const began = performance.now();
    const isBusy = () => state().fit.phase === 'running' || state().second?.phase === 'reading';
    do {
      for (let i = 0; i < 5; i++) await tick();
    } while (isBusy() && !service.holding && performance.now() - began < 5000);
  };
  return {
    workbench,
    actions,
    service,
    clock,
    state,
    settle,
    async open(name, text) {
      actions.openFiles([new File([text], name)]);
      await settle();
    },
    said: () => state().messages.map((m) => m.text),
  };
}

export async function opened(options: BoardOptions = {}): Promise<Bench> {
  const b = bench();
  await b.open('btc.json', deribitBoard(options));
  return b;
}

/** A board with every bid and ask moved by a few ticks, a day later. */
export function nextSnapshot(): string {
  const board = JSON.parse(deribitBoard()) as {
    as_of: string;
    options: { instrument_name: string; bid_price: number | null; ask_price: number }[];
  };
  board.as_of = '2026-08-02T09:00:00.000000+00:00';
  for (const row of board.options) row.ask_price = Number((row.ask_price + 0.0001).toFixed(4));
  board.options = board.options.filter((row) => !row.instrument_name.startsWith('BTC-7AUG26'));
  return JSON.stringify(board);
}
