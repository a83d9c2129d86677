/**
 * A WebSocket that cannot fail but by closing: whatever throws, breaks or sends what is no text is told as a text or as
 * the end of the connection, once, and nothing of an old connection is ever told after it. What is longer than any message
 * of the venue is cut off, and so is none.
 */

/** What is needed of a WebSocket: the browser's, or one for Node. */
export interface SocketLike {
  binaryType: string;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/**
 * Longest message that is taken whole, characters: lists of all instruments come to two million. A recording has no place
 * for one of thirty million.
 */
const MOST_TEXT = 8_000_000;

export type MakeSocket = (address: string) => SocketLike;

export interface SocketEvents {
  opened(): void;
  message(text: string): void;
  closed(): void;
}

export class LiveSocket {
  private socket: SocketLike | null = null;

  constructor(
    private readonly make: MakeSocket,
    private readonly events: SocketEvents,
  ) {}

  /** Opens a connection; one that stands is closed without a word. */
  connect(address: string): void {
    this.disconnect();
    let socket: SocketLike;
    try {
      socket = this.make(address);
    } catch {
      // Told later, as every other end is: whoever connects is not called back from within.
      queueMicrotask(() => {
        if (this.socket === null) this.events.closed();
      });
      return;
    }
    this.socket = socket;
    const isMine = (): boolean => this.socket === socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      if (isMine()) this.events.opened();
    });
    socket.addEventListener('message', ({ data }) => {
      if (isMine()) this.events.message(String(data).slice(0, MOST_TEXT));
    });
    socket.addEventListener('close', () => this.end(socket));
    // A close follows, or should.
    socket.addEventListener('error', () => this.end(socket));
  }

  /** A text to the venue; where that fails the connection is over. */
  send(text: string): void {
    const { socket } = this;
    if (socket === null) return;
    try {
      socket.send(text);
    } catch {
      queueMicrotask(() => this.end(socket));
    }
  }

  /** Closes without a word. */
  disconnect(): void {
    const { socket } = this;
    this.socket = null;
    if (socket !== null) close(socket);
  }

  private end(socket: SocketLike): void {
    if (this.socket !== socket) return;
    this.socket = null;
    close(socket);
    this.events.closed();
  }
}

function close(socket: SocketLike): void {
  try {
    socket.close();
  } catch {
    // It is as good as closed.
  }
}
