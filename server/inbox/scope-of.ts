/** What the templates of a canned reply can read of a conversation: its flow's variables, and what everybody can. Pure. */
import type { Scope } from '../../flows/scope.ts';
import type { Brand } from '../channels/port.ts';
import type { Conversation } from '../stores/port.ts';
import type { Contact } from './contacts.ts';

/** `operator`: how whoever writes is called, as {{operator.name}}. */
export function scopeOf(
  conversation: Conversation,
  around: { brand: Brand | undefined; contact: Contact; operator: string; now: number },
): Scope {
  const { id, phone, locale, channel, run } = conversation;
  const { brand, contact, operator, now } = around;
  const vars = run?.snapshot.vars[''] ?? {};
  const name = contact.name ?? (typeof vars.name === 'string' ? vars.name : undefined);
  return {
    vars: { ...contact.fields, ...vars, operator: { name: operator } },
    facts: {
      contact: { phone, locale, ...(name === undefined ? {} : { name }) },
      brand: {
        id: conversation.brand,
        name: brand?.name ?? conversation.brand,
        ...(brand?.phone ? { phone: brand.phone } : {}),
        ...(brand?.website ? { website: brand.website } : {}),
      },
      conversation: { id },
      channel,
    },
    now,
    locale,
    timezone: brand?.timezone ?? 'Europe/Paris',
  };
}
