/**
 * The document that is open in the editor: edits with a label that can be undone, what is selected, who else is there,
 * whether everything is saved, what should be mended. Knows no screen; what it needs of the world is passed in.
 */
import type { StateCreator } from 'zustand/vanilla';
import { applyChanges, diff } from '../../flows/change.ts';
import type { Finding } from '../../flows/checks/finding.ts';
import { fits } from '../../flows/edit/fits.ts';
import { dropDangling } from '../../flows/edit/targets.ts';
import { FLOW_FORMAT, type Flow } from '../../flows/flow.ts';
import type { Person } from '../../server/contract.ts';
import type { Checker, Surroundings } from './checker.ts';
import { type History, type Label, NO_HISTORY, recorded, redone, undone } from './history.ts';
import type { Keep } from './keep.ts';
import { type Conflict, isDirty } from './replica.ts';
import { createSync, type Sync, type SyncState, type Timer } from './sync.ts';
import type { Failure, Published, Transport } from './transport.ts';

/** "unkept": offline, and this browser could not write the newest edits down either. */
export type Status = 'saved' | 'saving' | 'offline' | 'unkept' | 'conflict' | 'error';
/** "missing": there is no such flow. "failed": it could not be opened, `failure` says why. */
export type Phase = 'closed' | 'loading' | 'ready' | 'missing' | 'failed';

export interface DocumentState {
  /** The id that was asked for; "" while none is. */
  id: string;
  phase: Phase;
  /** What is shown: the draft, or the version being looked at. An empty flow until `phase` is "ready". */
  flow: Flow;
  rev: number;
  /** Ids of nodes, "note:<id>", "frame:<id>". */
  selection: string[];
  status: Status;
  /** False while leaving the page would lose edits: neither sent nor written down in this browser. */
  isKept: boolean;
  /** What the server refused. */
  failure: Failure | undefined;
  /** The parts that somebody else changed too, until it is chosen whose version counts. */
  conflicts: Conflict[];
  readOnly: boolean;
  /** A version that is being looked at instead of the draft. */
  viewing: { flow: Flow; label: Label } | undefined;
  /** Of the draft; of the newest edits a moment later. */
  findings: Finding[];
  /** What would be undone and redone, the next one last. */
  undoStack: readonly { label: Label }[];
  redoStack: readonly { label: Label }[];
  /** The others who have the flow open. */
  people: Person[];
  me: Person | undefined;
  /** The newest published version; 0 before the first. */
  published: number;
  /** The last time somebody published while the flow was open. */
  lastPublished: Published | undefined;

  load(id: string): Promise<void>;
  leave(): Promise<void>;
  /**
   * Makes an edit: a pure function of the document. False where it changed nothing, may not be made now, or would make
   * a document that does not fit the schema. Edits with the same `merge` key within a second are one step to undo.
   */
  edit(label: Label, change: (flow: Flow) => Flow, options?: { merge?: string }): boolean;
  /** Takes back so many steps; false where nothing could be taken back. */
  undo(steps?: number): boolean;
  redo(steps?: number): boolean;
  select(ids: readonly string[]): void;
  /** Where my pointer is on the canvas, in its own coordinates; null when it is elsewhere. */
  point(cursor: { x: number; y: number } | null): void;
  /** Chooses whose version of a conflict counts; "all" for every one. Mine can be undone like any edit. */
  resolve(key: string, whose: 'mine' | 'theirs'): void;
  /** The draft, also while a version is looked at; an empty flow before it is open. */
  draft(): Flow;
  /** Shows a version instead of the draft, which stays as it is; undefined goes back to it. */
  view(version: { flow: Flow; label: Label } | undefined): void;
  /** After a failure, or to save at once. */
  retry(): void;
  /** Writes down what has not been sent, and what can be undone, before the page goes away. */
  flush(): void;
  /** What else the flow is checked against; the studio's own lists know it. */
  surround(surroundings: Surroundings): void;
}

export interface DocumentDeps {
  transport: Transport;
  timer: Timer;
  keep: Keep;
  checker: Checker;
  newId(): string;
  /** The published flows and the services; undefined where they cannot be had now. */
  surroundings(id: string): Promise<Surroundings | undefined>;
  /** Whether whoever is signed in may change flows at all. */
  mayEdit(): boolean;
}

const CHECK_AFTER_MS = 250;
const KEEP_AFTER_MS = 400;
/** Pointers are told no more often. */
const PRESENCE_MS = 60;
const NOTHING_AROUND: Surroundings = { flows: {} };
/** Findings about other flows mean nothing while those are not known. */
const ABOUT_OTHERS = /^(?:next|subflow)-/;

