/** A server, a connection that can fail, time that is moved by hand, and storage: what the document store needs of the world. */
import { createStore } from 'zustand/vanilla';
import { applyChanges, type Change, diff, rebase } from '../../../flows/change.ts';
import { fits } from '../../../flows/edit/fits.ts';
import type { Flow } from '../../../flows/flow.ts';
import type { Person } from '../../../server/contract.ts';
import { idleChecker, type Surroundings } from '../../../studio/document/checker.ts';
import { documentState } from '../../../studio/document/document-state.ts';
import { createKeep, type Tabs } from '../../../studio/document/keep.ts';
import type { Timer } from '../../../studio/document/sync.ts';
import type { EditAnswer, EditRequest, Hearing, Transport } from '../../../studio/document/transport.ts';

/** Time that stands still until it is moved. */
export function handTimer() {
  let now = 0;
  let count = 0;
  const due = new Map<number, { at: number; run: () => void }>();
  const timer: Timer = {
    now: () => now,
    after(ms, run) {
      count += 1;
      const key = count;
      due.set(key, { at: now + ms, run });
      return () => due.delete(key);
    },
  };
  /** Lets what was promised come about. */
  const settle = async () => {
    for (let n = 0; n < 60; n += 1) await Promise.resolve();
  };
  return {
    timer,
    settle,
    async pass(ms: number) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [first] = [...due].sort(([, a], [, b]) => a.at - b.at);
        if (!first || first[1].at > end) break;
        due.delete(first[0]);
        now = Math.max(now, first[1].at);
        first[1].run();
        await settle();
      }
      now = end;
    },
  };
}

/** The server's part of editing, for any number of connections. */
export function handServer(flow: Flow) {
  let document = flow;
  let rev = 1;
  const documents = new Map([[1, flow]]);
  const done = new Map<string, number>();
  const rooms = new Set<(push: { flow: string; base: number; rev: number; changes: Change[] }) => void>();
  let refusal: string | undefined;

  function store(changes: Change[]): void {
    const next = applyChanges(document, changes);
    const push = { flow: flow.id, base: rev, rev: rev + 1, changes: diff(document, next) };
    document = next;
    rev += 1;
    documents.set(rev, document);
    for (const tell of rooms) tell(push);
  }

  return {
    get document() {
      return document;
    },
    get rev() {
      return rev;
    },
    edits: [] as EditRequest[],
    rooms,
    done,
    /** Every further edit is refused with this code; undefined: none is. */
    refuse(code: string | undefined) {
      refusal = code;
    },
    /** Somebody else edits. */
    change(make: (flow: Flow) => Flow) {
      store(diff(document, make(document)));
    },
    edit(request: EditRequest): EditAnswer {
      this.edits.push(request);
      if (refusal) throw coded(refusal);
      const before = documents.get(request.base);
      if (!before) throw coded('stale');
      const theirs = before === document ? [] : diff(before, document);
      if (done.has(request.id)) return { ok: true, rev, theirs };
      const { mine, conflicts } = rebase(request.changes, theirs);
      if (conflicts.length > 0) return { ok: false, rev, theirs };
      if (!fits(document, applyChanges(document, mine))) throw coded('invalid_flow');
      done.set(request.id, rev + 1);
      store(JSON.parse(JSON.stringify(mine)) as Change[]);
      return { ok: true, rev, ...(theirs.length > 0 ? { theirs } : {}) };
    },
  };
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

type Server = ReturnType<typeof handServer>;

/** One person's connection, which can be cut, lose answers, and hold pushes back. */
export function handTransport(server: Server, timer: Timer, { name = 'Ada', latency = 10 } = {}) {
  const hearings = new Set<Hearing>();
  let isUp = true;
  let losesAnswers = false;
  let delay = latency;
  let pushDelay = latency;
  const presences: { flow: string; selection: string[]; cursor: { x: number; y: number } | null }[] = [];
  const me: Person = { id: `${name}-1`, name, color: '#5b5bd6' };

  const later = (ms: number) => new Promise<void>((resolve) => timer.after(ms, resolve));

  async function over<T>(ask: () => T): Promise<T> {
    if (!isUp) throw coded('offline');
    await later(delay);
    if (!isUp) throw coded('offline');
    const answer = ask();
    await later(delay);
    if (!isUp || losesAnswers) throw coded('offline');
    return JSON.parse(JSON.stringify(answer)) as T;
  }

  server.rooms.add((push) => {
    const sent = JSON.parse(JSON.stringify(push)) as typeof push;
    timer.after(pushDelay, () => {
      if (!isUp) return;
      for (const hearing of hearings) hearing.changed({ ...sent, by: { name: 'Bo' } });
    });
  });

  const transport: Transport = {
    open: (flow, pending) =>
      over(() => {
        if (flow !== server.document.id) throw coded('not_found');
        return {
          rev: server.rev,
          flow: server.document,
          people: [me, { id: 'Bo-1', name: 'Bo', color: '#a3195b' }],
          you: me.id,
          applied: pending.filter((id) => server.done.has(id)),
          published: 3,
        };
      }),
    edit: (request) => over(() => server.edit(JSON.parse(JSON.stringify(request)) as EditRequest)),
    presence(flow, seen) {
      if (isUp) presences.push({ flow, ...seen });
    },
    close() {},
    listen(hearing) {
      hearings.add(hearing);
      hearing.connected(isUp);
      return () => hearings.delete(hearing);
    },
  };
  const connect = (up: boolean) => {
    isUp = up;
    for (const hearing of [...hearings]) hearing.connected(up);
  };
  return {
    transport,
    presences,
    cut: () => connect(false),
    join: () => connect(true),
    /** Edits arrive, their answers do not. */
    loseAnswers(loses: boolean) {
      losesAnswers = loses;
    },
    slow(ms: number) {
      delay = ms;
    },
    holdPushes(ms: number) {
      pushDelay = ms;
    },
    publish(version: number) {
      const push = { flow: server.document.id, version, rev: server.rev, by: 'Bo', note: '', at: 0 };
      for (const hearing of hearings) hearing.published(push);
    },
  };
}

/** A browser's storage, without a browser. */
export function handStorage(): Storage {
  const table = new Map<string, string>();
  return {
    get length() {
      return table.size;
    },
    clear: () => table.clear(),
    getItem: (key) => table.get(key) ?? null,
    key: (n) => [...table.keys()][n] ?? null,
    removeItem: (key) => void table.delete(key),
    setItem: (key, value) => void table.set(key, value),
  };
}

export function handTabs(own: string, living: Set<string>): Tabs {
  living.add(own);
  return { own: async () => own, living: async () => living };
}

/** One tab with the store in it. */
export function openTab(
  transport: Transport,
  timer: Timer,
  {
    local = handStorage(),
    session = handStorage(),
    tab = 'tab-1',
    living = new Set<string>(),
    surroundings = async (): Promise<Surroundings | undefined> => ({ flows: {} }),
    mayEdit = (): boolean => true,
  } = {},
) {
  let ids = 0;
  const store = createStore(
    documentState(() => ({
      transport,
      timer,
      keep: createKeep({ local: () => local, session: () => session, tabs: handTabs(tab, living) }),
      checker: idleChecker((run) => queueMicrotask(run)),
      newId: () => {
        ids += 1;
        return `${tab}-${timer.now()}-edit-${ids}`;
      },
      surroundings,
      mayEdit,
    })),
  );
  return { store, local, session, living, state: () => store.getState() };
}
