/**
 * The preview of the flow that is open in the editor: one session on the server, kept in step with the draft, lit on the
 * canvas. Knows the document, the live connection and the canvas's lights; draws nothing.
 */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Flow } from '../../../flows/flow.ts';
import type { PreviewInput } from '../../../server/contract.ts';
import { askLive, type LiveSocket, liveSocket } from '../../api/live.ts';
import { useDocument } from '../../document/store.ts';
import { type OpenPreview, sessionState, type Values } from '../../phone/preview/session.ts';
import { locale as reader } from '../../ui/i18n.ts';
import { matchPath, navigate } from '../../ui/router.tsx';
import { flowAddress, flowsAround } from '../canvas/open-flow.ts';
import { focusNode } from '../focus.ts';
import { showPanel, useFrame } from '../frame.ts';
import { setLight } from '../lights.ts';
import { shownLocale } from '../words.ts';
import { previewSettings } from './preview-settings.ts';
import { concerns, lightsIn, type Place, placesOf } from './whereabouts.ts';

/** `session`, `state`, `node`, `path`, `edges`, and what can be done: `open`, `act`, `skip`, `go`, `fork`... */
export const usePreview = create(sessionState((event, payload) => askLive(event, payload)));

/** A draft that is being typed is played when the typing pauses. */
const PAUSE_MS = 450;

const heard = new WeakSet<LiveSocket>();

function listen(): void {
  const socket = liveSocket();
  if (heard.has(socket)) return;
  heard.add(socket);
  socket.on('preview:state', (state) => usePreview.getState().heard(state));
  socket.on('disconnect', () => usePreview.getState().lost());
  socket.on('connect', () => usePreview.getState().regained());
}

/** Opens a session on what the editor shows, as the phone was set last. */
export function startPreview(change: Partial<OpenPreview> = {}): Promise<boolean> {
  listen();
  const { flow } = useDocument.getState();
  const { platform, rcs, locale, person, running } = previewSettings.get();
  const spoken = flow.locales.includes(locale ?? '') ? locale : shownLocale(flow.locales, reader.get());
  return usePreview.getState().open({
    document: flow as OpenPreview['document'],
    platform,
    rcs,
    locale: spoken,
    person,
    running,
    ...change,
  });
}

/** Begins at a step, with the values the conversation has; those it lacks are made up. */
export async function runFrom(node: string, variables?: Values): Promise<boolean> {
  showPanel('preview');
  const { phase, from } = usePreview.getState();
  if (phase === 'opening') return false;
  if ((phase !== 'ready' || isVisiting()) && !(await startPreview())) return false;
  askedAt = usePreview.getState().take;
  return from(node, variables);
}

/** Time passes by itself, or stands still; remembered on this machine. */
export function runClock(running: boolean): void {
  previewSettings.change({ running });
  void usePreview.getState().run(running);
}

/** Plays what was recorded or found, from the beginning, with a made-up person and a clock that stands still afterwards. */
export function playInputs(played: {
  inputs: PreviewInput[];
  locale: string;
  rcs: boolean;
  now: number;
  services?: 'run' | 'ask';
  person?: OpenPreview['person'];
  settings?: OpenPreview['settings'];
  variables?: Readonly<Record<string, unknown>>;
  from?: string | undefined;
}): Promise<boolean> {
  showPanel('preview');
  askedAt = usePreview.getState().take;
  return startPreview({ person: {}, running: false, ...(played as Partial<OpenPreview>) });
}

/** How often somebody asked for a run, which the canvas then follows from its first step on. */
let runs = 0;
/** Which thread was there when it was asked for: the next one is it. */
let askedAt: number | undefined;

/** The documents of the flows a run has been looked at in, by id: they say which flow each of their steps calls. */
export const useRunDocuments = create<{ documents: ReadonlyMap<string, Flow> }>(() => ({
  documents: new Map(),
}));

/** A run that began in another flow is looked at in this one, which it calls or goes on in. */
export function isVisiting(): boolean {
  const { state } = usePreview.getState();
  return state !== undefined && state.flow !== useDocument.getState().id;
}

