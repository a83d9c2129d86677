import { blackPrice } from '#pricing/black76.ts';

const EXPIRIES = 25;
const TICK = 0.05;

/**
 * A board of 100 000 options as an exchange lists them, as CSV text: 25 expiries, strikes 5 points apart far into both
 * wings, where bids end and asks are wide, and prices that stray from any smooth smile by a few ticks. The same text
 * at every call.
 */
export function makeWideBoard(rows = 100_000): string {
  const lines = ['symbol,expiration,strike,type,bid,ask,bid_size,ask_size,volume,open_interest,forward'];
  const strikes = Math.ceil(rows / (2 * EXPIRIES));
  for (let e = 0; e < EXPIRIES; e++) {
    const days = Math.round(7 * 1.19 ** e + 7 * e);
    const day = new Date(Date.UTC(2026, 10, 20 + days)).toISOString().slice(0, 10);
    const t = days / 365;
    const forward = 6000 * Math.exp(0.03 * t);
    for (let s = 0; s < strikes && lines.length <= rows; s++) {
      const strike = 5 * (s + 1) + 5 * Math.round((forward - 2.5 * strikes) / 10);
      const k = Math.log(strike / forward);
      const vol = 0.16 + 0.3 * (-0.6 * k + Math.hypot(k, 0.12 + 0.1 * Math.sqrt(t))) * (1 / (1 + t));
      for (const isCall of [true, false]) {
        const price = blackPrice(forward, strike, t, vol, isCall);
        // Straying that repeats only after far more strikes than there are, the same at every call.
        const stray = 0.02 * Math.sin(12.9898 * s + 78.233 * e + (isCall ? 1 : 0));
        const half = TICK + 0.01 * price + 0.002 * Math.abs(strike - forward);
        const bid = Math.floor((price * (1 + stray) - half) / TICK) * TICK;
        const ask = Math.ceil((price * (1 + stray) + half) / TICK) * TICK;
        const code = String(strike * 1000).padStart(8, '0');
        const symbol = `SPXW${day.slice(2).replaceAll('-', '')}${isCall ? 'C' : 'P'}${code}`;
        lines.push(
          `${symbol},${day},${strike},${isCall ? 'call' : 'put'},${bid > 0 ? bid.toFixed(2) : '0.00'},${ask.toFixed(2)},${1 + (s % 40)},${1 + ((3 * s) % 50)},${(7 * s) % 900},${(13 * s) % 4000},${forward.toFixed(2)}`,
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
