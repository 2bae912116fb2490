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
import { showPanel, useFrame } from '../frame.ts';
import { setLight } from '../lights.ts';
import { shownLocale } from '../words.ts';
import { previewSettings } from './preview-settings.ts';

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
}

/** Opens a session on what the editor shows, as the phone was set last. */
export function startPreview(change: Partial<OpenPreview> = {}): Promise<boolean> {
  listen();
  const { flow } = useDocument.getState();
  const { platform, rcs, locale } = previewSettings.get();
  const spoken = flow.locales.includes(locale ?? '') ? locale : shownLocale(flow.locales, reader.get());
  return usePreview.getState().open({
    document: flow as OpenPreview['document'],
    platform,
    rcs,
    locale: spoken,
    ...change,
  });
}

/** Begins at a step, with the values the conversation has; those it lacks are made up. */
export async function runFrom(node: string, variables?: Values): Promise<boolean> {
  showPanel('preview');
  const { phase, from } = usePreview.getState();
  if (phase === 'opening') return false;
  if (phase !== 'ready' && !(await startPreview())) return false;
  return from(node, variables);
}

/** Plays what was recorded or found, from the beginning. */
export function playInputs(played: {
  inputs: PreviewInput[];
  locale: string;
  rcs: boolean;
  now: number;
  services?: 'run' | 'ask';
}): Promise<boolean> {
  showPanel('preview');
  return startPreview(played as Partial<OpenPreview>);
}

/** Keeps a session open for as long as the panel is there, on the newest draft. */
export function useFollowDraft(): void {
  const ready = useDocument(({ phase }) => phase === 'ready');
  const shown = useFrame(({ right, focusMode }) => right === 'preview' && !focusMode);
  useEffect(() => {
    if (ready && usePreview.getState().phase === 'closed') void startPreview();
  }, [ready]);

  useEffect(() => {
    if (!shown) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      const { phase, update: play } = usePreview.getState();
      const { flow } = useDocument.getState();
      if (played && sameBehaviour(played, flow)) return;
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
      usePreview.getState().close();
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

let lit: unknown;
function light({ state, path, node, edges }: ReturnType<typeof usePreview.getState>): void {
  if (lit === path) return;
  lit = path;
  if (!state) {
    setLight('preview', undefined);
    return;
  }
  // Inside of a sub-flow the canvas shows the step that calls it.
  const own = (key: string) => key.split('/')[0] ?? key;
  setLight('preview', {
    ...(node === undefined ? {} : { node: own(node) }),
    path: path.map(own),
    edges: edges.filter((edge) => !edge.node.includes('/')),
  });
}
