import { halfSpreads, volPoints, weightPercent } from '#base/format.ts';
import type { MatrixQuote } from '#charts/residual-matrix.ts';
import { quoteName } from '#charts/smile-words.ts';
import { LinkedRow } from '#views/controls/linked-row.tsx';

/** Quotes listed; the Quotes table has all of them. */
const SHOWN = 60;

/** Quotes through the fit, the farthest first. */
export function Farthest(props: {
  readonly quotes: readonly MatrixQuote[];
  readonly onPick: (quote: MatrixQuote) => void;
}) {
  const { quotes, onPick } = props;
  return (
    <div className="figure-table residuals-farthest">
      <table aria-label="Quotes through the fit">
        <thead>
          <tr>
            <th>Through the fit</th>
            <th>Strike</th>
            <th>Side</th>
            <th title="Market minus model, vol points">vp</th>
            <th title="Market minus model, half-spreads">½-spr.</th>
            <th title="Weight in the fit of its expiry">Weight %</th>
          </tr>
        </thead>
        <tbody>
          {quotes.slice(0, SHOWN).map((quote) => (
            <LinkedRow key={quote.mark.row} expiry={quote.key} quote={quote.mark.row} focused={false}>
              <th scope="row">
                <button type="button" onClick={() => onPick(quote)}>
                  {quote.name}
                </button>
              </th>
              <td>{quoteName(quote.mark)}</td>
              <td className={quote.mark.side}>{quote.mark.side === 'rich' ? '▲ rich' : '▼ cheap'}</td>
              <td>{volPoints(quote.mark.residual)}</td>
              <td>{halfSpreads(quote.mark.halfSpreads)}</td>
              <td className="quiet">{weightPercent(quote.mark.weight)}</td>
            </LinkedRow>
          ))}
        </tbody>
      </table>
      {quotes.length === 0 && (
        <p className="figure-empty">Every used quote has the model between bid and ask.</p>
      )}
      {quotes.length > SHOWN && (
        <p className="figure-empty">
          and {quotes.length - SHOWN} nearer ones: Quotes, “Through the fit only”.
        </p>
      )}
    </div>
  );
}
