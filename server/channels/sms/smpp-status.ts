/** What an SMPP command_status means for a message, or for a login; knows no connection. */
import type { Outcome } from '../port.ts';

export const ESME = {
  ok: 0x00,
  invalidCommandLength: 0x02,
  invalidCommand: 0x03,
  wrongBindState: 0x04,
  alreadyBound: 0x05,
  bindFailed: 0x0d,
  invalidPassword: 0x0e,
  invalidSystemId: 0x0f,
  queueFull: 0x14,
  invalidSystemType: 0x53,
  throttled: 0x58,
  /** What we answer if it must come again, and if it must not. */
  temporary: 0x64,
  permanent: 0x65,
} as const;

/** True where the centre asks for patience: the whole connection slows down. */
export function isThrottle(status: number): boolean {
  return status === ESME.throttled || status === ESME.queueFull;
}

type Failure = Exclude<Outcome, { kind: 'accepted' }>;
type Entry = readonly [name: string, kind: 'again' | 'refused', code: string, meaning: string];

/** Source: SMPP 3.4, 5.1.3. What is not here, and what centres add from 0x400 on, is a refusal without a known reason. */
const SUBMIT: Readonly<Record<number, Entry>> = {
  1: ['ESME_RINVMSGLEN', 'refused', 'sms_too_long', 'the text is too long for the message centre'],
  4: ['ESME_RINVBNDSTS', 'again', 'sms_unavailable', 'this connection may not send; check the bind mode'],
  8: ['ESME_RSYSERR', 'again', 'sms_unavailable', 'the message centre has a fault'],
  10: ['ESME_RINVSRCADR', 'refused', 'sms_sender', 'the sender is not one that may be used'],
  11: ['ESME_RINVDSTADR', 'refused', 'sms_number', 'the phone number is not one that can be written to'],
  20: ['ESME_RMSGQFUL', 'again', 'sms_busy', "the message centre's queue is full"],
  69: ['ESME_RSUBMITFAIL', 'refused', 'sms_rejected', 'the message centre did not take the message'],
  72: [
    'ESME_RINVSRCTON',
    'refused',
    'sms_sender',
    "the sender's type of number is wrong; check the settings",
  ],
  73: [
    'ESME_RINVSRCNPI',
    'refused',
    'sms_sender',
    "the sender's numbering plan is wrong; check the settings",
  ],
  80: ['ESME_RINVDSTTON', 'refused', 'sms_number', "the phone number's type is wrong; check the settings"],
  81: ['ESME_RINVDSTNPI', 'refused', 'sms_number', "the phone number's plan is wrong; check the settings"],
  88: ['ESME_RTHROTTLED', 'again', 'sms_busy', 'the message centre asks for fewer messages a second'],
  98: ['ESME_RINVEXPIRY', 'refused', 'sms_rejected', 'the message centre does not take this validity'],
  100: ['ESME_RX_T_APPN', 'again', 'sms_unavailable', 'the message centre cannot take it now'],
  255: ['ESME_RUNKNOWNERR', 'again', 'sms_unavailable', 'the message centre has an unknown fault'],
  257: ['ESME_RPROHIBITED', 'refused', 'sms_rejected', 'the message centre does not allow this message'],
};

/** The outcome of a submit_sm that was answered with anything but zero: nothing has left. */
export function toFailure(status: number, afterMs?: number): Failure {
  const [name, kind, code, meaning] = SUBMIT[status] ?? [
    'status',
    'refused' as const,
    'sms_rejected',
    'the message centre refuses the message',
  ];
  const detail = `SMPP: ${meaning} (${name} 0x${status.toString(16).padStart(2, '0')}).`;
  return kind === 'again' && afterMs !== undefined ? { kind, code, detail, afterMs } : { kind, code, detail };
}

/** Logins that fail the same way until somebody changes the settings. */
const LOGIN: Readonly<Record<number, string>> = {
  [ESME.invalidPassword]: 'the password is wrong',
  [ESME.invalidSystemId]: 'the system id is not known there',
  [ESME.invalidSystemType]: 'the system type is wrong',
};

/** How often a login may fail without a reason before it counts as refused: one left over from before ends by itself. */
const BIND_FAILURES = 5;

/** `refusals` in a row, this one included. "refused": somebody must change the settings. */
export function toLoginFailure(status: number, refusals: number): Failure {
  const hex = `0x${status.toString(16).padStart(2, '0')}`;
  const reason = LOGIN[status];
  if (reason) {
    const detail = `The SMPP login is refused: ${reason} (${hex}). Correct it in the brand's SMS settings.`;
    return { kind: 'refused', code: 'sms_unauthorized', detail };
  }
  if (status === ESME.bindFailed && refusals >= BIND_FAILURES) {
    const detail =
      `The SMPP login is refused ${refusals} times in a row without a reason (${hex}). Check system id, password, ` +
      "this server's address and how many connections the account may have.";
    return { kind: 'refused', code: 'sms_unauthorized', detail };
  }
  return {
    kind: 'again',
    code: 'sms_unavailable',
    detail: `The SMPP login failed (${hex}); it is tried again.`,
  };
}
