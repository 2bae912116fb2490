/** Reads a preview's thread, as the server sends it, into what the phone shows. Knows both shapes and no session. */
import type { PreviewEntry, PreviewState } from '../../../server/contract.ts';
import type { Brand, Entry, PhonePage } from '../entry.ts';
import { readAgentMessage, readUserContent } from '../wire-message.ts';

/** Google asks 4.5:1 of a brand's colour; until one is set, the product's own stands in. */
const COLOUR = '#1f5661';

/** The lines of the thread. What was read once is not read again: the server sends the whole thread each time. */
export function createEntryReader(): (thread: readonly PreviewEntry[]) => Entry[] {
  let known = new Map<string, { raw: string; entry: Entry }>();
  return (thread) => {
    const next = new Map<string, { raw: string; entry: Entry }>();
    const entries = thread.map((line) => {
      const key = `${line.direction} ${line.via} ${line.id}`;
      const raw = JSON.stringify(line);
      const before = known.get(key);
      const entry = before?.raw === raw ? before.entry : readEntry(line);
      next.set(key, { raw, entry });
      return entry;
    });
    known = next;
    return entries;
  };
}

function readEntry(line: PreviewEntry): Entry {
  const brand = line.direction === 'out';
  const base = {
    // A message can reach a phone by RCS and by SMS under one id.
    id: `${line.direction}-${line.via}-${line.id}`,
    from: brand ? ('brand' as const) : ('person' as const),
    via: line.via,
    at: line.at,
    state: line.state,
  };
  if (line.via === 'sms') {
    const peer = (brand ? line.from : line.to) ?? '';
    const sms = { peer, segments: line.segments ?? 1, unicode: line.encoding === 'ucs2' };
    return { ...base, content: readUserContent(line.message), ...(brand ? { sms } : {}) };
  }
  return {
    ...base,
    content: brand ? readAgentMessage(line.message, () => undefined) : readUserContent(line.message),
  };
}

/** What the phone shows itself instead of following an address. */
export function readPage(
  state: Pick<PreviewState, 'payments' | 'thread'>,
  url: string,
): PhonePage | undefined {
  const payment = state.payments.find((one) => one.url === url);
  if (payment) return { kind: 'payment', payment };
  const page = state.thread.find((line) => line.page?.url === url)?.page;
  return page && { kind: 'message', content: readAgentMessage(page.message, () => undefined) };
}

export function readBrand({ brand, thread }: Pick<PreviewState, 'brand' | 'thread'>): Brand {
  const sender = thread.findLast((line) => line.direction === 'out' && line.via === 'sms')?.from;
  return {
    name: brand.name,
    ...(brand.logo ? { logo: brand.logo } : {}),
    ...(sender ? { sender } : {}),
    colour: brand.color ?? COLOUR,
    verified: true,
  };
}