/** Shows a step of the run: on this canvas where it is on it, else in its own flow, with the run kept. */
export function goToStep(root: string, key: string): void {
  const places = placesOf(root, key, useRunDocuments.getState().documents);
  const { id } = useDocument.getState();
  const here = places.findLast(({ flow }) => flow === id);
  const there = places.at(-1);
  if (here) focusNode(here.node);
  else if (there) openPlace(there);
}

/** Opens another flow at a step; the run goes on and is lit there. */
export function openPlace({ flow, node }: Place): void {
  const around = flowsAround();
  const at = around.indexOf(flow);
  const { id } = useDocument.getState();
  const address = flowAddress(flow, at >= 0 ? around.slice(0, at) : [...around, id]);
  showPanel('preview');
  navigate(`${address}${address.includes('?') ? '&' : '?'}node=${encodeURIComponent(node)}`);
}

/** Keeps a session open for as long as the panel is there, on the newest draft. */
export function useFollowDraft(): void {
  const ready = useDocument(({ phase }) => phase === 'ready');
  const shown = useFrame(({ right, focusMode }) => right === 'preview' && !focusMode);
  useEffect(() => {
    if (!ready) return;
    const { phase, state } = usePreview.getState();
    rememberDocument();
    const { documents } = useRunDocuments.getState();
    if (phase === 'closed' || (state && !concerns(useDocument.getState().id, state, documents))) {
      void startPreview();
    } else light(usePreview.getState());
  }, [ready]);

  useEffect(() => {
    if (!shown) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      const { phase, update: play } = usePreview.getState();
      const { flow } = useDocument.getState();
      // The run is another flow's: what it calls is played as it was published.
      if (isVisiting() || (played && sameBehaviour(played, flow))) return;
      played = flow;
      // What could not be opened is opened again, since the draft was what was wrong with it.
      if (phase === 'ready') void play(flow);
      else if (phase === 'failed') void startPreview();
    };
    update();
    const stop = useDocument.subscribe(({ flow }, before) => {
      if (flow === before.flow) return;
      clearTimeout(timer);
      timer = setTimeout(update, PAUSE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [shown]);

  useEffect(() => {
    const stop = usePreview.subscribe(light);
    return () => {
      stop();
      const { state, close } = usePreview.getState();
      const { documents } = useRunDocuments.getState();
      const next = matchPath('/flows/:id', location.pathname)?.id;
      // Into a flow of this run, or back to where it began: it goes on there.
      if (!state || next === undefined || !concerns(next, state, documents)) close();
      played = undefined;
      lit = undefined;
      setLight('preview', undefined);
    };
  }, []);
}

/** The draft the session was opened or updated with. */
let played: Flow | undefined;
usePreview.subscribe(({ phase }, before) => {
  if (phase === 'opening' && before.phase !== 'opening') played = useDocument.getState().flow;
});

/** Where boxes lie changes nothing that happens. */
function sameBehaviour(one: Flow, other: Flow): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Flow>;
  keys.delete('canvas');
  return [...keys].every((key) => one[key] === other[key]);
}

function rememberDocument(): void {
  const { id, flow, phase } = useDocument.getState();
  const { documents } = useRunDocuments.getState();
  if (phase !== 'ready' || documents.get(id) === flow) return;
  useRunDocuments.setState({ documents: new Map(documents).set(id, flow) });
}

let lit: unknown;
function light({ state, past, take }: ReturnType<typeof usePreview.getState>): void {
  if (state && askedAt !== undefined && take > askedAt) {
    runs += 1;
    askedAt = undefined;
  }
  const shown = past ?? state;
  if (lit === shown?.path) return;
  lit = shown?.path;
  if (!shown) {
    setLight('preview', undefined);
    return;
  }
  rememberDocument();
  const { documents } = useRunDocuments.getState();
  setLight('preview', { ...lightsIn(useDocument.getState().id, shown, documents), run: runs });
}
