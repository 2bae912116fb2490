/**
 * What a platform says became of a message, once or many times, in any order, late or never: the message's state moves
 * forward, and what will not be delivered goes its other way. Knows the store and the outbox, no channel.
 */
import type { ChannelName } from '../../flows/scope.ts';
import type { Brand, Inbound } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { ConversationStore, Receipt, StoredMessage } from '../stores/port.ts';
import type { Outbox } from './outbox.ts';
import type { Found, Refs } from './refs.ts';

export type Receipts = (
  channel: ChannelName,
  brand: Brand,
  inbound: Extract<Inbound, { kind: 'receipt' }>,
) => Promise<'marked' | 'late' | 'unknown'>;

export interface ReceiptsDeps {
  store: Pick<ConversationStore, 'get' | 'mark' | 'message'>;
  refs: Refs;
  outbox: Pick<Outbox, 'giveUp' | 'spare'>;
  clock: Clock;
  report: Report;
}

type Marked = Awaited<ReturnType<Receipts>>;

export function createReceipts({ store, refs, outbox, clock, report }: ReceiptsDeps): Receipts {
  return async (channel, brand, inbound) => {
    const { message, state } = inbound;
    const { workspace } = brand;
    const named: Found | undefined =
      typeof message === 'string'
        ? { message, parts: 1, part: 0, shelf: '' }
        : await refs.find({ workspace, channel, brand: brand.id }, message.ref);
    const marked = named ? await take(channel, workspace, named, inbound) : 'unknown';
    report({ kind: 'receipt', state, known: marked !== 'unknown' });
    return marked;
  };

  async function take(
    channel: ChannelName,
    workspace: string,
    named: Found,
    { state, sentAt, fault }: Parameters<Receipts>[2],
  ): Promise<Marked> {
    const { message } = named;
    const at = sentAt ?? clock.now();
    switch (state) {
      case 'revoked':
        return notDelivered(channel, workspace, message, 'expired', at);
      case 'revoke-failed':
        return notDelivered(channel, workspace, message, 'unsure', at);
      case 'delivered':
      case 'read': {
        if (!(await refs.arrived(workspace, named))) return 'marked';
        return arrived(workspace, message, { channel, state, at });
      }
      case 'sent':
      case 'failed':
        return store.mark(workspace, message, { channel, state, at, ...(fault ? { fault } : {}) });
    }
  }

  async function arrived(workspace: string, message: string, receipt: Receipt): Promise<Marked> {
    const marked = await store.mark(workspace, message, receipt);
    if (marked !== 'late') return marked;
    // It had been decided to say it by SMS. Perhaps that has not left yet.
    const found = await placeOf(workspace, message);
    if (found && (await outbox.spare(found.conversation, message, receipt))) return 'marked';
    const { channel, state } = receipt;
    report({ kind: 'late-receipt', conversation: found?.line.conversation ?? '', channel, state });
    return 'late';
  }

  /** "unsure" says that nobody knows: a message that goes no other way stays as it is. */
  async function notDelivered(
    channel: ChannelName,
    workspace: string,
    message: string,
    why: 'expired' | 'unsure',
    at: number,
  ): Promise<Marked> {
    const found = await placeOf(workspace, message);
    if (!found) return 'unknown';
    const { line, conversation } = found;
    // "Delivered" wins over every notice to the contrary; and what went another way has been given up before.
    if (line.channel !== channel || line.state === 'delivered' || line.state === 'read') return 'marked';
    if ((await outbox.giveUp(conversation, message, why)) || why === 'unsure') return 'marked';
    return store.mark(workspace, message, { channel, state: 'expired', at });
  }

  async function placeOf(workspace: string, message: string) {
    const line: StoredMessage | undefined = await store.message(workspace, message);
    const conversation = line && (await store.get(workspace, line.conversation));
    return line && conversation && { line, conversation };
  }
}
