/**
 * A login at a message centre that is kept up: it connects, binds, comes back after a loss, and sends no more at once
 * than the window, the rate and the centre's patience allow. Knows no message.
 */
import type { Clock } from '../../clock.ts';
import type { Outcome } from '../port.ts';
import type { Pdu, PduBody } from './smpp-pdu.ts';
import { openSmppSession, type SmppLog, type SmppSession } from './smpp-session.ts';
import type { SmppSettings } from './smpp-settings.ts';
import { ESME, isThrottle, toLoginFailure } from './smpp-status.ts';

export interface SmppLinkOptions {
  settings: SmppSettings;
  password: string;
  clock: Clock;
  random(): number;
  /** Certificates to trust beside the usual ones, in PEM. */
  ca?: string;
  /** Takes a message, and answers with the command_status of the response. */
  take(pdu: Pdu): Promise<number>;
  /** A connection by which messages come in has ended. */
  lost(): void;
  log: SmppLog;
}

type Failure = Exclude<Outcome, { kind: 'accepted' }>;

/**
 * "unanswered": it may have left. "unsent": it has not. `afterMs`: how long nothing is sent, where the centre asked for
 * patience.
 */
export type Submitted =
  | { kind: 'answered'; status: number; id: string | undefined; afterMs?: number }
  | { kind: 'unanswered'; code: 'sms_timeout' | 'sms_network'; detail: string }
  | { kind: 'unsent'; failure: Failure };

export interface SmppLink {
  /** `onLate` gets an answer that comes after "unanswered". */
  submit(
    body: PduBody,
    onLate: (answer: { status: number; id: string | undefined }) => void,
  ): Promise<Submitted>;
  close(): Promise<void>;
}

type Role = 'transceiver' | 'transmitter' | 'receiver';

const PATIENCE_MS = 10_000;
const WAITING_AT_MOST = 1_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** A wrong password does not become right by asking: accounts are locked for that. */
const LOGIN_RETRY_MS = 300_000;
/** A connection that lasted so long was a good one: the next try begins with short waits again. */
const GOOD_MS = 30_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** How far the rate may catch up after an alarm that rang late. */
const CATCH_UP_MS = 50;
const VERSION_3_4 = 0x34;

interface Waiter {
  body: PduBody;
  onLate: (answer: { status: number; id: string | undefined }) => void;
  resolve(submitted: Submitted): void;
  stop(): void;
}

