import { expect, test } from 'vitest';
import { LiveSocket, type SocketLike } from './live-socket.ts';

class FakeSocket extends EventTarget {
  binaryType = 'blob';
  closed = 0;
  send(_text: string): void {}
  close(): void {
    this.closed++;
  }
  say(type: string, data?: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { data }));
  }
}

function driven(make: (n: number) => FakeSocket = () => new FakeSocket()) {
  const sockets: FakeSocket[] = [];
  const told: string[] = [];
  const socket = new LiveSocket(
    () => {
      const made = make(sockets.length + 1);
      sockets.push(made);
      return made as unknown as SocketLike;
    },
    {
      opened: () => void told.push('opened'),
      message: (text) => void told.push(text),
      closed: () => void told.push('closed'),
    },
  );
  return { socket, sockets, told };
}

test('an old connection is closed and says nothing any more', () => {
  const { socket, sockets, told } = driven();
  socket.connect('a');
  socket.connect('b');
  sockets[0]!.say('open');
  sockets[0]!.say('message', 'old');
  sockets[0]!.say('close');
  sockets[1]!.say('open');
  sockets[1]!.say('message', 'new');
  socket.disconnect();
  sockets[1]!.say('message', 'late');
  expect(told).toEqual(['opened', 'new']);
  expect(sockets.map(({ closed }) => closed)).toEqual([1, 1]);
});

test('an error ends the connection once, whether or not a close follows', () => {
  const { socket, sockets, told } = driven();
  socket.connect('a');
  sockets[0]!.say('error');
  sockets[0]!.say('close');
  expect(told).toEqual(['closed']);
  expect(sockets[0]!.closed).toBe(1);
});

test('what cannot be made or sent is a connection that closed', async () => {
  const { socket, told } = driven((n) => {
    if (n === 1) throw new DOMException('no socket', 'SecurityError');
    const made = new FakeSocket();
    made.send = () => {
      throw new DOMException('not open', 'InvalidStateError');
    };
    made.close = () => {
      throw new Error('nor closed');
    };
    return made;
  });
  socket.connect('a');
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told).toEqual(['closed']);
  socket.connect('b');
  socket.send('x');
  await Promise.resolve();
  expect(told).toEqual(['closed', 'closed']);
});

test('what is no text is passed on as one', () => {
  const { socket, sockets, told } = driven();
  socket.connect('a');
  sockets[0]!.say('message', new ArrayBuffer(4));
  expect(told).toEqual(['[object ArrayBuffer]']);
});
