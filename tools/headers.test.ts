import { expect, test } from 'vitest';
import { feedAddress } from '#worker/live-address.ts';
import { siteHeaders } from './headers.ts';

test('every place that live quotes may come from is one that the site may contact, by stream and by HTTP', () => {
  const policy = siteHeaders['Content-Security-Policy'] ?? '';
  const sources = /connect-src ([^;]*)/.exec(policy)?.[1]?.split(' ') ?? [];
  for (const place of [
    'wss://www.deribit.com',
    'wss://test.deribit.com',
    'ws://localhost:8123',
    'ws://127.0.0.1:8123',
  ]) {
    const reached = feedAddress(place);
    if (!reached.ok) throw new Error(reached.error.message);
    for (const address of [reached.value.socket, reached.value.http]) {
      const { protocol, host } = new URL(address);
      expect(sources).toContain(`${protocol}//${host.replace(/:8123$/, ':*')}`);
    }
  }
});
