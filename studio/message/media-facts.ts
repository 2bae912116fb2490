/** What can be learnt of a file at an address: whether it is there, how large it is. Asks foreign sites only for the picture. */
import { useEffect, useState } from 'react';
import type { MediaKind } from '../phone/entry.ts';
import { mediaKind, safeUrl } from '../phone/safe-url.ts';
import type { Size } from './crop.ts';

export type MediaFacts =
  | { state: 'none' }
  /** The address holds a value: what it leads to is known only when it is said. */
  | { state: 'unknown' }
  | { state: 'loading'; href: string; kind: MediaKind }
  | { state: 'broken'; href: string }
  | { state: 'ready'; href: string; kind: MediaKind; picture?: Size; bytes?: number; own: boolean };

/** Nobody looks at an address while it is being typed. */
const PATIENCE_MS = 350;

export function useMediaFacts(url: string): MediaFacts {
  const [facts, setFacts] = useState<{ url: string; facts: MediaFacts }>();
  useEffect(() => {
    const href = addressOf(url);
    if (href === undefined) return;
    const leave = new AbortController();
    const timer = setTimeout(() => {
      void learn(href, leave.signal).then((found) => {
        if (!leave.signal.aborted) setFacts({ url, facts: found });
      });
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [url]);
  if (url.trim() === '') return { state: 'none' };
  const href = addressOf(url);
  if (href === undefined) return url.includes('{{') ? { state: 'unknown' } : { state: 'broken', href: url };
  if (facts?.url === url) return facts.facts;
  return { state: 'loading', href, kind: mediaKind(new URL(href).pathname) };
}

function addressOf(url: string): string | undefined {
  return url.includes('{{') || url.trim() === '' ? undefined : safeUrl(url.trim(), location.href)?.href;
}

async function learn(href: string, signal: AbortSignal): Promise<MediaFacts> {
  const own = new URL(href).origin === location.origin;
  let bytes: number | undefined;
  let type = '';
  if (own) {
    try {
      const answer = await fetch(href, { method: 'HEAD', signal });
      if (!answer.ok) return { state: 'broken', href };
      type = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const length = Number(answer.headers.get('content-length'));
      if (length > 0) bytes = length;
    } catch {
      if (!signal.aborted) return { state: 'broken', href };
    }
  }
  const kind = mediaKind(new URL(href).pathname, type);
  if (kind !== 'image') return { state: 'ready', href, kind, bytes, own };
  const picture = await sizeOf(href);
  return picture ? { state: 'ready', href, kind, picture, bytes, own } : { state: 'broken', href };
}

function sizeOf(href: string): Promise<Size | undefined> {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => resolve(undefined);
    image.src = href;
  });
}
