import { useEffect, useState } from 'react';

/** The value once it has stayed the same for `ms`; null in between. */
export function useSettled(value: number | null, ms: number): number | null {
  const [settled, setSettled] = useState<number | null>(null);
  useEffect(() => {
    setSettled(null);
    if (value === null) return;
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
