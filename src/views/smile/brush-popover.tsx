import { Popover } from 'radix-ui';
import { type PointerEvent, type RefObject, useMemo, useRef, useState } from 'react';
import { count, parseNumber, strike } from '#base/format.ts';
import type { BoardExpiry } from '#charts/board.ts';
import { quotesBetween, type StrikeWeighing } from '#store/strike-range.ts';
import { useWorkbench, workbench } from '#store/workbench.ts';
import { NumberField } from '#views/controls/number-field.tsx';

const FACTORS: readonly { readonly by: number; readonly text: string }[] = [
  { by: 0.25, text: '×¼' },
  { by: 0.5, text: '×½' },
  { by: 2, text: '×2' },
  { by: 4, text: '×4' },
];

const whole = (text: string): number | null => parseNumber(text, 'price');

function keepToItself(event: PointerEvent): void {
  event.stopPropagation();
}

/** What is done to the weights of the quotes between two strikes; each press is one step to undo. */
export function BrushPopover(props: {
  readonly expiry: BoardExpiry;
  readonly from: number;
  readonly to: number;
}) {
  const { expiry, from, to } = props;
  const { key } = expiry;
  const quotes = useWorkbench((s) => s.quotes);
  const market = useWorkbench((s) => s.market);
  const filtered = useWorkbench((s) => s.filtered);
  const manual = useWorkbench((s) => s.decisions.settings.manual);
  const anchor = useRef({ getBoundingClientRect: brushBox });
  const [done, setDone] = useState('');
  const symbols = useMemo(
    () =>
      quotes === null || market === null || filtered === null
        ? []
        : quotesBetween(quotes, market, filtered, key, from, to),
    [quotes, market, filtered, key, from, to],
  );
  const out = symbols.filter((symbol) => manual[symbol] === 0).length;
  const close = (): void => workbench.actions.look({ brush: null });
  const range = (low: number, high: number): void => {
    setDone('');
    workbench.actions.look({ brush: { key, from: Math.min(low, high), to: Math.max(low, high) } });
  };
  const weigh = (by: StrikeWeighing): void => {
    const n = workbench.actions.weighStrikes(key, from, to, by);
    setDone(said(by, n, typeof by === 'number' ? out : 0));
  };
  const none = symbols.length === 0;
  return (
    <Popover.Root open onOpenChange={(open) => !open && close()}>
      <Popover.Anchor virtualRef={anchor as RefObject<{ getBoundingClientRect(): DOMRect }>} />
      <Popover.Portal>
        <Popover.Content
          className="popover brush-popover"
          aria-label="Weights over strikes"
          side="top"
          sideOffset={-34}
          collisionPadding={4}
          // To React it lies in the smile: what is done on it would be done to the quotes below it, too.
          onPointerEnter={() => workbench.actions.hover(null)}
          onPointerDown={keepToItself}
          onPointerMove={keepToItself}
          onPointerUp={keepToItself}
          // The smile has it where the keyboard closed it; elsewhere it is where the user went.
          onEscapeKeyDown={() => setTimeout(() => document.querySelector<HTMLElement>('.smile')?.focus())}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <p>
            <b>Weights over strikes</b> <span className="faint">{expiry.name}</span>
          </p>
          <div className="brush-range">
            <span aria-hidden="true">from</span>
            <NumberField
              label="Weights from strike"
              value={from}
              format={strike}
              parse={whole}
              min={0}
              onApply={(next) => next !== null && range(next, to)}
            />
            <span aria-hidden="true">to</span>
            <NumberField
              label="to strike"
              value={to}
              format={strike}
              parse={whole}
              min={0}
              onApply={(next) => next !== null && range(from, next)}
            />
          </div>
          <div className="brush-buttons">
            {FACTORS.map(({ by, text }) => (
              <button key={by} type="button" className="button" disabled={none} onClick={() => weigh(by)}>
                {text}
              </button>
            ))}
            <NumberField
              label="multiply by"
              value={null}
              empty="×…"
              format={(value) => `×${value}`}
              parse={(text) => parseNumber(text.replace(/^[×x*]\s*/i, ''), 'plain')}
              min={0}
              max={100}
              disabled={none}
              title="A number from 0 to 100; Enter multiplies the weights by it"
              onApply={(by) => by !== null && weigh(by)}
            />
          </div>
          <div className="brush-buttons">
            <button
              type="button"
              className="button"
              disabled={none || out === symbols.length}
              onClick={() => weigh('exclude')}
            >
              Exclude
            </button>
            <button
              type="button"
              className="button"
              disabled={!symbols.some((symbol) => manual[symbol] !== undefined)}
              title="Forgets what was done by hand to these quotes"
              onClick={() => weigh('reset')}
            >
              Reset
            </button>
            <span className="brush-said" role="status">
              {done !== '' ? done : held(symbols.length, out)}
            </span>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Where the brush is drawn now. */
function brushBox(): DOMRect {
  return document.querySelector('.smile-brush')?.getBoundingClientRect() ?? new DOMRect();
}

function plural(n: number): string {
  return `${count(n)} ${n === 1 ? 'quote' : 'quotes'}`;
}

/** `12 quotes, 1 excluded`. */
function held(n: number, out: number): string {
  if (n === 0) return 'no quote of the fit between these strikes';
  return out === 0 ? plural(n) : `${plural(n)}, ${count(out)} excluded`;
}

function said(by: StrikeWeighing, n: number, out: number): string {
  if (by === 'exclude') return `${plural(n)} excluded`;
  if (by === 'reset') return `${plural(n)} reset`;
  const stays = out === 0 ? '' : `, ${count(out)} excluded stay so`;
  return `${plural(n - out)} × ${by}${stays}`;
}
