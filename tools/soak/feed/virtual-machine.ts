/**
 * A machine on a virtual clock whose sockets lead to a simulated venue, and whose n-th socket call of one kind fails: what
 * drives a live session is run on it as it is, hours in seconds.
 */
import type { Platform } from '#worker/live-run.ts';
import type { SocketLike } from '#worker/live-socket.ts';
import type { SimulatedVenue } from '../../feed-sim/venue.ts';

/** What can fail of a socket. */
export const SOCKET_FAULTS = ['construct', 'send', 'close', 'error', 'garbage'] as const;
export type SocketFault = (typeof SOCKET_FAULTS)[number];

const STEP_MS = 100;
const GARBAGE = [
  '',
  'null',
  '{"jsonrpc":"2.0"',
  '\u0000\uffff',
  '[[[]]]',
  '{"id":{"id":1},"result":[]}',
  '"',
];

type Listener = (event: { readonly data: unknown }) => void;

/** A socket to the simulated venue. What it says comes with the next step of the machine. */
class VirtualSocket implements SocketLike {
  binaryType = 'blob';
  state: 'connecting' | 'open' | 'closed' = 'connecting';
  connection: number | null = null;
  private readonly listeners = new Map<string, Listener[]>();

  constructor(private readonly machine: VirtualMachine) {}

  addEventListener(type: string, listener: Listener | (() => void)): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  say(type: string, data: unknown = null): void {
    for (const listener of this.listeners.get(type) ?? []) listener({ data });
  }

  send(text: string): void {
    if (this.machine.failsNow('send'))
      throw new DOMException('The call was made to fail.', 'InvalidStateError');
    this.machine.sent(this, text);
  }

  close(): void {
    this.machine.closed(this);
  }
}

export class VirtualMachine {
  /** Calls of the kind that fails, so far. */
  calls = 0;
  /** When the fault took effect; null before it. */
  failedAt: number | null = null;
  readonly platform: Platform;
  /** Nothing comes any more, and nobody says so. */
  isSilent = false;
  /** What the steady clock is behind for having stood still, ms. */
  private slept = 0;
  private sockets: VirtualSocket[] = [];
  private parcels: { readonly socket: VirtualSocket; readonly text: string }[] = [];
  private readonly timers = new Set<() => void>();

  /**
   * @param fault what fails: the n-th call from 1; null: nothing
   */
  constructor(
    readonly venue: SimulatedVenue,
    public now: number,
    private readonly fault: { readonly kind: SocketFault; readonly n: number } | null,
  ) {
    this.platform = {
      readings: { wall: () => this.now, steady: () => this.now - this.slept },
      socket: () => {
        if (this.failsNow('construct')) throw new DOMException('The call was made to fail.', 'SecurityError');
        const socket = new VirtualSocket(this);
        this.sockets.push(socket);
        return socket;
      },
      fetch: () => Promise.reject(new TypeError('There is no network.')),
      every: (_, act) => {
        this.timers.add(act);
        return () => this.timers.delete(act);
      },
    };
  }

  /** Counts a call of a kind; true for the one that fails. */
  failsNow(kind: SocketFault): boolean {
    if (this.fault?.kind !== kind || ++this.calls !== this.fault.n) return false;
    this.failedAt = this.now;
    return true;
  }

  sent(socket: VirtualSocket, text: string): void {
    if (socket.connection === null) return;
    for (const answer of this.venue.receive(socket.connection, text, this.now))
      this.parcels.push({ socket, text: answer.text });
  }

  closed(socket: VirtualSocket): void {
    if (socket.connection !== null) this.venue.disconnect(socket.connection);
    socket.connection = null;
    socket.state = 'closed';
    this.sockets = this.sockets.filter((each) => each !== socket);
  }

  /** Sleeps: nothing happens, and the steady clock stands. */
  sleep(ms: number): void {
    this.now += ms;
    this.slept += ms;
  }

  /** Every connection is ended by the venue. */
  drop(): void {
    for (const socket of [...this.sockets]) this.end(socket, 'close');
  }

  /** A tenth of a second. */
  async step(): Promise<void> {
    this.now += STEP_MS;
    for (const socket of [...this.sockets]) {
      if (socket.state !== 'connecting') continue;
      socket.state = 'open';
      socket.connection = this.venue.connect(this.now);
      socket.say('open');
    }
    const { outgoing, hungUp } = this.venue.step(this.now);
    for (const { to, text } of outgoing) {
      const socket = this.sockets.find(({ connection }) => connection === to);
      if (socket !== undefined) this.parcels.push({ socket, text });
    }
    const { parcels } = this;
    this.parcels = [];
    for (const { socket, text } of parcels) if (!this.isSilent) this.deliver(socket, text);
    for (const id of hungUp)
      for (const socket of this.sockets.filter(({ connection }) => connection === id))
        this.end(socket, 'close');
    for (const act of [...this.timers]) act();
    // What fails is told a moment later, as on a machine.
    await Promise.resolve();
  }

  private deliver(socket: VirtualSocket, text: string): void {
    if (socket.state !== 'open') return;
    if (this.failsNow('close')) this.end(socket, 'close');
    else if (this.failsNow('error')) this.end(socket, 'error');
    else socket.say('message', this.failsNow('garbage') ? GARBAGE[this.calls % GARBAGE.length] : text);
  }

  private end(socket: VirtualSocket, how: 'close' | 'error'): void {
    this.closed(socket);
    socket.say(how);
  }
}