/** Begins to connect, and does not wait for it. */
export function openSmppLink(options: SmppLinkOptions): SmppLink {
  const { settings, clock, log } = options;
  const roles: Role[] = settings.bindMode === 'transceiver' ? ['transceiver'] : ['transmitter', 'receiver'];
  const sessions = new Map<Role, SmppSession>();
  const waiters = new Set<Waiter>();
  const wake = new Set<() => void>();
  const calledOff = new AbortController();
  let closing = false;
  let trouble: Failure = {
    kind: 'again',
    code: 'sms_unavailable',
    detail: 'The SMPP connection is not up yet.',
  };
  let unanswered = 0;
  let nextAt = 0;
  let pausedUntil = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let stopPump: (() => void) | undefined;

  const sender = () => sessions.get('transceiver') ?? sessions.get('transmitter');

  // --- keeping it up -------------------------------------------------------------------------------------------

  async function keep(role: Role): Promise<void> {
    let failures = 0;
    /** Logins in a row that were answered, and not with yes. */
    let refusals = 0;
    while (!closing) {
      const bound = await bind(role, refusals + 1);
      let longest = LONGEST_RETRY_MS;
      if ('session' in bound) {
        const since = clock.now();
        sessions.set(role, bound.session);
        log({ kind: 'bound', detail: `Bound as ${role}.` });
        pump();
        const why = await bound.session.ended;
        sessions.delete(role);
        if (role !== 'receiver') trouble = { kind: 'again', code: 'sms_unavailable', detail: why };
        if (role !== 'transmitter') options.lost();
        failures = clock.now() - since >= GOOD_MS ? 0 : failures + 1;
        refusals = 0;
      } else {
        failures++;
        refusals = bound.answered ? refusals + 1 : 0;
        if (role !== 'receiver') trouble = bound.failure;
        log({ kind: 'login-failed', detail: bound.failure.detail });
        if (bound.failure.kind === 'refused') {
          longest = LOGIN_RETRY_MS;
          if (role !== 'receiver') giveUp();
        }
      }
      if (closing) return;
      const doubled = FIRST_RETRY_MS * 2 ** Math.min(Math.max(0, failures - 1), 10);
      const full = longest === LOGIN_RETRY_MS ? longest : Math.min(longest, doubled);
      await sleep(full / 2 + (full / 2) * options.random());
    }
  }

  async function bind(
    role: Role,
    refusals: number,
  ): Promise<{ session: SmppSession } | { failure: Failure; answered: boolean }> {
    let session: SmppSession;
    try {
      session = await openSmppSession({
        host: settings.host,
        port: settings.port,
        tls: settings.tls,
        ...(options.ca ? { ca: options.ca } : {}),
        clock,
        enquireMs: settings.enquireSeconds * 1_000,
        take: options.take,
        log,
        signal: calledOff.signal,
      });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const detail = `The message centre could not be reached: ${said}`;
      return { failure: { kind: 'again', code: 'sms_network', detail }, answered: false };
    }
    const abandon = () => session.destroy('The login was called off.');
    calledOff.signal.addEventListener('abort', abandon, { once: true });
    const reply = await session.ask(`bind_${role}`, {
      system_id: settings.systemId,
      password: options.password,
      system_type: settings.systemType,
      interface_version: VERSION_3_4,
    });
    calledOff.signal.removeEventListener('abort', abandon);
    if (reply.kind === 'reply' && reply.pdu.status === ESME.ok && !closing) return { session };
    session.destroy('The login did not succeed.');
    return reply.kind === 'reply'
      ? { failure: toLoginFailure(reply.pdu.status, refusals), answered: true }
      : { failure: { kind: 'again', code: 'sms_unavailable', detail: reply.detail }, answered: false };
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const awake = () => {
        stop();
        wake.delete(awake);
        resolve();
      };
      const stop = clock.alarm(clock.now() + ms, awake);
      wake.add(awake);
    });
  }

  // --- sending -------------------------------------------------------------------------------------------------

  function pump(): void {
    stopPump?.();
    stopPump = undefined;
    for (const waiter of waiters) {
      const session = sender();
      if (!session || unanswered >= settings.window) return;
      const at = Math.max(nextAt, pausedUntil);
      if (at > clock.now()) {
        stopPump = clock.alarm(at, pump);
        return;
      }
      waiters.delete(waiter);
      waiter.stop();
      void dispatch(session, waiter.body, waiter.onLate).then(waiter.resolve);
    }
  }

  async function dispatch(session: SmppSession, body: PduBody, onLate: Waiter['onLate']): Promise<Submitted> {
    unanswered++;
    if (settings.perSecond !== undefined) {
      nextAt = Math.max(nextAt, clock.now() - CATCH_UP_MS) + 1_000 / settings.perSecond;
    }
    const reply = await session.ask('submit_sm', body, (pdu) => onLate(toAnswer(pdu)));
    unanswered--;
    if (reply.kind === 'reply') mind(reply.pdu.status, session);
    pump();
    if (reply.kind === 'reply') {
      const patience = isThrottle(reply.pdu.status)
        ? { afterMs: Math.max(0, pausedUntil - clock.now()) }
        : {};
      return { kind: 'answered', ...toAnswer(reply.pdu), ...patience };
    }
    if (reply.kind === 'silence') {
      const code = reply.why === 'time' ? 'sms_timeout' : 'sms_network';
      return { kind: 'unanswered', code, detail: reply.detail };
    }
    return { kind: 'unsent', failure: { kind: 'again', code: 'sms_unavailable', detail: reply.detail } };
  }

  /** Slows down where the centre asks for it, and picks up again where it does not. */
  function mind(status: number, session: SmppSession): void {
    const now = clock.now();
    if (isThrottle(status)) {
      // The rest of a window is refused for the same reason and is no further request.
      if (now < pausedUntil) return;
      pausedUntil = now + pauseMs;
      log({ kind: 'throttled', detail: `Nothing is sent for ${pauseMs} ms.` });
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    } else if (status === ESME.ok) {
      if (now >= pausedUntil) pauseMs = FIRST_PAUSE_MS;
    } else if (status === ESME.wrongBindState) {
      session.destroy('The message centre does not think that this connection is bound.');
    }
  }

  /** Those who wait are told why nothing leaves. */
  function giveUp(): void {
    for (const waiter of [...waiters]) {
      waiters.delete(waiter);
      waiter.stop();
      waiter.resolve(unsent());
    }
  }

  function unsent(): Submitted {
    if (closing) {
      const detail = 'The SMPP connection is being closed.';
      return { kind: 'unsent', failure: { kind: 'again', code: 'sms_unavailable', detail } };
    }
    if (!sender()) return { kind: 'unsent', failure: trouble };
    const afterMs = Math.max(1_000, pausedUntil - clock.now());
    const detail = 'More SMS wait than the message centre takes now.';
    return { kind: 'unsent', failure: { kind: 'again', code: 'sms_busy', detail, afterMs } };
  }

  const kept = roles.map(keep);

  return {
    async submit(body, onLate) {
      const session = sender();
      const hopeless = !session && trouble.kind === 'refused';
      const now = clock.now();
      if (closing || hopeless || waiters.size >= WAITING_AT_MOST || pausedUntil - now > PATIENCE_MS)
        return unsent();
      const free = session && waiters.size === 0 && unanswered < settings.window;
      if (free && nextAt <= now && pausedUntil <= now) return dispatch(session, body, onLate);
      return new Promise((resolve) => {
        const waiter: Waiter = {
          body,
          onLate,
          resolve,
          stop: clock.alarm(now + PATIENCE_MS, () => {
            waiters.delete(waiter);
            resolve(unsent());
          }),
        };
        waiters.add(waiter);
        pump();
      });
    },

    async close() {
      closing = true;
      stopPump?.();
      giveUp();
      calledOff.abort();
      for (const awake of [...wake]) awake();
      await Promise.all([...sessions.values()].map((session) => session.close()));
      await Promise.all(kept);
    },
  };
}

function toAnswer(pdu: Pdu): { status: number; id: string | undefined } {
  return { status: pdu.status, id: pdu.body.message_id || undefined };
}
