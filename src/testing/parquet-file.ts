/** A small Parquet file for tests: one row group, plain or by dictionary, optional columns with definition levels. */

export type ParquetCell = string | number | bigint | boolean | null;

export interface ParquetColumn {
  readonly name: string;
  readonly type: 'double' | 'float' | 'int64' | 'string' | 'boolean' | 'date' | 'timestamp-us';
  readonly cells: readonly ParquetCell[];
}

export interface ParquetOptions {
  /** CompressionCodec of the format: 0 none, 1 Snappy, 2 gzip, 6 Zstandard. */
  readonly codec?: number;
  readonly compress?: (page: Uint8Array) => Uint8Array;
  /** Every column as indices into a dictionary page of its values. */
  readonly dictionary?: boolean;
  /** Rows the footer states, where they are to be wrong. */
  readonly rows?: number;
}

const TYPE = { boolean: 0, date: 1, int64: 2, 'timestamp-us': 2, float: 4, double: 5, string: 6 } as const;
const CONVERTED: { readonly [type: string]: number } = { string: 0, date: 6, 'timestamp-us': 10 };

/** Bytes of a Parquet file (Apache Parquet format 2; Thrift compact protocol). */
export function parquetFile(columns: readonly ParquetColumn[], options: ParquetOptions = {}): Uint8Array {
  const rows = columns[0]?.cells.length ?? 0;
  const body: number[] = [...ascii('PAR1')];
  const chunks = columns.map((column) => {
    const at = body.length;
    let plain = 0;
    const add = (page: number[], kind: number, header: Field) => {
      const packed = options.compress?.(Uint8Array.from(page)) ?? Uint8Array.from(page);
      const head = struct([i32(1, kind), i32(2, page.length), i32(3, packed.length), header]);
      for (const byte of head) body.push(byte);
      for (const byte of packed) body.push(byte);
      plain += head.length + page.length;
    };
    const levels = levelsOf(column, rows);
    const present = column.cells.filter((cell) => cell !== null);
    const values = [...new Set(present)];
    const indexed = options.dictionary === true && column.type !== 'boolean';
    if (indexed) {
      const width = Math.max(1, Math.ceil(Math.log2(values.length)));
      add(valuesOf(column.type, values), 2, [7, 12, struct([i32(1, values.length), i32(2, 0)])]);
      const pageAt = body.length;
      const page = [
        ...levels,
        width,
        ...bitPacked(
          present.map((cell) => values.indexOf(cell)),
          width,
        ),
      ];
      add(page, 0, [5, 12, struct([i32(1, rows), i32(2, 8), i32(3, 3), i32(4, 3)])]);
      return { column, at, pageAt, size: body.length - at, plain, indexed };
    }
    add([...levels, ...valuesOf(column.type, present)], 0, [
      5,
      12,
      struct([i32(1, rows), i32(2, 0), i32(3, 3), i32(4, 3)]),
    ]);
    return { column, at, pageAt: at, size: body.length - at, plain, indexed };
  });
  const schema = [
    struct([text(4, 'schema'), i32(5, columns.length)]),
    ...columns.map((column) => {
      const converted = CONVERTED[column.type];
      return struct([
        i32(1, TYPE[column.type]),
        i32(3, 1),
        text(4, column.name),
        ...(converted === undefined ? [] : [i32(6, converted)]),
      ]);
    }),
  ];
  const group = struct([
    [
      1,
      9,
      list(
        chunks.map(({ column, at, pageAt, size, plain, indexed }) =>
          struct([
            i64(2, at),
            [
              3,
              12,
              struct([
                i32(1, TYPE[column.type]),
                [2, 9, list([varint(zigzag(0))], 5)],
                [3, 9, list([bytes(ascii(column.name))], 8)],
                i32(4, options.codec ?? 0),
                i64(5, rows),
                i64(6, plain),
                i64(7, size),
                i64(9, pageAt),
                ...(indexed ? [i64(11, at)] : []),
              ]),
            ],
          ]),
        ),
      ),
    ],
    i64(2, body.length - 4),
    i64(3, rows),
  ]);
  const footer = struct([
    i32(1, 1),
    [2, 9, list(schema)],
    i64(3, options.rows ?? rows),
    [4, 9, list([group])],
  ]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  return Uint8Array.from([...body, ...footer, ...length, ...ascii('PAR1')]);
}

/** Definition levels, one run a level value: run-length encoding of width one. */
function levelsOf(column: ParquetColumn, rows: number): number[] {
  const levels: number[] = [];
  for (let i = 0; i < rows; ) {
    const present = column.cells[i] !== null;
    let j = i;
    while (j < rows && (column.cells[j] !== null) === present) j++;
    levels.push(...varint((j - i) * 2), present ? 1 : 0);
    i = j;
  }
  return [...uint32(levels.length), ...levels];
}

function valuesOf(type: ParquetColumn['type'], cells: readonly ParquetCell[]): number[] {
  if (type !== 'boolean') return cells.flatMap((cell) => plainValue(type, cell));
  const bits = new Uint8Array((cells.length + 7) >> 3);
  cells.forEach((cell, i) => {
    if (cell === true) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  });
  return [...bits];
}

/** One bit-packed run of the hybrid encoding. */
function bitPacked(indices: readonly number[], width: number): number[] {
  const groups = Math.ceil(indices.length / 8);
  const bytes = new Uint8Array(groups * width);
  indices.forEach((index, i) => {
    for (let bit = 0; bit < width; bit++) {
      const at = i * width + bit;
      if ((index >> bit) & 1) bytes[at >> 3] = (bytes[at >> 3] as number) | (1 << (at & 7));
    }
  });
  return [...varint(groups * 2 + 1), ...bytes];
}

function plainValue(type: ParquetColumn['type'], cell: ParquetCell): number[] {
  if (type === 'string') {
    const content = new TextEncoder().encode(String(cell));
    return [...uint32(content.length), ...content];
  }
  const raw = new Uint8Array(type === 'float' || type === 'date' ? 4 : 8);
  const view = new DataView(raw.buffer);
  if (type === 'double') view.setFloat64(0, Number(cell), true);
  else if (type === 'float') view.setFloat32(0, Number(cell), true);
  else if (type === 'date') view.setInt32(0, Number(cell), true);
  else view.setBigInt64(0, BigInt(cell as number), true);
  return [...raw];
}

type Field = readonly [id: number, type: number, content: readonly number[]];

function struct(fields: readonly Field[]): number[] {
  const out: number[] = [];
  let before = 0;
  for (const [id, type, content] of fields) {
    out.push(((id - before) << 4) | type, ...content);
    before = id;
  }
  return [...out, 0];
}

function list(items: readonly (readonly number[])[], type = 12): number[] {
  const head = items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, ...varint(items.length)];
  return [...head, ...items.flat()];
}

const i32 = (id: number, value: number): Field => [id, 5, varint(zigzag(value))];
const i64 = (id: number, value: number): Field => [id, 6, varint(zigzag(value))];
const text = (id: number, value: string): Field => [id, 8, bytes(ascii(value))];
const zigzag = (value: number) => (value >= 0 ? 2 * value : -2 * value - 1);
const bytes = (content: readonly number[]) => [...varint(content.length), ...content];
const ascii = (value: string) => [...new TextEncoder().encode(value)];

function uint32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...out, rest];
}
