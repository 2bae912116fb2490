/** How a step's messages look over RCS and by SMS, with sample values, for the person who writes them; runs no flow. */
import { messagesOf } from '../checks/texts.ts';
import { PATIENCE, type SmsPolicy } from '../delivery.ts';
import type { Flow } from '../flow.ts';
import type { Message } from '../message.ts';
import type { Node } from '../nodes/registry.ts';
import { choicesOf } from './choices.ts';
import type { Change, Smart } from './plainer.ts';
import { renderSms } from './render.ts';
import { type SampleBrand, saySample } from './sample.ts';
import type { Segments } from './segments.ts';

/** The brand's ways with SMS, as far as they change what is sent. */
export interface SmsSettings extends SampleBrand {
  /** "when-shorter" if left out. */
  smart?: Smart;
  /** An address as long as those of the pages; one of an example host if left out. */
  link?: string;
  /** Added where the law wants it. */
  mention?: string;
}

export interface SmsDescription extends Pick<Segments, 'encoding' | 'segments'> {
  /** Inside the node: "ask", "say.0". */
  at: string;
  /** As RCS shows it. */
  message: Message;
  /** As an SMS says it. */
  sms: string;
  /** The SMS before signs were replaced, which the changes lead from. */
  written: string;
  changes: Change[];
  /** True where it is the author's own wording. */
  own: boolean;
  /** Whether the page's link is in it. */
  linked: boolean;
}

const LINK = 'https://chat.example.com/m/AbCdEfGhIjKlMnOpQrStUv';

/** Every message of a node, both ways, in the order they are sent. Empty for a node that says nothing. Never throws. */
export function describeSms(
  flow: Flow,
  node: Node,
  locale: string,
  settings: SmsSettings = {},
): SmsDescription[] {
  const { smart = 'when-shorter', link = LINK, mention, ...brand } = settings;
  const typed = node.kind === 'ask' ? ({ typed: true } as const) : {};
  let numberFrom = 1;
  return messagesOf(node).map(({ at, utterance }) => {
    const { message, own } = saySample(flow, node, utterance, locale, brand);
    const options = { own, locale, link, numberFrom, mention, ...typed };
    if (node.kind !== 'ask') numberFrom += choicesOf(message).length;
    const { text, ...said } = renderSms(message, { ...options, smart });
    const written = said.changes.length > 0 ? renderSms(message, { ...options, smart: 'never' }).text : text;
    return { at, message, sms: text, written, own: own !== undefined, ...said };
  });
}

/** Whether and when a node's messages go by SMS: its own wish, else what its traffic has. */
export function smsPolicyOf(flow: Flow, node: Node): SmsPolicy {
  const delivery = 'delivery' in node ? node.delivery : undefined;
  return delivery?.sms ?? PATIENCE[delivery?.traffic ?? flow.settings.traffic].sms;
}
