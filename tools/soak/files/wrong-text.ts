import { deribitBoard } from '#testing/deribit-board.ts';
import type { WrongKind } from './wrong-binary.ts';

const HASH = 'a1'.repeat(32);

/** Text files and documents that hold something else than quotes. */
export function textKinds(): readonly WrongKind[] {
  const kind = (what: string, name: string, content: string | Uint8Array): WrongKind => ({
    kind: what,
    name,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  });
  const json = (what: string, name: string, value: unknown): WrongKind =>
    kind(what, name, JSON.stringify(value));
  return [
    kind('blanks', 'blank.csv', ' \n\n \t\n'),
    kind('web page', 'book.json', '<!DOCTYPE html>\n<html><head><title>Log in</title></head></html>'),
    kind('XML', 'quotes.xml', '<?xml version="1.0"?>\n<quotes><quote strike="100"/></quotes>'),
    kind('RTF', 'quotes.rtf', '{\\rtf1\\ansi quotes}'),
    kind(
      'Git LFS pointer',
      'btc.json',
      `version https://git-lfs.github.com/spec/v1\noid sha256:${HASH}\nsize 280928\n`,
    ),
    kind('YAML', 'fit.yaml', '---\nmodel: svi\nweights:\n  spread: 1\n'),
    kind('JSON that ends early', 'cut.json', deribitBoard().slice(0, 4000)),
    kind('broken JSON', 'broken.json', '{"as_of": "2026-08-01", "options": [{"bid": }]}'),
    kind('two JSON documents', 'two.json', '{\n"options": []}\n{"options": []}'),
    kind('JSON too deep', 'deep.json', `${'['.repeat(200)}${']'.repeat(200)}`),
    json('empty JSON list', 'list.json', []),
    json('empty JSON object', 'object.json', {}),
    json('other JSON', 'package.json', { name: 'x', version: 1 }),
    json('fit file of this program', 'btc.fit.json', { format: 'volbench-fit', version: 1 }),
    kind('price history', 'prices.csv', 'date,open,high,low,close\n2026-01-01,1,2,3,4\n'),
    kind('header without rows', 'head.csv', 'strike,expiry,type,bid,ask\n'),
    kind('strikes without prices', 'strikes.csv', 'strike,expiry,type\n100,2027-01-15,C\n'),
    kind('futures alone', 'futures.json', deribitBoard({ futuresOnly: true })),
    json('Bybit reply without options', 'bybit.json', {
      retCode: 0,
      result: { category: 'option', list: [] },
    }),
    json('OKX reply without options', 'okx.json', { code: '0', msg: '', data: [{ instId: 'BTC-USD-SWAP' }] }),
    json('error of a venue', 'error.json', {
      jsonrpc: '2.0',
      error: { code: 10028, message: 'too_many_requests' },
      usOut: 1,
    }),
  ];
}
