/** One emulated handset, live: its settings, its thread, and the acts of its owner. Knows no markup. */
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Content, Entry, Obstacle, Utterance } from '../phone/entry.ts';
import { randomId } from '../ui/random-id.ts';
import {
  act,
  changeHandset,
  EmulatorRefused,
  type HandsetChange,
  type HandsetSettings,
  readHandset,
  readThread,
  toAct,
  watchHandset,
} from './emulator-client.ts';
import { type Pending, unseen, withPending } from './pending.ts';

export type Connection = 'loading' | 'live' | 'lost';

interface State {
  settings: HandsetSettings;
  entries: readonly Entry[];
  pending: readonly Pending[];
  typingUntil: number;
  connection: Connection;
}

type Change =
  | { type: 'read'; settings: HandsetSettings; entries: Entry[] }
  | { type: 'settings'; settings: HandsetSettings }
  | { type: 'wanted'; wanted: HandsetChange }
  | { type: 'entry'; entry: Entry }
  | { type: 'typing'; until: number }
  | { type: 'connection'; connection: Connection }
  | { type: 'said'; pending: Pending }
  | { type: 'accepted'; id: string; serverId: string | undefined }
  | { type: 'outcome'; id: string; state: 'sending' | 'failed'; obstacle?: Obstacle };

function reduce(state: State, change: Change): State {
  switch (change.type) {
    case 'read':
      return settle({ ...state, settings: change.settings, entries: change.entries, connection: 'live' });
    case 'settings':
      return { ...state, settings: change.settings };
    case 'wanted':
      return { ...state, settings: { ...state.settings, ...change.wanted } };
    case 'entry': {
      const { entry } = change;
      const at = state.entries.findIndex((one) => one.id === entry.id && one.from === entry.from);
      const entries = at < 0 ? [...state.entries, entry] : state.entries.with(at, entry);
      // A new line by the brand is what the typing was about.
      return settle({
        ...state,
        entries,
        typingUntil: at < 0 && entry.from === 'brand' ? 0 : state.typingUntil,
      });
    }
    case 'typing':
      return { ...state, typingUntil: change.until };
    case 'connection':
      return { ...state, connection: change.connection };
    case 'said':
      return { ...state, pending: [...state.pending, change.pending] };
    case 'accepted':
      return settle({
        ...state,
        // Without an id there will be no line in the thread to wait for (an action's tap).
        pending: state.pending.flatMap((one) =>
          one.entry.id !== change.id ? one : change.serverId ? { ...one, serverId: change.serverId } : [],
        ),
      });
    case 'outcome':
      return {
        ...state,
        pending: state.pending.map((one) =>
          one.entry.id === change.id
            ? { ...one, entry: { ...one.entry, state: change.state, obstacle: change.obstacle } }
            : one,
        ),
      };
  }
}

function settle(state: State): State {
  return { ...state, pending: unseen(state.entries, state.pending) };
}

