/**
 * One preview being played: what stands now, the step looked back at, and what can be done. Asks through a function it
 * is given, one request after the other; knows no socket and draws nothing.
 *
 * A session is what it was opened with and the list of its inputs, which every state brings along: one the server has
 * forgotten (it was started again, or left alone for long) comes back as it was.
 */
import type { StateCreator } from 'zustand/vanilla';
import type {
  LiveAnswer,
  LiveEvent,
  LiveRequest,
  PreviewAct,
  PreviewPerson,
  PreviewSetting,
  PreviewState,
} from '../../../server/contract.ts';
import { instantOf } from './instant.ts';

export type PreviewEvent = Extract<LiveEvent, `preview:${string}`>;
/** Throws an error with a `code` where it is refused; "offline" and "not_found" are told apart here. */
export type Ask = <E extends PreviewEvent>(
  event: E,
  payload: LiveRequest<E>,
) => Promise<Exclude<LiveAnswer<E>, { problem: unknown }>>;

export type OpenPreview = LiveRequest<'preview:open'>;
export type Platform = PreviewState['platform'];

export interface SessionState {
  phase: 'closed' | 'opening' | 'ready' | 'failed';
  /** Why it could not be opened; of "failed" only. */
  failure: unknown;
  /** The session's id; undefined while there is none. */
  session: string | undefined;
  /** What stands after the last step. */
  state: PreviewState | undefined;
  /** When `state` came, on this machine's clock: its time goes on from there. */
  cameAt: number;
  /** What stood after an earlier step, while that is looked at. */
  past: PreviewState | undefined;
  /** Requests under way. */
  busy: number;
  /** What was refused last: a button that is not offered any more. Gone with the next thing done. */
  refusal: unknown;
  /** Raised whenever the thread is another one and not the same one continued. */
  take: number;
  /** Texts the person wrote, oldest first. */
  said: readonly string[];
  /** Where the shown state stands in the flow; empty while there is none. */
  node: string | undefined;
  path: readonly string[];
  edges: PreviewState['edges'];

  open(request: OpenPreview): Promise<boolean>;
  act(act: PreviewAct): Promise<boolean>;
  skip(by: number | 'next'): Promise<boolean>;
  /** The token of a timer. */
  fire(token: string): Promise<boolean>;
  /** Looks back at a step; the last one is the present. */
  go(step: number): Promise<boolean>;
  /** Goes another way from a step on. Answers with the session that was left, to go back to. */
  fork(step: number): Promise<string | undefined>;
  /** Back to a session that was left by a fork. */
  switchTo(session: string): Promise<boolean>;
  from(node: string, variables?: Values): Promise<boolean>;
  restart(change?: Restart): Promise<boolean>;
  /** Lets time pass by itself, or stand still. */
  run(running: boolean): Promise<boolean>;
  /** The draft changed. */
  update(document: unknown): Promise<boolean>;
  setting(change: PreviewSetting & { platform?: Platform }): Promise<boolean>;
  /** The server told of something that happened by itself. */
  heard(state: PreviewState): void;
  /** The connection is gone: time stands still there, and so it does here. */
  lost(): void;
  /** It is back: what stands now. */
  regained(): void;
  close(): void;
}

/** JSON by variable. */
export type Values = NonNullable<LiveRequest<'preview:from'>['variables']>;

export interface Restart {
  locale?: string;
  now?: number;
  person?: PreviewPerson;
}

const SAID = 20;

const NOWHERE = { node: undefined, path: [] as string[], edges: [] as PreviewState['edges'] };
const CLOSED = {
  phase: 'closed' as SessionState['phase'],
  failure: undefined,
  session: undefined,
  state: undefined,
  cameAt: 0,
  past: undefined,
  busy: 0,
  refusal: undefined,
  ...NOWHERE,
};

