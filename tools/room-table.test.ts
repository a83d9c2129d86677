/** Holds the table of src/README.md to what biome.json enforces: somebody who trusts the table writes what is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { group: string[] }[] };
        };
      };
    };
  };
}

const root = join(import.meta.dirname, '..');
const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
  overrides: readonly Override[];
};

/** Rooms a room may import by the allow-list of all its files, base apart, in the order of the alphabet. */
function allowed(room: string): readonly string[] {
  const lists = overrides.filter(({ includes }) => includes.length === 1 && includes[0] === `src/${room}/**`);
  const groups = lists.flatMap(
    ({ linter }) => linter.rules.style?.noRestrictedImports?.options.patterns[0]?.group ?? [],
  );
  const rooms = groups.flatMap((each) => /^!#(\w+)\/\*\*$/.exec(each)?.[1] ?? []);
  return rooms.filter((each) => each !== 'base' && each !== room).sort();
}

const rows = readFileSync(join(root, 'src/README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, room, , may] = /^\| (\w+) \| (.+) \| ?(.*) ?\|$/.exec(line) ?? [];
    return room === undefined || room === 'room' ? [] : [{ room, may: (may ?? '').split(';')[0]!.trim() }];
  });

test('every room has a row', () => {
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((each) => each.isDirectory());
  expect(rows.map(({ room }) => room).sort()).toEqual(rooms.map(({ name }) => name).sort());
});

test.each(rows.filter(({ room }) => room !== 'testing'))(
  '$room may import what its row says',
  ({ room, may }) => {
    const above = rows.slice(
      0,
      rows.findIndex((row) => row.room === room),
    );
    const said =
      may === 'the rooms above' ? above.map((row) => row.room) : may.split(' ').filter((word) => word !== '');
    expect(said.filter((each) => each !== 'base' && each !== 'nothing').sort()).toEqual(allowed(room));
  },
);
