import { type Outcome, success } from '#base/outcome.ts';
import { canonicalName, type OptionName, parseInstrumentName } from '#market/instrument-name.ts';
import { firstNumber, numberField, textField } from '#readers/io/field-number.ts';
import { field, isJsonObject, type JsonObject } from '#readers/io/json.ts';
import { chooseUnderlying } from '#readers/io/one-underlying.ts';
import { blankRow, QuoteRows } from '#readers/io/quote-rows.ts';
import { documentedLadder, statedLadder, type TickLadder, tickAt } from '#readers/io/tick-size.ts';
import type { DeribitDocument } from './document.ts';

/** The quotes of one underlying. */
export interface Collected {
  readonly rows: QuoteRows;
  readonly underlying: string;
  readonly linear: boolean;
}

interface NamedRow {
  readonly fields: JsonObject;
  readonly name: string;
  readonly option: OptionName;
  readonly line: number;
}

/**
 * Makes quotes of the option rows of a document. Futures, perpetuals, combinations and spot pairs among them
 * are refused by name; rows of another underlying as `other-underlying`.
 */
export function collectQuotes(
  file: string,
  lists: DeribitDocument,
  asked: string | null,
): Outcome<Collected> {
  const rows = new QuoteRows();
  const named: NamedRow[] = [];
  const counts = new Map<string, number>();
  for (const [i, fields] of lists.options.entries()) {
    const place = `row ${i + 1}`;
    if (!isJsonObject(fields)) {
      rows.reject('not-a-row', place);
      continue;
    }
    const name = canonicalName(textField(fields, 'instrument_name'));
    if (name === '') {
      rows.reject('no-name', place);
      continue;
    }
    const option = parseInstrumentName(name);
    if (option.kind !== 'option') rows.reject(option.kind, name);
    else {
      named.push({ fields, name, option, line: i + 1 });
      counts.set(option.root, (counts.get(option.root) ?? 0) + 1);
    }
  }
  const chosen = chooseUnderlying(file, counts, asked);
  if (!chosen.ok) return chosen;
  const underlying = chosen.value;
  const ladders = laddersByName(lists.instruments);
  const documented = documentedLadder(underlying);
  const linear = named.some(({ option }) => option.root === underlying && option.premiumCurrency !== null);
  const row = blankRow();
  for (const { fields, name, option, line } of named) {
    if (option.root !== underlying) {
      rows.reject('other-underlying', name);
      continue;
    }
    if (!agrees(fields, option)) {
      rows.reject('contradiction', name);
      continue;
    }
    row.symbol = name;
    row.root = option.root;
    row.expiry = option.expiry;
    row.strike = option.strike;
    row.isCall = option.isCall;
    row.bid = firstNumber(fields, 'bid_price', 'best_bid_price');
    row.ask = firstNumber(fields, 'ask_price', 'best_ask_price');
    row.bidSize = numberField(fields, 'best_bid_amount');
    row.askSize = numberField(fields, 'best_ask_amount');
    row.volume = firstNumber(activity(fields), 'volume', 'volume_usd');
    row.openInterest = numberField(fields, 'open_interest');
    row.timestamp = firstNumber(fields, 'timestamp', 'creation_timestamp');
    row.markVol = numberField(fields, 'mark_iv') / 100;
    row.underlyingPrice = numberField(fields, 'underlying_price');
    row.underlyingName = textField(fields, 'underlying_index').slice(0, 64);
    const ladder = ladders.get(name) ?? documented;
    row.tick = tickAt(ladder, row.ask > 0 ? row.ask : row.bid);
    rows.add(row, line);
  }
  return success({ rows, underlying, linear }, chosen.issues);
}

/** Where a row keeps its traded volume: a ticker under `stats`, a book summary beside the prices. */
function activity(fields: JsonObject): JsonObject {
  const stats = field(fields, 'stats');
  return isJsonObject(stats) ? stats : fields;
}

/** False when the row's own strike or type denies what its name says. */
function agrees(fields: JsonObject, option: OptionName): boolean {
  const strike = numberField(fields, 'strike');
  const type = textField(fields, 'option_type').toLowerCase();
  return (
    (Number.isNaN(strike) || Math.abs(strike - option.strike) <= 1e-9 * option.strike) &&
    (type === '' || type.startsWith(option.isCall ? 'c' : 'p'))
  );
}

function laddersByName(instruments: readonly unknown[]): ReadonlyMap<string, TickLadder | null> {
  const ladders = new Map<string, TickLadder | null>();
  for (const row of instruments) {
    if (!isJsonObject(row)) continue;
    const name = canonicalName(textField(row, 'instrument_name'));
    const option = parseInstrumentName(name);
    if (option.kind !== 'option') continue;
    ladders.set(
      name,
      statedLadder(option.root, numberField(row, 'tick_size'), steps(field(row, 'tick_size_steps'))),
    );
  }
  return ladders;
}

function steps(value: unknown): { above: number; tick: number }[] | null {
  if (!Array.isArray(value)) return null;
  return value
    .filter(isJsonObject)
    .map((step) => ({ above: numberField(step, 'above_price'), tick: numberField(step, 'tick_size') }))
    .filter((step) => step.above > 0 && step.tick > 0)
    .sort((a, b) => a.above - b.above);
}
