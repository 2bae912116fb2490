/** The phones: settings, threads, who is watching; bounded in memory. Knows no webhook and no rule of delivery. */
import { GoogleError } from './google-error.ts';
import type { HandsetEvent, HandsetView, Platform, ThreadEntry } from './thread.ts';

/** What a phone can show unless set otherwise: the features of the REST reference (PDF_IN_RICH_CARDS is India's). */
export const FEATURES = [
  'RICHCARD_STANDALONE',
  'RICHCARD_CAROUSEL',
  'ACTION_CREATE_CALENDAR_EVENT',
  'ACTION_DIAL',
  'ACTION_OPEN_URL',
  'ACTION_SHARE_LOCATION',
  'ACTION_VIEW_LOCATION',
  'ACTION_OPEN_URL_IN_WEBVIEW',
] as const;

export interface HandsetSettings {
  rcs: boolean;
  online: boolean;
  platform: Platform;
  features: readonly string[];
  /** Every message is read as soon as it is delivered. */
  autoRead: boolean;
}

export type Via = ThreadEntry['via'];

/** A message waiting for the phone. */
export interface Queued {
  via: Via;
  messageId: string;
  deliver(): void;
  cancel(): void;
}

export interface Handset {
  readonly phone: string;
  settings: HandsetSettings;
  thread: ThreadEntry[];
  /** Oldest first. */
  queue: Queued[];
  /** What the person did while offline, oldest first. */
  outbox: { via: Via; send(): unknown }[];
}

export interface HandsetLimits {
  handsets: number;
  entriesPerThread: number;
  /** Of all threads together, roughly. */
  threadBytes: number;
}

export const HANDSET_LIMITS: HandsetLimits = {
  handsets: 10_000,
  entriesPerThread: 500,
  threadBytes: 64 * 1024 * 1024,
};

const DEFAULTS: HandsetSettings = {
  rcs: true,
  online: true,
  platform: 'android',
  features: FEATURES,
  autoRead: false,
};

export interface Handsets {
  /** The handset of this number, created on first use. 429 past four times the bound. */
  open(phone: string): Handset;
  /** How the phone is set, without making it a handset: a number nobody used yet has RCS and is online. */
  settingsOf(phone: string): HandsetSettings;
  /** Most recently used first. */
  list(): Handset[];
  configure(handset: Handset, settings: HandsetSettings): void;
  /** Adds an entry of about `bytes`, forgetting the oldest past the bounds. */
  append(handset: Handset, entry: ThreadEntry, bytes: number): void;
  /** Sets the state of an entry if the phone still has it. */
  mark(
    handset: Handset,
    which: Pick<ThreadEntry, 'id' | 'direction' | 'via'>,
    state: ThreadEntry['state'],
  ): void;
  notify(phone: string, event: HandsetEvent): void;
  /** Calls back with everything that happens to the phone; returns the way to stop it. */
  watch(phone: string, listener: (event: HandsetEvent) => void): () => void;
  reset(): void;
}

const EVICTION_SCAN = 64;
const ENTRY_OVERHEAD_BYTES = 200;

export function createHandsets({ limits = HANDSET_LIMITS }: { limits?: HandsetLimits } = {}): Handsets {
  /** In order of use, the longest unused first. */
  let handsets = new Map<string, Handset>();
  let sizes = new WeakMap<ThreadEntry, number>();
  let totalBytes = 0;
  const watchers = new Map<string, Set<(event: HandsetEvent) => void>>();

  /** Nothing would be missed but the thread: settings are the default, nothing waits, nobody watches. */
  function isPlain(handset: Handset): boolean {
    const { settings, queue, outbox, phone } = handset;
    return settings === DEFAULTS && !queue.length && !outbox.length && !watchers.has(phone);
  }

  function forget(handset: Handset, count: number): void {
    for (const entry of handset.thread.splice(0, count)) totalBytes -= sizes.get(entry) ?? 0;
  }

  /** Drops the longest unused plain handset. Others lose their thread at most, never what they were set to. */
  function evict(): void {
    let scanned = 0;
    for (const handset of handsets.values()) {
      if (isPlain(handset)) {
        forget(handset, handset.thread.length);
        handsets.delete(handset.phone);
        return;
      }
      if (totalBytes > limits.threadBytes) forget(handset, handset.thread.length);
      touch(handset);
      scanned += 1;
      if (scanned === EVICTION_SCAN) return;
    }
  }

  function touch(handset: Handset): void {
    handsets.delete(handset.phone);
    handsets.set(handset.phone, handset);
  }

  function notify(phone: string, event: HandsetEvent): void {
    for (const listener of watchers.get(phone) ?? []) listener(event);
  }

  return {
    open(phone) {
      const known = handsets.get(phone);
      if (known) {
        touch(known);
        return known;
      }
      if (handsets.size >= limits.handsets) evict();
      if (handsets.size >= limits.handsets * 4) throw new GoogleError(429, 'Too many handsets are in use.');
      const handset = { phone, settings: DEFAULTS, thread: [], queue: [], outbox: [] };
      handsets.set(phone, handset);
      return handset;
    },
    settingsOf: (phone) => handsets.get(phone)?.settings ?? DEFAULTS,
    list: () => [...handsets.values()].reverse(),
    configure(handset, settings) {
      handset.settings = isDefault(settings) ? DEFAULTS : settings;
      notify(handset.phone, { type: 'handset', handset: viewOf(handset) });
    },
    append(handset, entry, bytes) {
      const size = bytes + ENTRY_OVERHEAD_BYTES;
      sizes.set(entry, size);
      totalBytes += size;
      handset.thread.push(entry);
      if (handset.thread.length > limits.entriesPerThread) forget(handset, 1);
      if (totalBytes > limits.threadBytes) evict();
      notify(handset.phone, { type: 'entry', entry });
    },
    mark(handset, { id, direction, via }, state) {
      const entry = handset.thread.findLast(
        (one) => one.id === id && one.direction === direction && one.via === via,
      );
      if (!entry || entry.state === state) return;
      entry.state = state;
      notify(handset.phone, { type: 'entry', entry });
    },
    notify,
    watch(phone, listener) {
      const here = watchers.get(phone) ?? new Set();
      watchers.set(phone, here.add(listener));
      return () => {
        here.delete(listener);
        if (here.size === 0) watchers.delete(phone);
      };
    },
    reset() {
      for (const { queue } of handsets.values()) for (const queued of queue) queued.cancel();
      handsets = new Map();
      sizes = new WeakMap();
      totalBytes = 0;
      for (const phone of watchers.keys()) notify(phone, { type: 'reset' });
    },
  };
}

function isDefault(settings: HandsetSettings): boolean {
  return (
    settings.rcs &&
    settings.online &&
    settings.platform === 'android' &&
    !settings.autoRead &&
    settings.features.length === FEATURES.length &&
    FEATURES.every((feature) => settings.features.includes(feature))
  );
}

/** Whether a message that comes this way reaches the phone at once, and what the person says leaves it. */
export function takes({ settings }: Handset, via: Via): boolean {
  return settings.online && (via === 'sms' || settings.rcs);
}

export function viewOf(handset: Handset): HandsetView {
  const { rcs, online, platform, features, autoRead } = handset.settings;
  return {
    phone: handset.phone,
    rcs,
    online,
    platform,
    features: [...features],
    autoRead,
    queued: handset.queue.length,
  };
}
