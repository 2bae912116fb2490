/** A brand with an SMS connection, and things to send by it; numbers are from ranges reserved for films and tests. */
import type { Brand, Outbound, SmsConnection } from '../../../../server/channels/port.ts';
import type { Sms } from '../../../../server/channels/sms/provider.ts';

export const ID = '5f0e7f9c-9b43-4a1c-8a55-2f61f3a7d001';
export const PHONE = '+33639980001';
export const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;

export function smsBrand(sms: Partial<SmsConnection> = {}): Brand & { sms: SmsConnection } {
  return {
    workspace: 'w',
    id: 'acme',
    name: 'Acme',
    agentId: 'acme_agent',
    locale: 'en',
    timezone: 'Europe/Paris',
    sms: {
      provider: 'twilio',
      sender: '+33644630000',
      smart: 'when-shorter',
      whenUnsure: 'hold',
      settings: {},
      ...sms,
    },
  };
}

export const SMS: Sms = {
  id: ID,
  to: PHONE,
  sender: '+33644630000',
  text: 'Your table is booked.',
  encoding: 'gsm7',
};

export function outbound(brand: Brand, more: Partial<Outbound> = {}): Outbound {
  return {
    id: ID,
    brand,
    phone: PHONE,
    message: { kind: 'text', text: 'Your table is booked.', suggestions: [] },
    traffic: 'transaction',
    locale: 'en',
    ...more,
  };
}
