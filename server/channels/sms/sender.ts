/** What kind of sender an SMS shows; knows the rules of writing it, not what a provider or a country allows. */
import type { SmsConnection } from '../port.ts';

export type SenderKind = 'number' | 'short-code' | 'alphanumeric';

/** Up to 15 digits by E.164; a short code has 3 to 8. */
const NUMBER = /^\+[1-9]\d{6,14}$/;
const SHORT_CODE = /^\d{3,8}$/;
/** Eleven characters fit into the address field of 3GPP TS 23.040; letters and digits by the AF2M charter. */
const NAME = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/;

/** Undefined: no phone would show it. An alphanumeric sender cannot be answered. */
export function senderKind(sender: string): SenderKind | undefined {
  if (NUMBER.test(sender)) return 'number';
  if (SHORT_CODE.test(sender)) return 'short-code';
  return NAME.test(sender) ? 'alphanumeric' : undefined;
}

/** Whether people can reply to what such a connection sends. A messaging service of Twilio sends from its own numbers. */
export function canBeAnswered({ sender, settings }: Pick<SmsConnection, 'sender' | 'settings'>): boolean {
  return settings.messagingServiceSid !== undefined || senderKind(sender) !== 'alphanumeric';
}

/** For whoever has to mend a sender. */
export const SENDER_RULE =
  'A sender is a number such as +33644630000, a short code of 3 to 8 digits, or a name of at most 11 letters ' +
  'and digits without spaces, at least one of them a letter.';
