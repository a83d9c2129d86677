import { useRef, useState } from 'react';
import type { FeedPlan } from '#feeds/channel-plan.ts';
import { live } from '#store/live/page.ts';
import { useWorkbench } from '#store/workbench.ts';
import { Choice } from '#views/controls/choice.tsx';
import { NumberField } from '#views/controls/number-field.tsx';
import { ReplayButton } from './replay-button.tsx';
import { CHAINS, chosen, localAddress, remember, VENUES, type VenueId } from './venues.ts';

const DEPTHS: readonly { readonly value: string; readonly label: string }[] = [
  { value: '1', label: 'Best prices alone' },
  { value: '10', label: 'Expiry in focus, 10 levels' },
  { value: '20', label: 'Expiry in focus, 20 levels' },
];

/** Where quotes are to come from, said before anything is contacted. */
export function Connect({ close }: { readonly close: () => void }) {
  const [venue, setVenue] = useState<VenueId>(chosen.venue);
  const [port, setPort] = useState<number | null>(chosen.port);
  const [chain, setChain] = useState(chosen.chain);
  const [depth, setDepth] = useState<FeedPlan['depth']>(chosen.depth);
  const portRow = useRef<HTMLDivElement>(null);
  const focus = useWorkbench((s) => s.look.focus);
  const fixed = VENUES.find(({ id }) => id === venue)?.address ?? null;
  const address = fixed ?? (port === null ? null : localAddress(port));
  const connect = (): void => {
    const plan = CHAINS.find(({ id }) => id === chain)?.plan;
    if (address === null) portRow.current?.querySelector('input')?.focus();
    if (address === null || plan === undefined) return;
    remember({ venue, port, chain, depth });
    const at = focus === null ? Number.NaN : Date.parse(focus.slice(focus.lastIndexOf('@') + 1));
    const books = Number.isFinite(at) && depth > 1 ? [at] : [];
    close();
    void live.connect({ address, plan: { ...plan, books, depth } });
  };
  return (
    <section className="live-part" aria-label="Venue to follow">
      <div className="live-row" ref={portRow}>
        <span>Venue</span>
        <Choice
          name="Venue"
          value={venue}
          options={VENUES.map(({ id, label }) => ({ value: id, label }))}
          onChange={(id) => setVenue(id as VenueId)}
        />
        {fixed === null && (
          <NumberField
            label="Port of the local venue"
            value={port}
            empty="port"
            canBeEmpty
            format={String}
            min={1}
            max={65_535}
            title="The port that npm run feed:sim has printed"
            onApply={(value) => setPort(value === null ? null : Math.round(value))}
          />
        )}
      </div>
      <div className="live-row">
        <span>Chain</span>
        <Choice
          name="Chain"
          value={chain}
          options={CHAINS.map(({ id, label }) => ({ value: id, label }))}
          onChange={setChain}
        />
      </div>
      <div className="live-row">
        <span>Order books</span>
        <Choice
          name="Order books"
          value={String(depth)}
          options={DEPTHS}
          onChange={(levels) => setDepth(Number(levels) as FeedPlan['depth'])}
        />
      </div>
      <p className="live-says live-contacts">
        {address === null
          ? 'A venue on this machine: type its port. npm run feed:sim starts one and prints it.'
          : `Connect contacts ${new URL(address).host} alone and takes its public quotes. Nothing of yours is sent: no account, no file, no setting.`}
      </p>
      <div className="live-tools">
        {/* Never disabled: the press that leaves the port applies it, and is the one that connects. */}
        <button type="button" className="button button-accent" onClick={connect}>
          Connect
        </button>
        <ReplayButton close={close} />
      </div>
    </section>
  );
}