/** `clock`: milliseconds of this machine that only ever grow. */
export function sessionState(
  ask: Ask,
  clock: () => number = () => performance.now(),
): StateCreator<SessionState> {
  return (set, get) => {
    /** What the session begins with. */
    let recipe: OpenPreview | undefined;
    /** The same of sessions that were left by a fork, by id. */
    const left = new Map<string, OpenPreview>();
    /** One request at a time: each is made on what the one before came to. */
    let tail: Promise<unknown> = Promise.resolve();
    /** Answers to a session that has been closed meanwhile mean nothing. */
    let life = 0;
    /** The newest draft there is; only that one is worth a replay. */
    let newest: unknown;

    function queue<T>(run: () => Promise<T>): Promise<T | undefined> {
      const mine = life;
      const job = async () => {
        if (mine !== life) return undefined;
        set(({ busy }) => ({ busy: busy + 1 }));
        try {
          return await run();
        } finally {
          if (mine === life) set(({ busy }) => ({ busy: Math.max(0, busy - 1) }));
        }
      };
      const done = tail.then(job);
      tail = done.catch(() => undefined);
      return done;
    }

    function show(state: PreviewState, { take, past }: { take?: boolean; past?: PreviewState } = {}): void {
      const { node, path, edges } = past ?? state;
      set((before) => ({
        phase: 'ready',
        failure: undefined,
        refusal: undefined,
        session: state.session,
        state,
        cameAt: before.state === state ? before.cameAt : clock(),
        past,
        take: take ? before.take + 1 : before.take,
        node,
        path,
        edges,
      }));
    }

    /** Makes one request; false, with the refusal kept, where it is refused. */
    async function attempt(run: (session: string) => Promise<void>): Promise<boolean> {
      const done = await queue(async () => {
        const { session } = get();
        if (session === undefined) return false;
        const mine = life;
        try {
          await run(session);
          return mine === life;
        } catch (error) {
          if (mine !== life) return false;
          if (codeOf(error) !== 'not_found' || !recipe) {
            set({ refusal: error });
            return false;
          }
        }
        // The server does not know the session any more: it is played again, then the same is asked once more.
        try {
          await revive(recipe);
          if (mine !== life) return false;
          await run(get().session ?? session);
          return true;
        } catch (error) {
          if (mine === life) set({ refusal: error });
          return false;
        }
      });
      return done ?? false;
    }

    async function revive(request: OpenPreview): Promise<void> {
      const { state } = get();
      // A moment was chosen when it was opened; the same one, or dates would be others.
      const { state: opened } = await ask('preview:open', {
        ...request,
        ...(newest === undefined ? {} : { document: newest as OpenPreview['document'] }),
        ...(state
          ? {
              platform: state.platform,
              running: state.clock.running,
              inputs: state.inputs.map(({ input }) => input),
            }
          : {}),
      });
      show(opened, { take: true });
    }

    /** One more input on the last step. */
    function play(request: (session: string) => Promise<{ state: PreviewState }>): Promise<boolean> {
      return attempt(async (session) => show((await request(session)).state));
    }

    function forget(): void {
      const { session } = get();
      const all = [...left.keys(), ...(session === undefined ? [] : [session])];
      left.clear();
      // Nobody waits for it: the server closes forgotten ones by itself.
      for (const one of all) ask('preview:close', { session: one }).catch(() => undefined);
    }

    return {
      ...CLOSED,
      take: 0,
      said: [],

      async open(request) {
        forget();
        life += 1;
        newest = request.document;
        set({ ...CLOSED, phase: 'opening' });
        tail = Promise.resolve();
        const mine = life;
        const done = await queue(async () => {
          try {
            const { state } = await ask('preview:open', request);
            if (mine !== life) {
              ask('preview:close', { session: state.session }).catch(() => undefined);
              return false;
            }
            recipe = { ...request, now: request.now ?? beginOf(state) };
            show(state, { take: true });
            return true;
          } catch (error) {
            if (mine === life) set({ phase: 'failed', failure: error });
            return false;
          }
        });
        return done ?? false;
      },

      act(act) {
        if (act.kind === 'text') {
          set(({ said }) => ({ said: [...said.filter((one) => one !== act.text), act.text].slice(-SAID) }));
        }
        return play((session) => ask('preview:act', { session, act }));
      },

      skip: (by) =>
        play((session) => ask('preview:skip', by === 'next' ? { session, to: by } : { session, by })),

      fire: (token) => play((session) => ask('preview:fire', { session, token })),

      run: (running) =>
        attempt(async (session) => {
          const { state } = await ask('preview:clock', { session, running });
          const { past } = get();
          show(state, past ? { past } : {});
        }),

      go: (step) =>
        attempt(async (session) => {
          const { state } = get();
          if (!state) return;
          const { state: found } = await ask('preview:go', {
            session,
            step: Math.min(step, state.steps - 1),
          });
          if (found.step === found.steps - 1) show(found);
          else show(get().state ?? state, { past: found });
        }),

      async fork(step) {
        const before = get().session;
        const done = await attempt(async (session) => {
          const { state } = await ask('preview:fork', { session, step });
          if (recipe) left.set(session, recipe);
          show(state, { take: true });
        });
        return done ? before : undefined;
      },

      switchTo: (wanted) =>
        attempt(async (session) => {
          const other = left.get(wanted);
          if (!other) return;
          const { state: first } = await ask('preview:go', { session: wanted, step: 0 });
          const { state } = await ask('preview:go', { session: wanted, step: first.steps - 1 });
          left.delete(wanted);
          if (recipe) left.set(session, recipe);
          recipe = other;
          show(state, { take: true });
        }),

      from: (node, variables = {}) =>
        attempt(async (session) => {
          const { state } = await ask('preview:from', { session, node, variables });
          // With those the server filled in, which were JSON on their way here.
          const known = state.variables as Values;
          if (recipe) recipe = { ...recipe, from: node, variables: known, ...began(state) };
          show(state, { take: true });
        }),

      restart: (change = {}) =>
        attempt(async (session) => {
          const { state } = await ask('preview:restart', { session, ...change });
          if (recipe) {
            const { from, variables, ...rest } = recipe;
            const given = from === undefined && variables !== undefined ? { variables } : {};
            recipe = { ...rest, ...given, ...change, ...began(state) };
          }
          show(state, { take: true });
        }),

      update(document) {
        newest = document;
        return attempt(async (session) => {
          if (document !== newest) return;
          const looked = get().past?.step;
          const { state } = await ask('preview:update', {
            session,
            document: document as LiveRequest<'preview:update'>['document'],
          });
          if (looked === undefined || looked >= state.steps - 1) return show(state, { take: true });
          const { state: past } = await ask('preview:go', { session: state.session, step: looked });
          show(state, { take: true, past });
        });
      },

      setting(change) {
        const { platform, ...setting } = change;
        const isStep = Object.values(setting).some((value) => value !== undefined);
        return attempt(async (session) => {
          const { state } = await ask('preview:setting', { session, ...change });
          const { past } = get();
          // How the phone is drawn changes in what is looked back at, too.
          if (!isStep && past) return show(state, { past: { ...past, platform: platform ?? past.platform } });
          show(state);
        });
      },

      heard(state) {
        const { session, past } = get();
        if (state.session === session) show(state, past ? { past } : {});
      },

      lost() {
        const { state, cameAt, past } = get();
        if (!state) return;
        const held = {
          ...state,
          now: instantOf(state, cameAt, clock()),
          clock: { ...state.clock, held: true },
        };
        set({ state: held, past });
      },

      regained() {
        const { phase, state } = get();
        if (phase === 'ready' && state) void get().run(state.clock.running);
      },

      close() {
        forget();
        life += 1;
        tail = Promise.resolve();
        recipe = undefined;
        newest = undefined;
        set(CLOSED);
      },
    };
  };
}

/** How a session that has just begun anew is opened again. */
function began(state: PreviewState): Pick<OpenPreview, 'now' | 'settings' | 'inputs'> {
  const { rcs, online, reads, http, services, failing } = state;
  // A guest may not even ask for what is so anyway.
  const settings: PreviewSetting = { rcs, online, reads };
  if (http === 'real') settings.http = http;
  if (services === 'ask') settings.services = services;
  if (Object.keys(failing).length > 0) settings.failing = failing;
  return { now: beginOf(state), settings, inputs: [] };
}

/** When the session began: the first line of its log, or now where nothing has happened. */
function beginOf({ log, now }: PreviewState): number {
  return log[0]?.at ?? now;
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
