/**
 * What happens when somebody waited too long, or an operator did nothing: the alarms of conversations that people own.
 * Each is decided again on what it finds. Knows queues and the engine's commands.
 */
import type { Clock } from '../clock.ts';
import type { Otherwise } from '../contract/inbox.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../errors.ts';
import type { Alarm, Conversation, Owner } from '../stores/port.ts';
import type { Queues } from './queues.ts';

export interface DeskAlarmsDeps {
  queues: Queues;
  engine: Pick<Engine, 'own' | 'idle' | 'handback' | 'announce' | 'change'>;
  clock: Clock;
  /** Room may be free again. */
  nudge(): void;
}

const MINUTE_MS = 60_000;

/** Does what an alarm is for; one of a kind it does not know is left alone. Safe to ring twice. */
export function createDeskAlarms(
  deps: DeskAlarmsDeps,
): (conversation: Conversation, alarm: Alarm) => Promise<void> {
  const { queues, engine, clock } = deps;

  return async (conversation, alarm) => {
    const { workspace, id } = conversation;
    try {
      if (alarm.kind === 'offer') {
        await engine.own(workspace, id, { kind: 'miss' });
        deps.nudge();
      } else if (alarm.kind === 'idle') {
        const { to, queue } = queues.returnOf(conversation);
        await engine.idle(workspace, id, to, queue);
      } else if (alarm.kind === 'overflow') {
        await overflow(conversation);
      }
    } catch (error) {
      // Somebody was faster: what it was for is no more.
      if (!(error instanceof CodedError) || (error.code !== 'conflict' && error.code !== 'owned_by_other'))
        throw error;
    }
  };

  async function overflow(conversation: Conversation): Promise<void> {
    const { workspace, id, owner } = conversation;
    if (owner.kind !== 'queue' || owner.offer) return;
    const { queue } = queues.get(owner.queue);
    const outside = queues.closed(owner.queue, clock.now());
    const what: Otherwise = outside ?? queue.overflow?.otherwise ?? { to: 'wait' };
    const reason = outside ? 'closed' : 'too-long';
    switch (what.to) {
      case 'bot':
        await engine.handback(workspace, id, what.node, { reason });
        return;
      case 'queue':
        if (what.queue !== owner.queue)
          await engine.own(workspace, id, { kind: 'overflow', queue: what.queue });
        return;
      case 'message': {
        // First what it is for, then that it was done: said twice after a crash is better than never.
        const text = what.text[conversation.locale] ?? what.text[conversation.locale.slice(0, 2)];
        await engine.announce(workspace, id, conversation.voice, text ?? Object.values(what.text)[0] ?? '');
        await rest(conversation, owner, outside !== undefined);
        return;
      }
      case 'wait':
        await rest(conversation, owner, outside !== undefined);
    }
  }

  /** What was said outside the hours is not said again; once it opens, waiting too long begins to count. */
  async function rest(
    { workspace, id }: Conversation,
    { queue }: Extract<Owner, { kind: 'queue' }>,
    outside: boolean,
  ): Promise<void> {
    const now = clock.now();
    const opening = queues.opening(queue, now);
    const after = queues.get(queue).queue.overflow?.afterMinutes;
    const opensAt = opening.open ? undefined : opening.opensAt;
    const at =
      outside && opensAt !== undefined && after !== undefined ? opensAt + after * MINUTE_MS : undefined;
    await engine.change(workspace, id, (current) => {
      const others = current.alarms.filter(({ kind }) => kind !== 'overflow');
      const alarms =
        at === undefined ? others : [...others, { id: 'overflow', kind: 'overflow' as const, at }];
      return { conversation: { ...current, alarms }, quiet: true };
    });
  }
}
