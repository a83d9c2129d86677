/** What a column of an option table may hold. */
export type Role =
  | 'symbol'
  | 'strike'
  | 'type'
  | 'expiry'
  | 'years'
  | 'days'
  | 'bid'
  | 'ask'
  | 'bidVol'
  | 'askVol'
  | 'mid'
  | 'vol'
  | 'bidSize'
  | 'askSize'
  | 'volume'
  | 'openInterest'
  | 'forward'
  | 'underlyingPrice'
  | 'underlyingName'
  | 'spot'
  | 'root'
  | 'time'
  | 'quoteDate'
  | 'venue'
  | 'quoteCurrency';

/** Header spellings, English and German, letters and digits only, lower case. The first column that matches a role keeps it. */
const SPELLINGS: { readonly [role in Role]: string } = {
  symbol:
    'symbol instrumentname instrument contractsymbol optionsymbol contractname contract instid occsymbol osisymbol optsymbol optionid option ticker optionticker localsymbol',
  strike:
    'strike strikeprice strikeprc optstrikepx strikepx strk k x strikevalue basispreis ausubungspreis ausuebungspreis',
  type: 'type optiontype right cp callput callorput putcall putorcall cpflag flag optionright pc optiontypecp callputflag opttype contracttype side kind class putcallind optputcall typ optionstyp optionsart',
  expiry:
    'expiry expiration expirationdate expirydate expdate exdate expiredate maturity maturitydate exp expirationtimestamp expirationtime expirydatetime expirdate expirdt expirydt expirationdatetime lasttradedateorcontractmonth contractmonth expirytime expirytimestamp expires expirationts lasttradingday expirationday expirdate optexpiredt verfall verfallstermin verfalltermin verfallsdatum verfalldatum verfallstag verfalltag falligkeit faelligkeit',
  years:
    'texp t tte ttm tau years timetoexpiry timetoexpiration timetomaturity maturityyears yearstoexpiry yearstoexpiration yearstomaturity expiryyears expiryinyears yte yearfraction yearfrac tenoryears timetoexpiryyears',
  days: 'dte days daystoexpiry daystoexpiration daystomaturity daystoexp daysleft calendardays tenordays tenorindays maturitydays maturityindays expirydays expiryindays expirationdays timetoexpirydays timetomaturitydays tdays taudays ttmdays',
  bid: 'bid pxbid bidprice bestbid bestbidprice bidpx bid1price bidprice1 bidquote bidclose bideod geld geldkurs',
  ask: 'ask pxask askprice bestask bestaskprice askpx ask1price askprice1 offer offerprice bestoffer askquote askclose askeod brief briefkurs',
  bidVol:
    'bidiv ivolbid ivbid bidvol volbid bidimpliedvol bidimpliedvolatility bidvolatility impliedvolbid impliedvolatilitybid bid1iv bidsigma sigmabid bestbidiv',
  askVol:
    'askiv ivolask ivask askvol volask askimpliedvol askimpliedvolatility askvolatility impliedvolask impliedvolatilityask ask1iv asksigma sigmaask bestaskiv offervol offeriv ivoffer',
  mid: 'mid midprice midpoint midquote price premium callmid midpx optionprice',
  vol: 'iv ivm ivol ivolmid impvolt impliedvol impliedvolatility vol volatility sigma midiv ivmid midvol volmid marketvol marketiv impvol implvolatility implvol markiv impliedvolmid sigmaimplied',
  bidSize:
    'bidsize bidamount bestbidamount bestbidsize bidqty bid1size bestbidqty bidsz bidquantity bidsizeeod',
  askSize:
    'asksize askamount bestaskamount bestasksize askqty ask1size bestaskqty asksz askquantity offersize asksizeeod',
  volume: 'volume totalvolume volume24h dayvolume vol24h tradevolume volumecontracts volumeusd umsatz',
  openInterest: 'openinterest openint oi openinterestcontracts',
  forward: 'forward fwd forwardprice fwdprice fwdpx f futureprice futuresprice impliedforward',
  underlyingPrice: 'underlyingprice',
  underlyingName: 'underlyingindex underlyinginstrument',
  spot: 'spot optundlpx spotprice stockprice s underlyinglast underlyingvalue indexprice estimateddeliveryprice underlyingclose undprice undprc s0 stkpx stockpx undpx underlyingmid underlyingspot',
  root: 'underlying underlier underlyingsymbol root rootsymbol und asset underlyingasset underlyingticker rootsymbols optionroot coin basecurrency basecoin',
  time: 'timestamp quotetimestamp quotetime quotedatetime datetime asof asoftime snapshottime snapshottimestamp creationtimestamp timestampms localtimestamp ts time quoteunixtime quotetimeinlong quotetimestampms lastupdated bidaskdate',
  quoteDate: 'date quotedate tradedate datadate datepulled snapdate snapshotdate asofdate quotereaddate',
  venue: 'exchange venue',
  quoteCurrency: 'quotecurrency premiumcurrency settlementcurrency',
};

