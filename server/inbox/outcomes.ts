/**
 * What became of a payment or an appointment that an operator asked for, as a line of the thread: once for each outcome,
 * however often it is told. Knows no provider, no screen and nothing of flows.
 */
import { createHash } from 'node:crypto';
import { localize } from '../../flows/template.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import { happeningLines } from '../engine/operator.ts';
import { CodedError } from '../errors.ts';
import type { Booking } from '../services/calendar-bookings.ts';
import type { Payment } from '../services/payments.ts';
import type { ConversationStore, Happening } from '../stores/port.ts';
import { isAskedFromInbox } from './agreements.ts';

export interface OutcomesDeps {
  store: Pick<ConversationStore, 'thread'>;
  engine: Pick<Engine, 'change'>;
  clock: Clock;
}

export interface Outcomes {
  /** A payment is settled. Of one that a flow asked for nothing is said: the flow speaks of it. */
  payment(workspace: string, payment: Payment): Promise<void>;
  /** An appointment was made, moved or called off. */
  appointment(workspace: string, booking: Booking, status: AppointmentStatus): Promise<void>;
}

export type AppointmentStatus = NonNullable<Happening['appointment']>['status'];

/** Lines looked at for an outcome that is told again: by a service that was asked again, or after a crash. */
const LATEST = 200;

export function createOutcomes({ store, engine, clock }: OutcomesDeps): Outcomes {
  async function tell(
    workspace: string,
    id: string,
    name: readonly string[],
    factFor: (locale: string) => Happening,
  ): Promise<void> {
    const line = lineId(name);
    try {
      await engine.change(workspace, id, async (conversation) => {
        const { items } = await store.thread(workspace, id, { limit: LATEST });
        if (items.some((one) => one.id === line)) return undefined;
        const fact = factFor(conversation.locale);
        return { conversation, messages: happeningLines(conversation, [fact], clock.now(), () => line) };
      });
    } catch (error) {
      // The person was erased meanwhile: there is nobody left to read it.
      if (!(error instanceof CodedError && error.code === 'not_found')) throw error;
    }
  }

  return {
    async payment(workspace, { id, conversation, status, amount, currency, description }) {
      if (!isAskedFromInbox(id) || status === 'creating' || status === 'pending') return;
      const payment = { id, status, amount, currency, description };
      await tell(workspace, conversation, ['payment', id, status], () => ({
        ...{ kind: 'happening', what: 'payment', payment },
      }));
    },

    async appointment(workspace, booking, status) {
      const { number, conversation, start, service, origin } = booking;
      // A hold is named after the call that asked for it.
      if (!isAskedFromInbox(origin.split('.').at(-1) ?? '')) return;
      await tell(workspace, conversation, ['appointment', number, status, start], (locale) => ({
        ...{ kind: 'happening', what: 'appointment' },
        appointment: { number, status, service: localize(service.name, locale), start },
      }));
    },
  };
}

/** The same name gives the same id, in the shape of a UUID of version 8 (RFC 9562). */
function lineId(name: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(name)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
