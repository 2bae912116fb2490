/**
 * The previews that are open: whose they are, how many there may be, and when they end. Knows sessions, not what is
 * played in them.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { PreviewInput, PreviewPerson, PreviewSetting, PreviewState } from '../contract.ts';
import type { Brands } from '../engine/brands.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import { madePerson, openSession, type Session, type SessionStart, type Setup } from './session.ts';
import type { Source, Sources, Wanted } from './source.ts';
import type { WorldParts } from './world-spec.ts';

/** Who plays: everything they open is theirs alone. */
export interface Player {
  workspace: string;
  /** The same person, or the same link, on any connection. */
  owner: string;
  /** Of this connection. */
  socket: string;
  /** Came by a link: may not make requests leave the house, and has fewer sessions. */
  guest: boolean;
  /** Tells this connection what has changed by itself. */
  push(state: PreviewState): void;
}

export interface OpenRequest extends Wanted {
  brand: string;
  locale?: string | undefined;
  platform: PreviewState['platform'];
  rcs: boolean;
  now?: number | undefined;
  variables: Record<string, unknown>;
  from?: string | undefined;
  person: PreviewPerson;
  running: boolean;
  settings: PreviewSetting;
  services: 'run' | 'ask';
  inputs: PreviewInput[];
}

export interface Previews {
  open(player: Player, request: OpenRequest): Promise<PreviewState>;
  /** The player's own session; of anybody else's it is not known that it exists. Error: "not_found". */
  find(player: Player, id: string): Session;
  /** The time of the one that is left stands still. */
  fork(player: Player, id: string, step: number): Promise<PreviewState>;
  /** Replays a session on a changed draft. Errors: "invalid_flow". */
  update(player: Player, id: string, document: unknown): Promise<PreviewState>;
  close(player: Player, id: string): Promise<void>;
  /** A session by its id alone, of whoever in the workspace; not those of guests. */
  ofWorkspace(workspace: string, id: string): Session | undefined;
  /** A connection is gone: time stands still in what it played, which makes room first. It can be found again until then. */
  left(socket: string): void;
  readonly count: number;
  stop(): Promise<void>;
}

export interface PreviewsDeps {
  parts: WorldParts;
  sources: Sources;
  brands: Pick<Brands, 'get' | 'list'>;
  /** What services know beforehand, such as calendars. */
  known(workspace: string): Promise<Setup['records']>;
  clock: Clock;
  report: Report;
}

/** Each takes about 2 MB with its store, and some kilobytes a step: 100 to 200 MB when all are open. */
export const MAX_SESSIONS = 50;
/** Of one owner; a link may be opened by many people. */
export const MAX_OWN = { user: 10, guest: 20 };
const IDLE_MS = 30 * 60_000;
/** One that was used this recently does not make room for another. */
const IN_USE_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

interface Held {
  session: Session;
  player: Player;
  usedAt: number;
  /** Its connection is gone. */
  left: boolean;
}

