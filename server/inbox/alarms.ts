/**
 * What happens when somebody waited too long, or an operator did nothing: the alarms of conversations that people own.
 * Each is decided again on what it finds. Knows queues and the engine's commands.
 */
import type { Clock } from '../clock.ts';
import type { Otherwise } from '../contract/inbox.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../errors.ts';
import type { Alarm, Conversation, ConversationStore, Owner } from '../stores/port.ts';
import type { Queues } from './queues.ts';

export interface DeskAlarmsDeps {
  store: Pick<ConversationStore, 'pending'>;
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
  const { store, queues, engine, clock } = deps;

  return async (conversation, alarm) => {
    const { workspace, id } = conversation;
    try {
      if (alarm.kind === 'offer') {
        await engine.own(workspace, id, { kind: 'miss' });
        deps.nudge();
      } else if (alarm.kind === 'idle') {
        const answer = await answerDue(conversation);
        if (answer !== undefined) return await setAlarm(conversation, 'idle', answer + MINUTE_MS);
        const { to, queue } = queues.returnOf(conversation);
        await engine.idle(workspace, id, to, queue);
      } else if (alarm.kind === 'overflow') {
        await overflow(conversation);
      }
    } catch (error) {
      // Somebody was faster: what it was for is no more.
      if (!(error instanceof CodedError) || error.status !== 409) throw error;
    }
  };

  /** Who has planned an answer is not idle, nor whose answer a busy channel has not taken: when the last of them is due. */
  async function answerDue({ workspace, id, voice }: Conversation): Promise<number | undefined> {
    const items = await store.pending(workspace, id);
    const times = items.flatMap((item) => (item.voice === voice ? [item.dueAt] : []));
    return times.length === 0 ? undefined : Math.max(clock.now(), ...times);
  }

  /** The alarm of a kind at a time, or none. */
  async function setAlarm(
    { workspace, id, voice }: Conversation,
    kind: 'idle' | 'overflow',
    at: number | undefined,
  ): Promise<void> {
    await engine.change(workspace, id, (current) => {
      // Somebody else has it by now, with alarms of their own.
      if (current.voice !== voice) return undefined;
      const others = current.alarms.filter((one) => one.kind !== kind);
      const alarms = at === undefined ? others : [...others, { id: kind, kind, at }];
      return { conversation: { ...current, alarms }, quiet: true };
    });
  }

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
    conversation: Conversation,
    { queue }: Extract<Owner, { kind: 'queue' }>,
    outside: boolean,
  ): Promise<void> {
    const now = clock.now();
    const opening = queues.opening(queue, now);
    const after = queues.get(queue).queue.overflow?.afterMinutes;
    const opensAt = opening.open ? undefined : opening.opensAt;
    const at =
      outside && opensAt !== undefined && after !== undefined ? opensAt + after * MINUTE_MS : undefined;
    await setAlarm(conversation, 'overflow', at);
  }
}
