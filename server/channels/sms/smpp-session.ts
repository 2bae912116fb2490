/**
 * One connection to a message centre: requests and their responses, keep-alive, its end. Knows the protocol's frames,
 * not what a message says, and does not come back by itself.
 *
 * The package's own session is not used: it stops reading for good at the first unit it cannot read, and never settles
 * a request whose response does not come.
 */
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';
import type { Clock } from '../../clock.ts';
import { createFramer, fromOctets, isResponse, type Pdu, type PduBody, toOctets } from './smpp-pdu.ts';
import { ESME } from './smpp-status.ts';

/** What a connection tells about itself, without anybody's words or number. */
export interface SmppLine {
  kind: 'bound' | 'ended' | 'login-failed' | 'malformed' | 'throttled' | 'late' | 'unread';
  detail: string;
}
export type SmppLog = (line: SmppLine) => void;

export interface SmppSessionOptions {
  host: string;
  port: number;
  tls: boolean;
  /** Certificates to trust beside the usual ones, in PEM. */
  ca?: string;
  clock: Clock;
  /** After so long without a word from the other side it is asked; no answer ends the connection. */
  enquireMs: number;
  /** Takes a message, and answers with the command_status of the response. */
  take(pdu: Pdu): Promise<number>;
  log: SmppLog;
  /** Ends the connecting, while it lasts. */
  signal: AbortSignal;
}

/** "silence": it was sent, and no response came in time or before the connection ended. "unsent": nothing left. */
export type Reply =
  | { kind: 'reply'; pdu: Pdu }
  | { kind: 'silence'; why: 'time' | 'ended'; detail: string }
  | { kind: 'unsent'; detail: string };

export interface SmppSession {
  /** `onLate` gets a response that comes after the reply was "silence", while the connection lasts. */
  ask(command: string, body?: PduBody, onLate?: (pdu: Pdu) => void): Promise<Reply>;
  /** Resolves with the reason, once the connection is gone. */
  ended: Promise<string>;
  /** Waits for what is under way, unbinds, and ends; within seconds, whatever the other side does. */
  close(): Promise<void>;
  /** Ends at once. */
  destroy(reason: string): void;
}

export const RESPONSE_MS = 20_000;
const CONNECT_MS = 10_000;
const CLOSE_MS = 5_000;
const UNBIND_MS = 2_000;
/** Messages being taken at once; more are asked to come again. */
const TAKING_AT_ONCE = 200;
const LATE_KEPT = 1_000;
const LAST_SEQUENCE = 0x7fffffff;

interface Waiting {
  deadline: number;
  settle(reply: Reply): void;
  onLate: ((pdu: Pdu) => void) | undefined;
}

