/** Everything a drag, the wheel and the camera keys do, one press at a time. */
const MOVES = [
  { key: 'ArrowLeft', name: 'Turn left', shown: '◂' },
  { key: 'ArrowRight', name: 'Turn right', shown: '▸' },
  { key: 'ArrowUp', name: 'From higher', shown: '▴' },
  { key: 'ArrowDown', name: 'From lower', shown: '▾' },
  { key: '+', name: 'Nearer', shown: '+' },
  { key: '-', name: 'Farther', shown: '−' },
] as const;

/** Views that are gone to at once. */
const STANDS = [
  { view: 'front', name: 'Front' },
  { view: 'top', name: 'Top' },
  { view: 'reset', name: 'Reset' },
] as const;

/** The camera without dragging; each button does what its key does. */
export function CameraButtons(props: {
  readonly onMove: (key: string) => void;
  readonly onShow: (view: 'front' | 'top' | 'reset') => void;
}) {
  const { onMove, onShow } = props;
  return (
    <div className="surface-camera" role="group" aria-label="Camera">
      {MOVES.map(({ key, name, shown }) => (
        <button
          key={key}
          type="button"
          aria-label={name}
          title={`${name} (${key.startsWith('Arrow') ? 'arrow key' : shown})`}
          onClick={() => onMove(key)}
        >
          {shown}
        </button>
      ))}
      {STANDS.map(({ view, name }) => (
        <button
          key={view}
          type="button"
          className="stand"
          title={view === 'reset' ? 'Reset (Home)' : undefined}
          onClick={() => onShow(view)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