export function useHandset(phone: string) {
  const [state, dispatch] = useReducer(reduce, phone, beginning);
  const shown = useMemo(() => withPending(state.entries, state.pending), [state.entries, state.pending]);
  const ids = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    ids.current = new Set(state.entries.map((entry) => entry.id));
  }, [state.entries]);

  const news = useRef(0);
  const refresh = useCallback(
    async (signal?: AbortSignal) => {
      try {
        // News that came while the thread was on its way may not be in it: then it is read again.
        for (;;) {
          const before = news.current;
          const [settings, entries] = await Promise.all([
            readHandset(phone, signal),
            readThread(phone, signal),
          ]);
          if (signal?.aborted) return;
          if (news.current !== before) continue;
          return dispatch({ type: 'read', settings, entries });
        }
      } catch {
        if (!signal?.aborted) dispatch({ type: 'connection', connection: 'lost' });
      }
    },
    [phone],
  );

  useEffect(() => {
    const stop = new AbortController();
    refresh(stop.signal);
    const unwatch = watchHandset(phone, {
      onOpen: () => refresh(stop.signal),
      onLost: () => dispatch({ type: 'connection', connection: 'lost' }),
      onNews: (heard) => {
        news.current += 1;
        if (heard.type === 'reset') refresh(stop.signal);
        else if (heard.type === 'handset') dispatch({ type: 'settings', settings: heard.handset });
        else if (heard.type === 'typing') dispatch({ type: 'typing', until: heard.until ?? 0 });
        else if (heard.entry) dispatch({ type: 'entry', entry: heard.entry });
      },
    });
    return () => {
      stop.abort();
      unwatch();
    };
  }, [phone, refresh]);

  const post = useCallback(
    async (id: string, utterance: Utterance) => {
      try {
        dispatch({ type: 'accepted', id, serverId: await act(phone, await toAct(utterance)) });
      } catch (error) {
        const obstacle = error instanceof EmulatorRefused ? error.obstacle : undefined;
        dispatch({ type: 'outcome', id, state: 'failed', obstacle });
      }
    },
    [phone],
  );

  const via = state.settings.rcs ? 'rcs' : 'sms';
  const say = useCallback(
    (utterance: Utterance) => {
      const id = randomId();
      const content = contentOf(utterance);
      const entry: Entry = { id, from: 'person', via, at: Date.now(), state: 'sending', content };
      const said: Pending = { entry, utterance, before: ids.current };
      // A tapped action leaves no line in the conversation, so it shows only where it could not be sent.
      if (utterance.kind === 'tap' && utterance.suggestion.kind !== 'reply') {
        toAct(utterance)
          .then((body) => act(phone, body))
          .catch(() =>
            dispatch({ type: 'said', pending: { ...said, entry: { ...entry, state: 'failed' } } }),
          );
        return;
      }
      dispatch({ type: 'said', pending: said });
      post(id, utterance);
    },
    [phone, via, post],
  );
  const retry = useCallback(
    (id: string) => {
      const failed = state.pending.find((one) => one.entry.id === id);
      if (!failed) return;
      dispatch({ type: 'outcome', id, state: 'sending' });
      post(id, failed.utterance);
    },
    [state.pending, post],
  );
  const change = useCallback(
    async (wanted: HandsetChange) => {
      // Shown at once; what the server answers is the truth.
      dispatch({ type: 'wanted', wanted });
      try {
        dispatch({ type: 'settings', settings: await changeHandset(phone, wanted) });
      } catch {
        dispatch({ type: 'connection', connection: 'lost' });
        refresh();
      }
    },
    [phone, refresh],
  );
  const setSubscription = useCallback(
    (wanted: boolean) =>
      act(phone, wanted ? { subscribe: true } : { unsubscribe: true }).catch(() =>
        dispatch({ type: 'connection', connection: 'lost' }),
      ),
    [phone],
  );

  useReadMarks(phone, state.entries, state.settings);
  return {
    settings: state.settings,
    connection: state.connection,
    entries: shown,
    typing: useUntil(state.typingUntil),
    say,
    retry,
    change,
    setSubscription,
    writing: useTypingSignal(phone),
  };
}

function beginning(phone: string): State {
  return {
    settings: { phone, rcs: true, online: true, platform: 'android' },
    entries: [],
    pending: [],
    typingUntil: 0,
    connection: 'loading',
  };
}

/** How something said looks before the server has it. */
function contentOf(utterance: Utterance): Content {
  switch (utterance.kind) {
    case 'text':
      return { kind: 'text', text: utterance.text, suggestions: [] };
    case 'tap':
      return { kind: 'text', text: utterance.suggestion.label, suggestions: [] };
    case 'location':
      return { kind: 'location', latitude: utterance.latitude, longitude: utterance.longitude };
    case 'file': {
      const { file } = utterance;
      return { kind: 'file', url: URL.createObjectURL(file), name: file.name, type: file.type };
    }
  }
}

/** Tells the brand that its newest message over RCS was read, once, while someone is looking. An SMS tells nothing. */
function useReadMarks(phone: string, entries: readonly Entry[], { online, rcs }: HandsetSettings): void {
  const told = useRef(new Set<string>());
  const newest = entries.findLast((entry) => entry.from === 'brand' && entry.via === 'rcs');
  const unread = newest?.state === 'delivered' && online && rcs ? newest.id : undefined;
  useEffect(() => {
    if (!unread) return;
    const tell = () => {
      if (document.visibilityState !== 'visible' || told.current.has(unread)) return;
      told.current.add(unread);
      // A receipt that is lost is told again with the next message.
      act(phone, { read: unread }).catch(() => told.current.delete(unread));
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [phone, unread]);
}

/** True until the instant has passed. */
function useUntil(instant: number): boolean {
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const left = instant - Date.now();
    if (left <= 0) return setPassed(instant);
    const timer = setTimeout(() => setPassed(instant), left);
    return () => clearTimeout(timer);
  }, [instant]);
  return instant > passed;
}

/** At most one sign of writing in ten seconds. */
function useTypingSignal(phone: string): () => void {
  const EVERY_MS = 10_000;
  const last = useRef(Number.NEGATIVE_INFINITY);
  return useCallback(() => {
    const now = performance.now();
    if (now - last.current < EVERY_MS) return;
    last.current = now;
    // A sign of writing is worth nothing later: a lost one is not repeated.
    act(phone, { typing: true }).catch(() => undefined);
  }, [phone]);
}
