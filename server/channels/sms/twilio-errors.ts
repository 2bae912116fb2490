/**
 * What Twilio's error codes mean for an SMS, when it is asked for and when it fails later; knows no request.
 *
 * Source: www.twilio.com/docs/api/errors, one page a code. Twilio adds codes and splits old ones (changelog of 10 July
 * 2024), so what is not listed is read by its HTTP status.
 */
import type { Outcome } from '../port.ts';

interface Meaning {
  /** "again" takes back nothing: Twilio did not accept it. */
  kind: 'refused' | 'again' | 'opted-out';
  code: string;
  detail: string;
  afterMs?: number;
}

const NUMBER = 'sms_number';
const LANDLINE = 'sms_landline';
const SENDER = 'sms_sender';
const ACCOUNT = 'sms_account';
const BLOCKED = 'sms_blocked';
const UNREACHED = 'sms_unreached';
const MINUTE = 60_000;

const MEANINGS: Readonly<Record<number, Meaning>> = {
  20003: refused('sms_unauthorized', 'Twilio does not accept the account SID with this token or key.'),
  20404: refused(ACCOUNT, 'Twilio does not know this account SID.'),
  20429: again('sms_busy', 'Twilio asks for patience.', 5000),
  20503: again('sms_unavailable', 'Twilio takes nothing right now.'),
  21211: refused(NUMBER, 'Twilio does not take this for a phone number.'),
  21212: refused(SENDER, 'Twilio does not take the sender for one.'),
  21265: refused(NUMBER, 'An SMS cannot go to a short code.'),
  21266: refused(NUMBER, 'The number is the sender itself.'),
  21267: refused(SENDER, 'A trial account cannot send under a name.'),
  21408: refused('sms_region', 'The Twilio account may not send to this country: see its Geo Permissions.'),
  21602: refused('sms_empty', 'The text is empty.'),
  21603: refused(SENDER, 'No sender was given.'),
  21606: refused(SENDER, 'The sender is not an SMS number of this account.'),
  21608: refused(ACCOUNT, 'A trial account may write to verified numbers only.'),
  21610: { kind: 'opted-out', code: 'sms_opted_out', detail: 'This person told Twilio to stop.' },
  21611: again('sms_busy', "The sender's queue at Twilio is full.", 5 * MINUTE),
  21612: refused('sms_region', 'Twilio cannot reach this number from this sender.'),
  21614: refused(LANDLINE, 'Twilio does not take this for a mobile number.'),
  21617: refused('sms_too_long', 'The text is longer than Twilio takes.'),
  21635: refused(LANDLINE, 'The number is a landline.'),
  21659: refused(SENDER, 'The sender is not a number of Twilio.'),
  21660: refused(SENDER, 'The sender belongs to another account.'),
  21661: refused(SENDER, 'The sender cannot send SMS.'),
  21701: refused(ACCOUNT, 'The messaging service does not exist.'),
  21703: refused(SENDER, 'The messaging service has no sender for this number.'),
  21705: refused(ACCOUNT, 'The messaging service SID is none.'),
  30001: again('sms_busy', "The sender's queue at Twilio is full.", 5 * MINUTE),
  30002: refused(ACCOUNT, 'The Twilio account is suspended.'),
  30003: refused(UNREACHED, 'The phone is off or out of reach.'),
  30004: refused(BLOCKED, 'The phone or its network blocks messages of this sender.'),
  30005: refused(NUMBER, 'The number is not in use.'),
  30006: refused(LANDLINE, 'The number is a landline, or its network takes no SMS.'),
  30007: refused(BLOCKED, 'A network filtered the message.'),
  30008: refused(UNREACHED, 'The network gave no reason.'),
  30022: again('sms_busy', 'The campaign is over its rate in the United States.', MINUTE),
  30032: refused(SENDER, 'The toll-free sender is not verified.'),
  30034: refused(SENDER, 'The sender is not registered for the United States (10DLC).'),
  30036: refused('sms_expired', 'It could not be delivered while it was valid.'),
  63038: again('sms_busy', 'The account is over its daily limit.', 60 * MINUTE),
};

/** Undefined for a code that is not listed. */
export function meaningOf(code: number | undefined): Outcome | undefined {
  const meaning = code === undefined ? undefined : MEANINGS[code];
  return meaning && { ...meaning, detail: `${meaning.detail} (Twilio ${code})` };
}

/** Why an SMS that Twilio had accepted failed. */
export function faultOf(code: number | undefined): { code: string; detail: string } {
  const meaning = code === undefined ? undefined : MEANINGS[code];
  if (meaning) return { code: meaning.code, detail: `${meaning.detail} (Twilio ${code})` };
  const detail = code === undefined ? 'Twilio gave no reason.' : `Twilio error ${code}.`;
  return { code: UNREACHED, detail };
}

function refused(code: string, detail: string): Meaning {
  return { kind: 'refused', code, detail };
}

function again(code: string, detail: string, afterMs?: number): Meaning {
  return { kind: 'again', code, detail, ...(afterMs === undefined ? {} : { afterMs }) };
}