/** Resolves once connected, not yet bound; rejects with the socket's error. */
export async function openSmppSession(options: SmppSessionOptions): Promise<SmppSession> {
  const { clock, log } = options;
  const socket = await connect(options);
  const framer = createFramer();
  /** In the order of their deadlines, since all wait equally long. */
  const waiting = new Map<number, Waiting>();
  const late = new Map<number, (pdu: Pdu) => void>();
  let sequence = 0;
  let taking = 0;
  let heardAt = clock.now();
  let reason: string | undefined;
  let stopSweep: (() => void) | undefined;
  let stopEnquire: (() => void) | undefined;
  let idle: (() => void) | undefined;

  let resolveEnded: (why: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => {
    resolveEnded = resolve;
  });

  function write(octets: Buffer): void {
    // What is said in one turn of the loop leaves in one piece.
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(octets);
  }

  function respond(command: string, to: Pdu, status: number): void {
    if (reason === undefined) write(toOctets(command, to.sequence, status));
  }

  function ask(command: string, body?: PduBody, onLate?: (pdu: Pdu) => void): Promise<Reply> {
    if (reason !== undefined) return Promise.resolve({ kind: 'unsent', detail: reason });
    sequence = sequence === LAST_SEQUENCE ? 1 : sequence + 1;
    const asked = sequence;
    const octets = toOctets(command, asked, ESME.ok, body);
    return new Promise((settle) => {
      waiting.set(asked, { deadline: clock.now() + RESPONSE_MS, settle, onLate });
      if (waiting.size === 1) sweep();
      write(octets);
    });
  }

  /** One alarm for all who wait: set for the first, and anew when it rings. */
  function sweep(): void {
    stopSweep?.();
    stopSweep = undefined;
    for (const [asked, one] of waiting) {
      if (one.deadline > clock.now()) {
        stopSweep = clock.alarm(one.deadline, sweep);
        return;
      }
      waiting.delete(asked);
      if (one.onLate) late.set(asked, one.onLate);
      if (late.size > LATE_KEPT) late.delete(late.keys().next().value ?? 0);
      one.settle({ kind: 'silence', why: 'time', detail: 'The message centre did not answer in time.' });
    }
    checkIdle();
  }

  function settle(pdu: Pdu): void {
    const one = waiting.get(pdu.sequence);
    if (one) {
      waiting.delete(pdu.sequence);
      one.settle({ kind: 'reply', pdu });
      checkIdle();
      return;
    }
    const onLate = late.get(pdu.sequence);
    late.delete(pdu.sequence);
    log({ kind: 'late', detail: `${pdu.command} answers nothing that is waited for.` });
    onLate?.(pdu);
  }

  function checkIdle(): void {
    if (waiting.size === 0 && taking === 0) idle?.();
  }

  function receive(octets: Buffer): void {
    const pdu = fromOctets(octets);
    if (pdu.broken) log({ kind: 'malformed', detail: `${pdu.command} does not keep to its layout.` });
    if (isResponse(pdu.id)) settle(pdu);
    else obey(pdu);
  }

  function obey(pdu: Pdu): void {
    switch (pdu.command) {
      case 'enquire_link':
        respond('enquire_link_resp', pdu, ESME.ok);
        break;
      case 'unbind':
        respond('unbind_resp', pdu, ESME.ok);
        finish('The message centre ended the connection.');
        break;
      case 'deliver_sm':
      case 'data_sm':
        void take(pdu);
        break;
      case 'alert_notification':
      case 'outbind':
        break;
      default:
        log({ kind: 'malformed', detail: `A command that is not known: 0x${pdu.id.toString(16)}.` });
        respond('generic_nack', pdu, ESME.invalidCommand);
    }
  }

  async function take(pdu: Pdu): Promise<void> {
    const response = `${pdu.command}_resp`;
    if (taking >= TAKING_AT_ONCE) return respond(response, pdu, ESME.temporary);
    taking++;
    let status: number = ESME.temporary;
    try {
      status = await options.take(pdu);
    } catch (error) {
      log({ kind: 'unread', detail: error instanceof Error ? error.message : String(error) });
    }
    taking--;
    respond(response, pdu, status);
    checkIdle();
  }

  function enquire(): void {
    const due = heardAt + options.enquireMs;
    if (clock.now() < due) {
      stopEnquire = clock.alarm(due, enquire);
      return;
    }
    stopEnquire = undefined;
    void ask('enquire_link').then((reply) => {
      if (reply.kind === 'silence') return finish('The message centre has gone silent.');
      if (reason === undefined) stopEnquire = clock.alarm(heardAt + options.enquireMs, enquire);
    });
  }

  function finish(why: string): void {
    if (reason !== undefined) return;
    reason = why;
    stopSweep?.();
    stopEnquire?.();
    // Whatever is corked still leaves; a socket that cannot is ended anyway.
    socket.end(() => socket.destroy());
    const stop = clock.alarm(clock.now() + UNBIND_MS, () => socket.destroy());
    socket.once('close', stop);
    const lost = [...waiting.values()];
    waiting.clear();
    late.clear();
    for (const one of lost) one.settle({ kind: 'silence', why: 'ended', detail: why });
    log({ kind: 'ended', detail: why });
    resolveEnded(why);
  }

  socket.on('data', (chunk) => {
    heardAt = clock.now();
    if (reason !== undefined) return;
    const whole = framer.push(chunk);
    if (whole === 'lost') {
      write(toOctets('generic_nack', 0, ESME.invalidCommandLength));
      log({ kind: 'malformed', detail: 'A length that cannot be true.' });
      return finish('The message centre sent what cannot be read.');
    }
    for (const octets of whole) receive(octets);
  });
  socket.on('error', (error) => finish(`The connection broke: ${error.message}`));
  socket.on('close', () => finish('The connection was closed.'));
  stopEnquire = clock.alarm(heardAt + options.enquireMs, enquire);

  async function close(): Promise<void> {
    if (waiting.size > 0 || taking > 0) {
      await withinMs(
        clock,
        CLOSE_MS,
        new Promise<void>((resolve) => {
          idle = resolve;
        }),
      );
    }
    await withinMs(clock, UNBIND_MS, ask('unbind'));
    finish('This server ended the connection.');
  }

  return { ask, ended, close, destroy: finish };
}

/** Resolves when `what` does, and after `ms` at the latest. */
function withinMs(clock: Clock, ms: number, what: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.alarm(clock.now() + ms, () => resolve());
    void what.then(() => {
      stop();
      resolve();
    });
  });
}

function connect({ host, port, tls, ca, clock, signal }: SmppSessionOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const servername = /^[\d.]+$|:/.test(host) ? undefined : host;
    const socket = tls
      ? connectTls({
          host,
          port,
          ...(servername ? { servername } : {}),
          ...(ca ? { ca: [...rootCertificates, ca] } : {}),
        })
      : connectPlain({ host, port });
    const stop = clock.alarm(clock.now() + CONNECT_MS, () =>
      socket.destroy(new Error('no connection in time')),
    );
    const abort = () => socket.destroy(new Error('called off'));
    signal.addEventListener('abort', abort, { once: true });
    socket.setNoDelay(true);
    const onError = (error: Error) => {
      stop();
      signal.removeEventListener('abort', abort);
      reject(error);
    };
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      stop();
      signal.removeEventListener('abort', abort);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}
