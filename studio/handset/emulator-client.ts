/** The emulator's HTTP interface as the handset page uses it; knows no React and no screen. */
import type { Entry, EntryState, Obstacle, Platform, SmsFacts, Utterance } from '../phone/entry.ts';
import { readAgentMessage, readUserContent } from '../phone/wire-message.ts';

export interface HandsetSettings {
  phone: string;
  rcs: boolean;
  online: boolean;
  platform: Platform;
}

export type HandsetChange = Partial<Pick<HandsetSettings, 'rcs' | 'online' | 'platform'>>;

/** One line of the event stream, read. */
export type HandsetNews =
  | { type: 'entry'; entry: Entry | undefined }
  | { type: 'typing'; until: number | null }
  | { type: 'handset'; handset: HandsetSettings }
  | { type: 'reset' };

/** The server answered, and not with what was asked; the message is fit to be shown. */
export class EmulatorRefused extends Error {
  readonly obstacle: Obstacle | undefined;

  constructor(message: string, obstacle: Obstacle | undefined) {
    super(message);
    this.obstacle = obstacle;
  }
}

const OBSTACLES: Record<string, Obstacle> = {
  NO_SENDER: 'no-sender',
  SENDER_TAKES_NO_ANSWER: 'no-answers',
};

/** The phones in use, the latest first. */
export function listHandsets(signal?: AbortSignal): Promise<HandsetSettings[]> {
  return call('handsets', { signal });
}

/** The name of the brand the emulator hosts, if it hosts one and tells. */
export async function readBrandName(signal?: AbortSignal): Promise<string | undefined> {
  const agents = await call<{ name?: string }[]>('control/agents', { signal });
  return agents[0]?.name;
}

export function readHandset(phone: string, signal?: AbortSignal): Promise<HandsetSettings> {
  return call(handsetPath(phone), { signal });
}

export function changeHandset(phone: string, change: HandsetChange): Promise<HandsetSettings> {
  return call(handsetPath(phone), { method: 'PUT', body: change });
}

/** What the phone shows, oldest first. */
export async function readThread(phone: string, signal?: AbortSignal): Promise<Entry[]> {
  const thread = await call<WireEntry[]>(`${handsetPath(phone)}/thread`, { signal });
  return thread.flatMap((entry) => readEntry(entry) ?? []);
}

export type Act =
  | { text: string }
  | { suggestion: { text: string; postbackData: string; kind: 'reply' | 'action' } }
  | { location: { latitude: number; longitude: number } }
  | { file: { data: string; mimeType: string; fileName: string } }
  | { typing: true }
  | { read: string }
  | { unsubscribe: true }
  | { subscribe: true };

/** The person acts. Returns the id the thread will show it under, if it shows it. */
export async function act(phone: string, body: Act): Promise<string | undefined> {
  const answer = await call<{ messageId?: string }>(`${handsetPath(phone)}/messages`, {
    method: 'POST',
    body,
  });
  return answer.messageId;
}

/** What is posted for something said. */
export async function toAct(utterance: Utterance): Promise<Act> {
  switch (utterance.kind) {
    case 'text':
      return { text: utterance.text };
    case 'tap': {
      const { kind, label, data } = utterance.suggestion;
      return {
        suggestion: { text: label, postbackData: data ?? '', kind: kind === 'reply' ? 'reply' : 'action' },
      };
    }
    case 'location':
      return { location: { latitude: utterance.latitude, longitude: utterance.longitude } };
    case 'file':
      return {
        file: {
          data: await base64(utterance.file),
          mimeType: utterance.file.type,
          fileName: utterance.file.name.slice(0, 255),
        },
      };
  }
}

/**
 * Everything that happens on the phone, as it happens. `onOpen` is called at each (re)connection: what happened in
 * between is then to be read from the thread. Returns the way to stop.
 */
