/** Whether the server can work right now, asked again and again while someone looks. Knows no markup. */
import { useEffect, useState } from 'react';

export type Channel = 'emulator' | 'google' | 'stand-in';

export type Readiness =
  | { state: 'asking' | 'unreachable' }
  | { state: 'ready' | 'not-ready'; checks: [name: string, result: string][]; channel: Channel | undefined };

const EVERY_MS = 10_000;

export function useReadiness(): Readiness {
  const [readiness, setReadiness] = useState<Readiness>({ state: 'asking' });
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (document.visibilityState === 'visible') {
        const heard = await readReadiness(stop.signal);
        if (stop.signal.aborted) return;
        setReadiness(heard);
      }
      timer = setTimeout(ask, EVERY_MS);
    };
    ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, []);
  return readiness;
}

/** Asks `GET /readyz`. A 503 is an answer too: it names what is not ready. */
async function readReadiness(signal: AbortSignal): Promise<Readiness> {
  try {
    const response = await fetch('/readyz', { signal, headers: { accept: 'application/json' } });
    const body = await response.json();
    const ready = response.ok && body?.status === 'ready';
    const checks = Object.entries(body?.checks ?? {}).map(([name, result]): [string, string] => [
      name,
      typeof result === 'string' ? result : JSON.stringify(result),
    ]);
    return { state: ready ? 'ready' : 'not-ready', checks, channel: readChannel(body?.channel) };
  } catch {
    return { state: 'unreachable' };
  }
}

function readChannel(value: unknown): Channel | undefined {
  return (['emulator', 'google', 'stand-in'] as const).find((channel) => channel === value);
}