const ROLE_OF: ReadonlyMap<string, Role> = new Map(
  (Object.keys(SPELLINGS) as Role[]).flatMap((role) =>
    SPELLINGS[role].split(' ').map((spelling): [string, Role] => [spelling, role]),
  ),
);

const SIDED: ReadonlySet<Role> = new Set([
  'symbol',
  'bid',
  'ask',
  'bidVol',
  'askVol',
  'mid',
  'vol',
  'bidSize',
  'askSize',
  'volume',
  'openInterest',
]);

/** Columns by role; `call` and `put` hold those of a table with both options in one row. */
export interface HeaderColumns {
  readonly shared: ReadonlyMap<Role, number>;
  readonly call: ReadonlyMap<Role, number>;
  readonly put: ReadonlyMap<Role, number>;
}

/** Recognises the cells of a header row. Columns that mean nothing here are passed over. */
export function recognise(header: readonly string[]): HeaderColumns {
  const shared = new Map<Role, number>();
  const call = new Map<Role, number>();
  const put = new Map<Role, number>();
  for (const [i, cell] of header.entries()) {
    const name = knownName(cell);
    const role = ROLE_OF.get(name);
    if (role !== undefined) {
      // A root tells more than the underlying it is written on, and a strike more than its percents of the spot.
      const better =
        (role === 'root' && isRoot(name)) || (isInPercent(header, shared.get(role)) && !cell.includes('%'));
      if (!shared.has(role) || better) shared.set(role, i);
      continue;
    }
    const sided = /^(call|put|c|p)s?(.+)$/.exec(name) ?? reversed(/^(.+?)(call|put)s?$/.exec(name));
    const sidedRole = sided === null ? undefined : ROLE_OF.get(sided[2] ?? '');
    if (sided === null || sidedRole === undefined || !SIDED.has(sidedRole)) continue;
    const side = (sided[1] ?? '').startsWith('c') ? call : put;
    if (!side.has(sidedRole)) side.set(sidedRole, i);
  }
  const ticker = header.findIndex((cell) => plainName(cell) === 'ticker');
  if (ticker >= 0 && shared.get('symbol') !== ticker && !shared.has('root')) shared.set('root', ticker);
  return { shared, call, put };
}

function isInPercent(header: readonly string[], at: number | undefined): boolean {
  return at !== undefined && header[at]?.includes('%') === true;
}

/** True for the plain name of a column of contract roots, which tell SPX from SPXW. */
export function isRoot(name: string): boolean {
  return /^(?:option)?root(?:symbol)?$/.test(name);
}

/** True for the name of a column that a call and a put each have their own of. */
export function isSided(cell: string): boolean {
  const role = ROLE_OF.get(plainName(cell));
  return role !== undefined && SIDED.has(role);
}

/** A unit of time in brackets, without which a name would say years. */
const TELLING_UNIT = /[([]\s*(?:in\s+)?(?:d|w|m|bd|days?|weeks?|months?)\b/i;

/** The plain name of a header cell, without what stands in brackets (`Bid [USD]`) where only the rest is known. */
function knownName(cell: string): string {
  const name = plainName(cell);
  if (ROLE_OF.has(name) || TELLING_UNIT.test(cell)) return name;
  const bare = plainName(cell.replace(/\([^)]*\)|\[[^\]]*\]/g, ' '));
  return bare === '' ? name : bare;
}

function reversed(match: RegExpExecArray | null): readonly (string | undefined)[] | null {
  return match === null ? null : [match[0], match[2], match[1]];
}

/** Letters and digits of a header cell, lower case: `Open Interest` and `open_interest` are one. */
export function plainName(cell: string): string {
  if (/^[a-z0-9]*$/.test(cell)) return cell;
  return cell
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