export function watchHandset(
  phone: string,
  listen: { onOpen: () => void; onNews: (news: HandsetNews) => void; onLost: () => void },
): () => void {
  const RETRY_MS = 3000;
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let stream: EventSource | undefined;
  const connect = () => {
    const source = new EventSource(`/emulator/${handsetPath(phone)}/events`);
    stream = source;
    const hear = (event: MessageEvent<string>) => {
      const news = readNews(event.data);
      if (news) listen.onNews(news);
    };
    for (const name of ['message', 'entry', 'typing', 'handset', 'reset'])
      source.addEventListener(name, hear);
    source.addEventListener('open', listen.onOpen);
    source.addEventListener('error', () => {
      listen.onLost();
      // The browser tries again by itself unless the server answered with an error.
      if (source.readyState !== EventSource.CLOSED || stopped) return;
      retry = setTimeout(connect, RETRY_MS);
    });
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(retry);
    stream?.close();
  };
}

interface WireEntry {
  id: string;
  direction: 'in' | 'out';
  via?: 'rcs' | 'sms';
  message: unknown;
  state?: string;
  at: number | string;
  /** Of an SMS. */
  from?: string;
  to?: string;
  segments?: number;
  encoding?: string;
  files?: Record<string, string>;
}

/** States of a brand's message that never reached the phone, so that it does not show it. */
const NOT_ARRIVED = new Set(['queued', 'revoked', 'expired']);
const STATES: readonly EntryState[] = ['sending', 'failed', 'sent', 'delivered', 'read'];

function readEntry(entry: WireEntry): Entry | undefined {
  if (NOT_ARRIVED.has(entry.state ?? '')) return undefined;
  const brand = entry.direction === 'out';
  const line = {
    at: typeof entry.at === 'number' ? entry.at : Date.parse(entry.at),
    state: STATES.find((state) => state === entry.state) ?? 'sent',
  };
  if (entry.via === 'sms') {
    return {
      ...line,
      // A message that goes both ways has the same id twice.
      id: brand ? `sms-${entry.id}` : entry.id,
      from: brand ? 'brand' : 'person',
      via: 'sms',
      content: readUserContent(entry.message),
      sms: readSmsFacts(entry, brand),
    };
  }
  return {
    ...line,
    id: entry.id,
    from: brand ? 'brand' : 'person',
    via: 'rcs',
    content: brand
      ? readAgentMessage(entry.message, (name) => fileAddress(name, entry.files))
      : readUserContent(entry.message),
  };
}

function readSmsFacts({ from, to, segments, encoding }: WireEntry, brand: boolean): SmsFacts {
  return {
    peer: (brand ? from : to) ?? '',
    segments: typeof segments === 'number' && segments > 0 ? segments : 1,
    unicode: encoding === 'ucs2',
  };
}

/** The platform's own files are served beside its interface. */
function fileAddress(name: string, files: Record<string, string> | undefined): string {
  const address = files?.[name] ?? name;
  return address.startsWith('files/') ? `/emulator/${address}` : address;
}

function readNews(data: string): HandsetNews | undefined {
  try {
    const news = JSON.parse(data);
    if (news?.type === 'entry') return { type: 'entry', entry: readEntry(news.entry) };
    return ['typing', 'handset', 'reset'].includes(news?.type) ? news : undefined;
  } catch {
    // A line that is no JSON is a sign of life, not news.
    return undefined;
  }
}

function handsetPath(phone: string): string {
  return `handsets/${encodeURIComponent(phone)}`;
}

async function call<Answer>(
  path: string,
  options: { method?: string; body?: unknown; signal?: AbortSignal },
): Promise<Answer> {
  const response = await fetch(`/emulator/${path}`, {
    method: options.method ?? 'GET',
    signal: options.signal,
    headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) {
    const details: unknown = answer?.error?.details;
    const reasons = Array.isArray(details) ? details.map((one) => OBSTACLES[one?.reason]) : [];
    throw new EmulatorRefused(
      answer?.error?.message ?? answer?.detail ?? `The server answered ${response.status}.`,
      reasons.find((reason) => reason !== undefined),
    );
  }
  return answer ?? {};
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  // In pieces: an argument list has a limit.
  for (let from = 0; from < bytes.length; from += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(from, from + 32_768));
  }
  return btoa(binary);
}