export function createPreviews(deps: PreviewsDeps): Previews {
  const { clock } = deps;
  const held = new Map<string, Held>();
  /** Promised to sessions that are being opened. */
  let opening = 0;
  let stopped = false;
  let callOff = () => {};

  function drop(id: string): void {
    const one = held.get(id);
    if (!one) return;
    held.delete(id);
    const { session, player } = one;
    session.attend(false);
    // Whoever still looks at it sees that its time has stopped; what they do next opens it again.
    if (!one.left && session.state().clock.running) player.push(session.state());
    session.close().catch((error: unknown) => deps.report({ kind: 'fault', where: 'preview close', error }));
  }

  function sweep(): void {
    const before = clock.now() - IDLE_MS;
    for (const [id, { usedAt }] of held) if (usedAt <= before) drop(id);
    callOff();
    callOff = held.size > 0 && !stopped ? clock.alarm(clock.now() + MINUTE_MS, sweep) : () => {};
  }

  /** Closes the one nobody misses, until there is room. Error: "too_many_requests". */
  function makeRoom(player: Player): void {
    sweep();
    const mine = () => [...held].filter(([, one]) => one.player.owner === player.owner);
    const most = player.guest ? MAX_OWN.guest : MAX_OWN.user;
    while (mine().length >= most) if (!dropOldest(mine(), player.guest)) throw full();
    while (held.size + opening >= MAX_SESSIONS) if (!dropOldest([...held], true)) throw full();
  }

  function dropOldest(among: [string, Held][], spare: boolean): boolean {
    const recent = clock.now() - IN_USE_MS;
    const [oldest] = among
      .filter(([, { left, usedAt }]) => !spare || left || usedAt <= recent)
      .sort(([, one], [, other]) => Number(other.left) - Number(one.left) || one.usedAt - other.usedAt);
    if (!oldest) return false;
    drop(oldest[0]);
    return true;
  }

  async function hold(player: Player, start: SessionStart): Promise<PreviewState> {
    if (stopped) throw new CodedError('not_ready');
    makeRoom(player);
    const id = randomBytes(18).toString('base64url');
    opening += 1;
    try {
      const { parts, report } = deps;
      // Whoever lost their connection plays on with another one.
      const changed = (state: PreviewState) => held.get(id)?.player.push(state);
      const session = await openSession(
        { parts, clock, reachOut: !player.guest, changed, report },
        id,
        start,
      );
      held.set(id, { session, player, usedAt: clock.now(), left: false });
      sweep();
      if (stopped) drop(id);
      return session.state();
    } finally {
      opening -= 1;
    }
  }

  function find(player: Player, id: string): Held {
    const one = held.get(id);
    const own = one && one.player.owner === player.owner && one.player.workspace === player.workspace;
    if (!one || !own) throw new CodedError('not_found', 'This preview is over: open it again.');
    held.set(id, { ...one, player, usedAt: clock.now(), left: false });
    one.session.attend(true);
    return one;
  }

  async function setupFor(workspace: string, request: OpenRequest, source: Source): Promise<Setup> {
    const brand = deps.brands.get(workspace, request.brand) ?? deps.brands.list(workspace)[0];
    if (!brand) throw new CodedError('not_found', `There is no brand "${request.brand}".`);
    const locale = request.locale ?? source.flow.locales[0] ?? brand.locale;
    const { rcs, services, from, settings } = request;
    const first = { rcs, online: true, reads: true, http: 'sample', services, failing: {} } as const;
    return {
      ...setupOf(brand, locale, request.person),
      ...(from === undefined ? {} : { from }),
      start: request.now ?? Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS,
      seed: randomBytes(16).toString('hex'),
      variables: request.variables,
      settings: { ...first, ...stated(settings) },
      records: await deps.known(workspace),
    };
  }

  return {
    async open(player, request) {
      const source = await deps.sources.load(player.workspace, request);
      const setup = await setupFor(player.workspace, request, source);
      const { inputs, platform, running } = request;
      return hold(player, { source, setup, inputs, tape: new Map(), platform, running });
    },
    find: (player, id) => find(player, id).session,
    async fork(player, id, step) {
      const { session } = find(player, id);
      const forked = await hold(player, session.prefix(step));
      session.attend(false);
      return forked;
    },
    async update(player, id, document) {
      const { session } = find(player, id);
      return session.update(await deps.sources.load(player.workspace, { document }));
    },
    async close(player, id) {
      find(player, id);
      drop(id);
    },
    ofWorkspace(workspace, id) {
      const one = held.get(id);
      return one && one.player.workspace === workspace && !one.player.guest ? one.session : undefined;
    },
    left(socket) {
      for (const [id, one] of held) {
        if (one.player.socket !== socket) continue;
        held.set(id, { ...one, left: true });
        one.session.attend(false);
      }
    },
    get count() {
      return held.size;
    },
    async stop() {
      stopped = true;
      callOff();
      const sessions = [...held.values()].map(({ session }) => session);
      held.clear();
      await Promise.allSettled(sessions.map((session) => session.close()));
    },
  };
}

function full(): CodedError {
  return new CodedError('too_many_requests', 'Too many previews are open: close one and try again.');
}

/** A brand without SMS has some here, so that its messages can be seen as one. */
function setupOf(brand: Setup['brand'], locale: string, person: PreviewPerson) {
  const sms = brand.sms ?? {
    provider: 'emulator' as const,
    sender: '+33639980900',
    smart: 'when-shorter' as const,
    whenUnsure: 'hold' as const,
    settings: {},
  };
  return madePerson({ ...brand, sms }, locale, person);
}

/** Without the members that say nothing. */
function stated({ rcs, online, reads, http, services, failing }: PreviewSetting): Partial<Setup['settings']> {
  return {
    ...(rcs === undefined ? {} : { rcs }),
    ...(online === undefined ? {} : { online }),
    ...(reads === undefined ? {} : { reads }),
    ...(http === undefined ? {} : { http }),
    ...(services === undefined ? {} : { services }),
    ...(failing === undefined ? {} : { failing }),
  };
}
