import type { MappedRole } from '#base/column-map.ts';

/** Words of headers, whole or as their beginning where marked `*`, in the languages quote tables come in. */
const WORDS = {
  bid: 'bid* geld demande compra denaro bied buy',
  ask: 'ask* offer* brief offre venta lettera laat sell',
  call: 'call calls c ce kauf',
  put: 'put puts p pe verkauf',
  size: 'size* qty quantity amount sz lots contracts menge',
  vol: 'iv vol vols vola volatil* sigma ivol implied impvol',
  strike:
    'strike* strk stk k x exercise* basispreis ausubungspreis ejercicio esercizio exercice uitoefenprijs',
  type: 'type* typ tipo right cp callput putcall kind flag art soort opttype',
  expiry: 'exp expir* expd* matur* verfall* laufzeit falligkeit* vencimiento* scadenza echeance vervaldatum',
  years: 'tau tte ttm texp years year yrs yearfrac t',
  days: 'dte days day tage jours dias giorni',
  mid: 'mid* mean theo* settle* mark price premium px preis prix precio prezzo',
  forward: 'forward* fwd* future* fut f',
  spot: 'spot* index level stock* und* kurs s0 s',
  underlying: 'root ticker underlying* asset product basiswert sottostante subyacente',
  symbol: 'symbol* instrument* contract* option* isin occ osi code name',
  timestamp: 'time* stamp ts asof snap* datetime utc zeit heure hora ora',
  date: 'date datum fecha data session trade*',
  volume: 'volume* vlm traded turnover umsatz volumen',
  openInterest: 'oi interest openint* openinterest',
} as const;

type Word = keyof typeof WORDS;

const TESTS: ReadonlyMap<Word, (word: string) => boolean> = new Map(
  (Object.keys(WORDS) as Word[]).map((name) => {
    const all = WORDS[name].split(' ');
    const whole = new Set(all.filter((word) => !word.endsWith('*')));
    const starts = all.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
    return [name, (word: string) => whole.has(word) || starts.some((start) => word.startsWith(start))];
  }),
);

/** Roles that the name of one word stands for, the surest first. */
const ALONE: readonly (readonly [Word, MappedRole])[] = [
  ['strike', 'strike'],
  ['openInterest', 'openInterest'],
  ['days', 'days'],
  ['years', 'years'],
  ['expiry', 'expiry'],
  ['type', 'type'],
  ['vol', 'iv'],
  ['volume', 'volume'],
  ['forward', 'forward'],
  ['timestamp', 'timestamp'],
  ['date', 'date'],
  ['spot', 'spot'],
  ['underlying', 'underlying'],
  ['symbol', 'symbol'],
  ['mid', 'mid'],
];

/** What the words of a header suggest that its column holds, the surest first; none where they say nothing. */
export function hintedRoles(header: string): readonly MappedRole[] {
  const words = wordsOf(header);
  const has = (name: Word) => words.some((word) => TESTS.get(name)?.(word) === true);
  const bid = has('bid');
  if (bid !== has('ask')) {
    if (has('size')) return [bid ? 'bidSize' : 'askSize'];
    if (has('vol')) return [bid ? 'bidVol' : 'askVol'];
    if (has('call') !== has('put')) {
      if (bid) return [has('call') ? 'callBid' : 'putBid'];
      return [has('call') ? 'callAsk' : 'putAsk'];
    }
    return [bid ? 'bid' : 'ask'];
  }
  const hinted = ALONE.filter(([word]) => has(word)).map(([, role]) => role);
  return has('call') || has('put') ? [...hinted, 'type'] : hinted;
}

/** `bestBid_px (USD)` gives `best bid px usd`; accents are dropped. */
function wordsOf(header: string): readonly string[] {
  return header
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
