/** A connection to a message centre as a test uses it: one brand, and everything that comes in over it. */
import type { Brand, Inbound } from '../../server/channels/port.ts';
import type { Sms, SmsProvider } from '../../server/channels/sms/provider.ts';
import { openSmpp, type SmppExtra } from '../../server/channels/sms/smpp.ts';
import type { SmppLine } from '../../server/channels/sms/smpp-session.ts';
import { systemClock } from '../../server/clock.ts';

export const PHONE = '+33612345678';

export interface Rig {
  provider: SmsProvider;
  heard: Inbound[];
  lines: SmppLine[];
  /** While it is true, whatever comes in cannot be kept. */
  storeDown: boolean;
}

export interface RigOptions {
  port: number;
  settings?: Record<string, string | number | boolean>;
  /** Null: none is set. */
  password?: string | null;
  extra?: Partial<SmppExtra>;
  hear?(inbound: Inbound): Promise<void>;
}

export function brandWith(settings: Record<string, string | number | boolean>): Brand {
  return {
    workspace: 'main',
    id: 'garage',
    name: 'Garage',
    agentId: 'garage-agent',
    sms: { provider: 'smpp', sender: '+33644630000', smart: 'when-shorter', whenUnsure: 'hold', settings },
    locale: 'fr',
    timezone: 'Europe/Paris',
  };
}

export async function connect({
  port,
  settings = {},
  password = 'secret',
  extra = {},
  hear,
}: RigOptions): Promise<Rig> {
  const rig: Rig = { provider: undefined as never, heard: [], lines: [], storeDown: false };
  rig.provider = await openSmpp({
    clock: systemClock,
    random: () => 0.5,
    log: (line) => rig.lines.push(line),
    ...extra,
  })({
    brand: brandWith({ host: '127.0.0.1', port, systemId: 'garage', ...settings }),
    secret: async (field) => (field === 'password' ? (password ?? undefined) : undefined),
    webhookUrl: 'http://127.0.0.1/unused',
    async hear(inbound) {
      if (rig.storeDown) throw new Error('Nothing can be stored.');
      await hear?.(inbound);
      rig.heard.push(inbound);
    },
  });
  return rig;
}

let made = 0;

export function sms(text: string, more: Partial<Sms> = {}): Sms {
  made++;
  return {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    to: PHONE,
    sender: '+33644630000',
    text,
    encoding: 'gsm7',
    ...more,
  };
}
