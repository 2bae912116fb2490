/** A value that is typed, once it has rested: what is asked of the server is asked once and not at every key. */
import { useEffect, useState } from 'react';

/** The value once it has rested for a moment; nothing at once. */
export function useLater(value: string, ms: number): string {
  const [later, setLater] = useState(value);
  useEffect(() => {
    if (value === '') return setLater('');
    const timer = setTimeout(() => setLater(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return later;
}
