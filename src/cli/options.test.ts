import { expect, test } from 'vitest';
import { type FitCommand, parseArguments } from './options.ts';

function command(...argv: string[]): FitCommand {
  const given = parseArguments(argv);
  if (given.kind !== 'fit') throw new Error(JSON.stringify(given));
  return given.command;
}

test('files alone leave every choice to the defaults', () => {
  expect(command('a.json', 'b.csv')).toEqual({
    files: ['a.json', 'b.csv'],
    models: null,
    residual: null,
    loss: null,
    optimiser: null,
    outsidePenalty: null,
    atmPin: null,
    headroom: null,
    prior: null,
    priorStrength: null,
    holdout: null,
    bootstrap: null,
    seed: null,
    butterfly: null,
    calendar: null,
    weights: {},
    parameters: {},
    asOf: null,
    rate: null,
    underlying: null,
    at: null,
    time: {},
    queries: null,
    map: null,
    settings: null,
    out: null,
    format: 'fit-json',
    json: false,
  });
});

test('every option is read, with a space or an equals sign', () => {
  const read = command(
    ...'--model svi --residual=price --loss soft-l1 --outside 2.5 --atm-pin=1e1 --headroom 1.44 --optimiser l-bfgs-b x'.split(
      ' ',
    ),
    ...'--butterfly penalise --calendar=report --weights spread=0.5,age=off,moneyness=2,cap=0.4'.split(' '),
    ...'--fix rho=-0.2,m=0 --fix sigma=.1 --bounds rho=-0.9:0.9,b=:1e0 --underlying ETH'.split(' '),
    ...'--prior p.fit.json --prior-strength=3 --holdout 0.25 --bootstrap=50 --seed 7'.split(' '),
    ...'--as-of 2023-02-15T21:00:00Z --settings s.fit.json --out - --format grid-csv'.split(' '),
  );
  expect(read).toMatchObject({
    files: ['x'],
    models: ['svi'],
    residual: 'price',
    loss: 'soft-l1',
    optimiser: 'l-bfgs-b',
    outsidePenalty: 2.5,
    atmPin: 10,
    headroom: 1.44,
    prior: 'p.fit.json',
    priorStrength: 3,
    holdout: 4,
    bootstrap: 50,
    seed: 7,
    butterfly: 'penalise',
    calendar: 'report',
    weights: { spread: 0.5, ageHalfLife: null, moneynessWidth: 2, cap: 0.4 },
    asOf: Date.UTC(2023, 1, 15, 21),
    underlying: 'ETH',
    settings: 's.fit.json',
    out: '-',
    format: 'grid-csv',
  });
  expect(read.parameters).toEqual({
    rho: { fixed: true, value: -0.2, lower: -0.9, upper: 0.9 },
    b: { fixed: false, upper: 1 },
    m: { fixed: true, value: 0 },
    sigma: { fixed: true, value: 0.1 },
  });
});

test('a weight of days asks for the clock that has weights, and places are read with their zone', () => {
  expect(command('x', '--weekend-weight', '0.5').time).toEqual({ clock: 'weighted', weekend: 0.5 });
  expect(
    command('x', '--event', '2026-08-05=3,2026-12-25=0', '--event=2026-09-16=2.5', '--time=calendar').time,
  ).toEqual({ clock: 'calendar', events: { '2026-08-05': 3, '2026-12-25': 0, '2026-09-16': 2.5 } });
  expect(
    command('x', '--query', '65e3@2026-08-05T08:00:00Z', '--query', '.5@2026-08-05T10:30+02:00').queries,
  ).toEqual([
    { strike: 65_000, at: Date.UTC(2026, 7, 5, 8) },
    { strike: 0.5, at: Date.UTC(2026, 7, 5, 8, 30) },
  ]);
});

test('- is standard input and -- ends the options', () => {
  expect(command('-', '--', '--odd.json').files).toEqual(['-', '--odd.json']);
});

test('SABR takes its formula, beta and shift by name', () => {
  expect(command('x', '--model', 'svi,sabr', '--sabr', 'obloj').models).toEqual(['svi', 'sabr-obloj']);
  expect(command('x', '--model', 'ssvi,heston', '--phi', 'heston').models).toEqual(['ssvi-heston', 'heston']);
  expect(command('x', '--model', 'ssvi', '--phi', 'power').models).toEqual(['ssvi']);
  expect(command('x', '--model', 'sabr', '--beta', '0.5', '--shift', '0.02').parameters).toEqual({
    beta: { fixed: true, value: 0.5 },
    shift: { fixed: true, value: 0.02 },
  });
});

test('help is help wherever it stands', () => {
  expect(parseArguments(['--help'])).toEqual({ kind: 'help' });
  expect(parseArguments(['x', '-h'])).toEqual({ kind: 'help' });
});

