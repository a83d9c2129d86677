import { fixed, MISSING, volPercent } from '#base/format.ts';
import type { ExpiryDensity } from '#charts/density-figure.ts';
import { hasMoments, lawFault, lawPrice, lawPriceInColumn, percent } from '#charts/density-words.ts';

/** Quantiles beside those of the lognormal law at the money, moments, variance swap, and what nobody quotes. */
export function Facts({ density }: { readonly density: ExpiryDensity }) {
  const { moments, swap, law, t, forward, priceOf, quoted, massBelow, massAbove, quantiles } = density;
  const fault = lawFault(density);
  const moment = (text: string) => (hasMoments(density) ? text : MISSING);
  const price = (k: number) => lawPrice(priceOf(k), forward);
  const inColumn = (k: number | null) => (k === null ? MISSING : lawPriceInColumn(priceOf(k), forward));
  const perYear = (total: number) => volPercent(Math.sqrt(total / t));
  return (
    <div className="figure-table">
      <table aria-label="Quantiles">
        <thead>
          <tr>
            <th title="Price that is not reached with this risk-neutral probability">Quantile</th>
            {quantiles.map(({ p }) => (
              <th key={p}>{Math.round(100 * p)} %</th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Smile</th>
            {quantiles.map(({ p, k }) => (
              <td key={p}>{inColumn(k)}</td>
            ))}
          </tr>
          <tr>
            <th scope="row" title="With the volatility at the money">
              Lognormal
            </th>
            {quantiles.map(({ p, lognormal }) => (
              <td key={p} className="quiet">
                {inColumn(lognormal)}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {fault !== null && (
        <p className={fault.inQuotes ? 'density-fault fail' : 'density-fault warn'}>
          {fault.inQuotes ? '✕' : '▲'} {fault.text}
        </p>
      )}
      <dl className="density-facts">
        <Fact name="ATM vol" value={perYear(law.at(0).s ** 2)} />
        <Fact
          name="Std dev"
          value={moment(volPercent(moments.sd / Math.sqrt(t)))}
          title="Standard deviation of ln(S/F), per square root of a year, %"
        />
        <Fact name="Skewness" value={moment(fixed(moments.skewness, 2))} title="Of ln(S/F)" />
        <Fact
          name="Kurtosis"
          value={moment(fixed(moments.excessKurtosis, 2))}
          title="Of ln(S/F), in excess of 3"
        />
        <Fact
          name="Variance swap"
          value={
            swap.sound
              ? `${perYear(swap.total)}, ${percent(swap.below + swap.above)} of it not quoted`
              : MISSING
          }
          title={`Volatility of the fair strike by static replication, %; ${percent(swap.below)} of its variance from strikes below ${price(quoted[0])}, ${percent(swap.above)} from above ${price(quoted[1])}`}
        />
        <Fact
          name="Past the quotes"
          value={`${percent(massBelow)} below ${price(quoted[0])}, ${percent(massAbove)} above ${price(quoted[1])}`}
          title="Probability beyond the outermost quotes"
        />
      </dl>
    </div>
  );
}

function Fact(props: { readonly name: string; readonly value: string; readonly title?: string }) {
  return (
    <div title={props.title}>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
