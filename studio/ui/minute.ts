/** The current time for showing, anew at each minute. */
import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;

/** Milliseconds since the epoch, not older than a minute. */
export function useMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), MINUTE_MS - (now % MINUTE_MS));
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