test.each([
  ['', 'No file given'],
  ['--modle svi x', 'Unknown option --modle'],
  ['-v x', 'Unknown option -v'],
  ['x --out', '--out needs a value.'],
  ['x --out --model svi', '--out needs a value.'],
  ['x --model svi --model svi', '--model is given twice.'],
  ['x - -', '- is given twice.'],
  ['x --model svi,zabr', '--model zabr is not known'],
  ['x --model sviX', '--model sviX is not known; choose from svi, '],
  ['x --format xlsx', '--format xlsx is not known'],
  ['x --ndjson', '--ndjson is not in this version.'],
  ['x --outside -1', '--outside -1: expected a number of 0 or more.'],
  ['x --outside much', '--outside much: expected a number of 0 or more.'],
  ['x --headroom 0.9', '--headroom 0.9: expected a number of 1 or more.'],
  ['x --headroom much', '--headroom much: expected a number of 0 or more.'],
  ['x --holdout 0.6', '--holdout 0.6: expected the share of quotes held out, 0.01 to 0.5.'],
  ['x --map strike', 'expected ROLE=COLUMN'],
  ['x --holdout=a fifth', '--holdout a: expected the share'],
  ['x --bootstrap 5', '--bootstrap 5: expected a whole number from 20 to 100000.'],
  ['x --bootstrap 1e3', '--bootstrap 1e3: expected a whole number'],
  ['x --holdout 0.2 --seed -1', '--seed -1: expected a whole number from 0 to 4294967295.'],
  ['x --seed 3', '--seed goes with --holdout or --bootstrap.'],
  ['x --prior-strength some', '--prior-strength some: expected a number of 0 or more.'],
  ['x --phi heston', '--phi heston chooses a formula of --model ssvi.'],
  ['x --sabr hagan', '--sabr hagan chooses a formula of --model sabr.'],
  ['x --model sabr --sabr doust', '--sabr doust is not known; choose from hagan, obloj.'],
  ['x --beta half', 'half is not a number'],
  ['x --model sabr --beta 1 --fix beta=0.5', 'gives beta twice'],
  ['x --at noon', '--at noon is not an instant'],
  ['x --model svi,svi --format grid-csv', 'Several models are written as fit-json only'],
  ['x --weekend-weight 2.1', '--weekend-weight 2.1: expected a weight from 0 to 2.'],
  ['x --weekend-weight -0.1', 'expected a weight from 0 to 2.'],
  ['x --event 2026-02-30=2', '--event 2026-02-30=2: 2026-02-30 is no day of the calendar.'],
  ['x --event 5.8.2026=2', '5.8.2026 is no day written like 2026-12-16.'],
  ['x --event 2026-08-05', 'expected DAY=WEIGHT, from 0 to 1000.'],
  ['x --event 2026-08-05=-1', 'expected DAY=WEIGHT, from 0 to 1000.'],
  ['x --event 2026-08-05=1,2026-08-05=2', '--event gives 2026-08-05 twice.'],
  ['x --time trading', '--time trading is not known; choose from calendar, weighted.'],
  ['x --query 65000', '--query 65000: expected STRIKE@INSTANT'],
  ['x --query -1@2026-08-05T08:00:00Z', 'expected STRIKE@INSTANT'],
  ['x --query 65000@2026-08-05', 'expected STRIKE@INSTANT'],
  ['x --query 65000@2026-08-05T08:00:00Z --format grid-csv', '--format does not go with it.'],
  ['x --weights spread', 'expected NAME=VALUE'],
  ['x --weights vega=1', '--weights vega is not known'],
  ['x --weights spread=-1', 'expected a number from 0 to 10'],
  ['x --weights spread=1,spread=2', 'gives spread twice'],
  ['x --weights spread=off', 'off is not a number'],
  ['x --weights age=0', 'expected a number above 0'],
  ['x --weights cap=Infinity', 'Infinity is not a number'],
  ['x --fix rho', 'expected NAME=VALUE'],
  ['x --fix rho=NaN', 'NaN is not a number'],
  ['x --fix rho=1e999', '1e999 is not a number'],
  ['x --bounds rho=0.5', 'expected rho=LOWER:UPPER'],
  ['x --bounds rho=1:-1', 'the lower end is above the upper'],
  ['x --as-of yesterday', 'is not an instant'],
  ['x --as-of 2023-02-15T21:00', 'is not an instant'],
  ['x --as-of 2023-02-30T21:00:00+99:00', 'is not an instant'],
])('%s is refused with a sentence', (line, message) => {
  const given = parseArguments(line.split(' ').filter((word) => word !== ''));
  expect(given.kind).toBe('refused');
  expect(given.kind === 'refused' && given.message).toContain(message);
});

test('a rate is a number of percent a year, of which the command makes a decimal', () => {
  const rateOf = (text: string) => {
    const read = parseArguments(['x', '--rate', text]);
    return read.kind === 'fit' ? read.command.rate : read.kind === 'refused' ? read.message : null;
  };
  expect(['4.3', '4.3%', '-0.5', '0', '100'].map(rateOf)).toEqual([0.043, 0.043, -0.005, 0, 1]);
  for (const text of ['four', '101', '-10.1', 'NaN', '4.3.1']) {
    expect(rateOf(text)).toBe(`--rate ${text}: expected a rate in % a year from -10 to 100.`);
  }
});
