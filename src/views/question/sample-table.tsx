import { date, time } from '#base/format.ts';
import type { SampleReading, SampleRow } from '#store/read-sample.ts';

const QUOTED: Readonly<Record<SampleReading['quote'], string>> = {
  'bid-ask': 'price',
  mid: 'price',
  'bid-ask-vol': 'vol',
  'mid-vol': 'vol',
  none: '',
};

/** Ten rows of a file as they would be read. */
export function SampleTable({ sample }: { readonly sample: SampleReading }) {
  const what = QUOTED[sample.quote];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="question-sample" tabIndex={0} aria-label="Rows as they would be read">
      <table>
        <thead>
          <tr>
            <th scope="col">Underlying</th>
            <th scope="col">Expiry</th>
            <th scope="col">Type</th>
            <th scope="col">Strike</th>
            <th scope="col">Bid {what}</th>
            <th scope="col">Ask {what}</th>
            <th scope="col">Forward</th>
          </tr>
        </thead>
        <tbody>
          {sample.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are the file's, in its order
            <tr key={i}>
              <Cells row={row} />
            </tr>
          ))}
        </tbody>
      </table>
      {sample.rows.length === 0 && <p className="faint">No row can be read yet.</p>}
    </section>
  );
}

function Cells({ row }: { readonly row: SampleRow }) {
  if (row.refused !== null) {
    return (
      <td colSpan={7} className="warn">
        ▲ no option: {row.refused.replaceAll('-', ' ')}
      </td>
    );
  }
  return (
    <>
      <td>{row.root === '' ? '–' : row.root}</td>
      <td>
        {row.expiry === null
          ? `${plain(row.years ?? Number.NaN)} y`
          : `${date(row.expiry)} ${time(row.expiry)}`}
      </td>
      <td>{row.isCall ? 'call' : 'put'}</td>
      <td>{plain(row.strike)}</td>
      <td>{plain(row.bid)}</td>
      <td>{plain(row.ask)}</td>
      <td>{plain(row.forward)}</td>
    </>
  );
}

/** A number as it was read, short of rounding noise. */
function plain(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(10))).replace('-', '−') : '–';
}
