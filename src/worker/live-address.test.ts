import { expect, test } from 'vitest';
import { feedAddress } from './live-address.ts';

test('the venue, its test venue and this machine may be contacted', () => {
  expect(feedAddress('wss://www.deribit.com/ws/api/v2')).toMatchObject({
    value: { socket: 'wss://www.deribit.com/ws/api/v2', http: 'https://www.deribit.com/api/v2/' },
  });
  expect(feedAddress(' wss://test.deribit.com ')).toMatchObject({
    value: { socket: 'wss://test.deribit.com/ws/api/v2' },
  });
  expect(feedAddress('ws://localhost:8123')).toMatchObject({
    value: { socket: 'ws://localhost:8123/ws/api/v2', http: 'http://localhost:8123/api/v2/' },
  });
  expect(feedAddress('ws://127.0.0.1:80/ws/api/v2').ok).toBe(true);
});

test.each([
  '',
  'localhost:8123',
  'ws://www.deribit.com/ws/api/v2',
  'wss://www.deribit.com:444/',
  'wss://www.deribit.com.example.org/ws/api/v2',
  'wss://user:word@www.deribit.com/',
  'wss://www.deribit.com/ws/api/v2?to=elsewhere',
  'wss://www.deribit.com/elsewhere',
  'https://www.deribit.com',
  'ws://localhost.example.org:80',
  'ws://10.0.0.1:80',
])('any other address is refused in one sentence: %j', (address) => {
  expect(feedAddress(address)).toMatchObject({
    ok: false,
    error: {
      reason: 'invalid',
      message: 'Live quotes come from wss://www.deribit.com, wss://test.deribit.com or ws://localhost only.',
    },
  });
});
