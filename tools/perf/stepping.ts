/** A slider that is stepped on the built page, each step seen until its fit is drawn. */
import type { Page } from '@playwright/test';

/** Steps before those that count: until then the engine compiles. */
export const WARM_UP = 200;

/** Times of one step, ms: from the event to the message with its fit, and to the end of the frame that shows it. */
export interface Step {
  readonly delivered: number;
  readonly shown: number;
}

interface Stepper {
  asked: number;
  delivered: number;
  /** `down` takes the thumb, `up` lets it go after the step. */
  step(value: number, pause: number, kind: 'down' | 'on' | 'up'): Promise<Step>;
}

/** Notes when fits are asked for and when they come; before the page is loaded. */
export async function watchFits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    let asked: unknown = null;
    const stepper: Stepper = {
      asked: 0,
      delivered: 0,
      async step(value, pause, kind) {
        const slider = document.querySelector('input[type="range"][aria-label="Spread weight"]');
        const status = document.querySelector('[data-phase]');
        const line = document.querySelector('path.smile-line');
        if (!(slider instanceof HTMLInputElement) || status === null || line === null)
          throw new Error('There is no slider, or no smile.');
        const { left, width } = slider.getBoundingClientRect();
        // The middle of a thumb 12 px wide.
        const placeOf = (at: number) =>
          left + 6 + ((width - 12) * (at - Number(slider.min))) / (Number(slider.max) - Number(slider.min));
        const tell = (type: string, at: number) => {
          const pointer = { pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1, clientX: placeOf(at) };
          slider.dispatchEvent(new PointerEvent(type, { bubbles: true, ...pointer }));
        };
        const before = line.getAttribute('d');
        if (kind === 'down') tell('pointerdown', Number(slider.value));
        const drawn = new Promise<void>((resolve) => {
          const seen = new MutationObserver(() => {
            if (status.getAttribute('data-phase') !== 'done' || line.getAttribute('d') === before) return;
            seen.disconnect();
            requestAnimationFrame(() => setTimeout(resolve));
          });
          // These two alone: whatever else changes would be told too, at the cost of the page that is measured.
          seen.observe(status, { attributeFilter: ['data-phase'] });
          seen.observe(line, { attributeFilter: ['d'] });
        });
        performance.mark('step');
        const from = performance.now();
        tell('pointermove', value);
        await drawn;
        const shown = performance.now() - from;
        const delivered = stepper.delivered - from;
        if (kind === 'up') tell('pointerup', value);
        await after(pause);
        return { delivered, shown };
      },
    };
    Object.assign(window, { stepper });
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener('message', ({ data }) => {
          if (data?.id === asked) stepper.delivered = performance.now();
        });
      }
      override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
        const call = message as { readonly id?: unknown; readonly path?: readonly string[] };
        if (call.path?.[0]?.startsWith('calibrate')) asked = call.id;
        super.postMessage(message, options as StructuredSerializeOptions);
      }
    };
  });
}

/**
 * Drags the slider up and down again and again, so many steps, with a pause after each fit that is shown, ms: a notch at a
 * time, or by jumps to where neither the next step nor one that was foreseen or asked for shortly before leads.
 */
export function walk(
  page: Page,
  steps: number,
  pause: number,
  by: 'notches' | 'jumps' = 'notches',
): Promise<Step[]> {
  return page.evaluate(
    async ([count, rest, way]) => {
      const { stepper } = window as unknown as { stepper: Stepper };
      const seen: Step[] = [];
      const jumps = [0, 9, 6, 4, 1, 8, 2, 0, 7, 0, 4, 6, 10, 2, 7, 2, 0, 2, 10, 8];
      for (let n = 0; n < count; n++) {
        const at = way === 'jumps' ? (jumps[n % 20] as number) : n % 20 < 10 ? n % 10 : 10 - (n % 10);
        const kind = n % 20 === 0 ? 'down' : n % 20 === 19 || n === count - 1 ? 'up' : 'on';
        seen.push(await stepper.step(0.5 + 0.1 * at, rest, kind));
      }
      return seen;
    },
    [steps, pause, by] as const,
  );
}