const EMPTY: Flow = {
  format: FLOW_FORMAT,
  id: 'empty',
  name: ' ',
  locales: ['en'],
  start: 'start',
  variables: {},
  triggers: [],
  settings: { afterEnd: { policy: 'default-flow' }, traffic: 'service-request', timezone: 'Europe/Paris' },
  nodes: {},
  canvas: { positions: {}, notes: [] },
};

const CLOSED = {
  id: '',
  phase: 'closed' as Phase,
  flow: EMPTY,
  rev: 0,
  selection: [] as string[],
  status: 'saved' as Status,
  isKept: true,
  failure: undefined,
  conflicts: [] as Conflict[],
  readOnly: true,
  viewing: undefined,
  findings: [] as Finding[],
  undoStack: [] as { label: Label }[],
  redoStack: [] as { label: Label }[],
  people: [] as Person[],
  me: undefined,
  published: 0,
  lastPublished: undefined,
};

/** `deps` is asked for when a document is first opened, so that the store can be made before there is a browser. */
export function documentState(deps: () => DocumentDeps): StateCreator<DocumentState> {
  return (set, get) => {
    let sync: Sync | undefined;
    /** Counts openings and leavings: what belongs to an earlier one is not heard any more. */
    let opening = 0;
    let stopHearing: (() => void) | undefined;
    let history: History = NO_HISTORY;
    let around: Surroundings | undefined;
    let you = '';
    let cursor: { x: number; y: number } | null = null;
    let stopChecking: (() => void) | undefined;
    let stopKeeping: (() => void) | undefined;
    let stopTelling: (() => void) | undefined;
    let checked: { flow: Flow; around: Surroundings | undefined } | undefined;
    /** Closings under way, by flow: the next opening of the same flow waits for what is still being sent. */
    const closing = new Map<string, Promise<void>>();

    const draft = () => sync?.state().replica?.local;

    function heard({ replica, isConnected, failure, isKept }: SyncState): void {
      if (!replica) {
        const isMissing = failure?.code === 'not_found';
        set({ phase: failure ? (isMissing ? 'missing' : 'failed') : 'loading', failure, status: statusOf() });
        return;
      }
      const { viewing, selection, flow } = get();
      const shown = viewing?.flow ?? replica.local;
      set({
        phase: 'ready',
        flow: shown,
        rev: replica.rev,
        status: statusOf(),
        isKept,
        failure,
        conflicts: replica.conflicts,
        readOnly: viewing !== undefined || !deps().mayEdit(),
        ...(shown === flow ? {} : { selection: stillThere(shown, selection) }),
      });
      checkSoon();

      function statusOf(): Status {
        if (failure) return 'error';
        if (!isConnected) return isKept ? 'offline' : 'unkept';
        if (!replica) return 'saved';
        if (replica.conflicts.length > 0) return 'conflict';
        return isDirty(replica) ? 'saving' : 'saved';
      }
    }

    function checkSoon(): void {
      const flow = draft();
      if (!flow || (checked?.flow === flow && checked.around === around)) return;
      const { timer } = deps();
      stopChecking?.();
      stopChecking = timer.after(CHECK_AFTER_MS, checkNow);
    }

    function checkNow(): void {
      stopChecking = undefined;
      const flow = draft();
      if (!flow) return;
      const known = around;
      checked = { flow, around: known };
      deps().checker.check(flow, known ?? NOTHING_AROUND, (findings) => {
        if (get().id !== flow.id || !draft()) return;
        set({ findings: known ? findings : findings.filter(({ code }) => !ABOUT_OTHERS.test(code)) });
      });
    }

    function remember(next: History): void {
      history = next;
      set({ undoStack: next.undo, redoStack: next.redo });
      stopKeeping ??= deps().timer.after(KEEP_AFTER_MS, keepHistory);
    }

    function keepHistory(): void {
      stopKeeping?.();
      stopKeeping = undefined;
      const { id } = get();
      if (id !== '') deps().keep.writeHistory(id, history);
    }

    function tellSoon(): void {
      if (stopTelling || !sync) return;
      stopTelling = deps().timer.after(PRESENCE_MS, () => {
        stopTelling = undefined;
        const { id, selection } = get();
        deps().transport.presence(id, { selection: selection.slice(0, 200), cursor });
      });
    }

    /** The document with an edit of mine; false where it is none or does not fit. */
    function change(next: Flow): Flow | undefined {
      const before = draft();
      if (!before) return undefined;
      const after = dropDangling(before, next);
      return after === before || !fits(before, after) ? undefined : after;
    }

    /** Walks back through one of the stacks; steps that mean nothing any more are passed over. */
    function travel(back: boolean, steps: number): boolean {
      if (!sync || get().readOnly) return false;
      let moved = false;
      for (let left = steps; left > 0; ) {
        const step = (back ? history.undo : history.redo).at(-1);
        const before = draft();
        if (!step || !before) break;
        const after = change(applyChanges(before, step.changes));
        const again = after ? diff(after, before) : [];
        remember(back ? undone(history, again) : redone(history, again));
        if (!after || again.length === 0) continue;
        sync.edit(after);
        moved = true;
        left -= 1;
      }
      return moved;
    }

    /** Shows nothing any more at once; resolves when what was left to be sent has been. */
    function letGo(): Promise<void> {
      const { id } = get();
      const left = sync;
      if (left) {
        keepHistory();
        stopHearing?.();
        stopChecking?.();
        stopTelling?.();
        stopTelling = undefined;
        deps().checker.close();
      }
      opening += 1;
      sync = undefined;
      checked = undefined;
      around = undefined;
      cursor = null;
      history = NO_HISTORY;
      set(CLOSED);
      if (!left) return Promise.resolve();
      const done: Promise<void> = left.close().finally(() => {
        if (closing.get(id) === done) closing.delete(id);
      });
      closing.set(id, done);
      return done;
    }

    return {
      ...CLOSED,

      async load(id) {
        void letGo();
        const { keep, transport, timer, newId, surroundings } = deps();
        set({ ...CLOSED, id, phase: 'loading' });
        await closing.get(id);
        if (get().id !== id || sync) return;
        opening += 1;
        const current = opening;
        history = keep.readHistory(id);
        set({ undoStack: history.undo, redoStack: history.redo });
        sync = createSync(
          id,
          { transport, timer, keep, newId },
          {
            // Told from within the making of it, too; and, while the last edits are sent, after it was left.
            changed: (state) => {
              if (opening === current) heard(state);
            },
            opened: (opened) => {
              if (opening !== current) return;
              you = opened.you;
              set({ published: opened.published, ...peopleOf(opened.people) });
              tellSoon();
            },
          },
        );
        heard(sync.state());
        stopHearing = transport.listen({
          changed() {},
          connected() {},
          people: ({ flow, people }) => {
            if (flow === id) set(peopleOf(people));
          },
          published: (push) => {
            if (push.flow === id) set({ published: push.version, lastPublished: push });
          },
        });
        const found = await surroundings(id).catch(() => undefined);
        if (opening === current && found) get().surround(found);
      },

      async leave() {
        await letGo();
      },

      edit(label, make, { merge } = {}) {
        const before = draft();
        if (!sync || !before || get().readOnly) return false;
        const after = change(make(before));
        if (!after) return false;
        const back = diff(after, before);
        if (back.length === 0) return false;
        remember(recorded(history, { label, back, merge, at: deps().timer.now() }));
        sync.edit(after);
        return true;
      },

      undo: (steps = 1) => travel(true, steps),
      redo: (steps = 1) => travel(false, steps),

      select(ids) {
        const { selection } = get();
        if (ids.length === selection.length && ids.every((one, n) => one === selection[n])) return;
        set({ selection: [...ids] });
        tellSoon();
      },

      point(next) {
        cursor = next;
        if (get().people.length > 0) tellSoon();
      },

      resolve(key, whose) {
        const chosen = get().conflicts.filter((conflict) => key === 'all' || conflict.key === key);
        if (!sync || chosen.length === 0) return;
        if (whose === 'mine') {
          const changes = chosen.map(({ path, mine }) =>
            mine === undefined ? { path } : { path, value: mine },
          );
          get().edit(KEPT_MINE, (flow) => applyChanges(flow, changes));
        }
        sync.settle(new Set(chosen.map((conflict) => conflict.key)));
      },

      draft: () => draft() ?? EMPTY,

      view(version) {
        if (!sync) return;
        set({ viewing: version });
        heard(sync.state());
      },

      retry: () => sync?.retry(),

      flush() {
        sync?.keepNow();
        keepHistory();
      },

      surround(surroundings) {
        around = surroundings;
        checkSoon();
      },
    };

    function peopleOf(people: Person[]) {
      return { people: people.filter((one) => one.id !== you), me: people.find((one) => one.id === you) };
    }
  };
}

const KEPT_MINE: Label = { en: 'Keep my version', fr: 'Garder ma version' };

/** What is selected, without what is not there any more. */
function stillThere(flow: Flow, selection: string[]): string[] {
  const isThere = (one: string) => {
    if (one.startsWith('note:')) return flow.canvas.notes.some(({ id }) => one === `note:${id}`);
    if (one.startsWith('frame:')) return flow.canvas.frames?.some(({ id }) => one === `frame:${id}`) === true;
    return Object.hasOwn(flow.nodes, one);
  };
  return selection.every(isThere) ? selection : selection.filter(isThere);
}
