/** A delivery receipt as SMPP's parameters and its text say it; pure, and knows no message of ours. */
import type { Inbound } from '../port.ts';
import type { PduBody } from './smpp-pdu.ts';

type Receipt = Extract<Inbound, { kind: 'receipt' }>;

export interface SmppReceipt {
  /** The message centre's id of the message, as its parameter and as its text give it; in this order, once each. */
  ids: string[];
  state: Receipt['state'];
  fault?: { code: string; detail: string };
  /** "YYMMDDhhmm" in the centre's own time, which it does not tell: good to tell two receipts apart, not as a time. */
  doneAt: string | undefined;
}

/**
 * Undefined if it names no message or no state. The parameters count before the text; the text is that of SMPP 3.4,
 * appendix B, which every centre writes a little differently.
 */
export function readReceipt(body: PduBody, text: string): SmppReceipt | undefined {
  const said = fieldsOf(text);
  const ids = [
    ...new Set(
      [body.receipted_message_id, said.id].filter((id): id is string => id !== undefined && id !== ''),
    ),
  ];
  const word = WORDS[body.message_state ?? -1] ?? said.stat?.toUpperCase().slice(0, WORD_LENGTH);
  const meaning = word === undefined ? undefined : MEANINGS[word];
  if (ids.length === 0 || meaning === undefined) return undefined;
  const [state, code] = meaning;
  const error = said.err === undefined || /^0*$/.test(said.err) ? '' : `, error ${said.err}`;
  return {
    ids,
    state,
    ...(code ? { fault: { code, detail: `The network reports ${word}${error}.` } } : {}),
    doneAt: said.done,
  };
}

/** Centres write UNDELIV and UNDELIVERABLE, ACCEPTD and ACCEPTED: five letters tell them all apart. */
const WORD_LENGTH = 5;

/** Source: SMPP 3.4, 5.2.28. */
const WORDS: Readonly<Record<number, string>> = {
  0: 'SCHED',
  1: 'ENROU',
  2: 'DELIV',
  3: 'EXPIR',
  4: 'DELET',
  5: 'UNDEL',
  6: 'ACCEP',
  7: 'UNKNO',
  8: 'REJEC',
  9: 'SKIPP',
};

/** "UNKNOWN" says that nobody knows: then what is known is that it was sent. */
const MEANINGS: Readonly<Record<string, readonly [Receipt['state'], code?: string]>> = {
  SCHED: ['sent'],
  ENROU: ['sent'],
  DELIV: ['delivered'],
  EXPIR: ['failed', 'sms_expired'],
  DELET: ['failed', 'sms_deleted'],
  UNDEL: ['failed', 'sms_unreached'],
  ACCEP: ['sent'],
  UNKNO: ['sent'],
  REJEC: ['failed', 'sms_rejected'],
  SKIPP: ['failed', 'sms_unreached'],
};

/** What stands before "text:", since behind it are words somebody wrote. */
function fieldsOf(text: string): { id?: string; stat?: string; err?: string; done?: string } {
  const [head = ''] = text.slice(0, 512).split(/\btext:/i, 1);
  const field = (name: string) => new RegExp(`(?:^|\\s)${name}\\s*:\\s*(\\S{1,65})`, 'i').exec(head)?.[1];
  return { id: field('id'), stat: field('stat'), err: field('err'), done: field('done date') };
}
