const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();
port2.onmessage = () => waiting.shift()?.();
let turn = false;

/**
 * Lets waiting messages be handled. A promise alone never does, and a timer
 * costs 4 ms when nested. The ports take turns because Node empties the queue
 * of one port, what is posted meanwhile included, before it looks at others.
 */
export function messagesIn(): Promise<void> {
  return new Promise((resolve) => {
    turn = !turn;
    (turn ? port1 : port2).postMessage(null);
    // Only what is on its way is waited for.
    waiting.push(resolve);
  });
}
