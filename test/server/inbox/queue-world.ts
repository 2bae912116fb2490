/** Phones that ask for a person, and operators who take them, on an engine with queues. */
import type { OperatorBody, QueueBody } from '../../../server/contract/inbox.ts';
import { ECHO, HANDOFF, openRig, WORKSPACE } from '../engine/engine-rig.ts';

/** Where a conversation is. */
export type Given = { bot: true } | { waits: string } | { offered: string } | { has: string };

export const phoneOf = (n: number) => `+4477009000${String(n).padStart(2, '0')}`;

export async function createQueues() {
  const rig = await openRig([ECHO, HANDOFF], undefined, { desk: true });

  async function idOf(n: number): Promise<string> {
    return (await rig.conversation(phoneOf(n))).id;
  }

  async function settled(): Promise<void> {
    await rig.rest();
    await rig.desk.offers.idle();
    await rig.rest();
  }

  async function own(n: number, command: Parameters<typeof rig.engine.own>[2]): Promise<void> {
    await rig.engine.own(WORKSPACE, await idOf(n), command);
    await settled();
  }

  return {
    rig,
    async queue(id: string, body: QueueBody) {
      await rig.desk.queues.put(id, body);
      rig.desk.offers.nudge();
      await settled();
    },
    async can(who: string, body: OperatorBody) {
      await rig.desk.operators.set(who, who, body);
      rig.desk.offers.nudge();
      await settled();
    },
    async online(who: string, body: OperatorBody) {
      await rig.desk.operators.set(who, who, body);
      await rig.desk.operators.setStatus(who, who, { status: 'online' });
      rig.desk.offers.nudge();
      await settled();
    },
    /** Keeps them connected. */
    stay(who: string) {
      rig.desk.presence.connected(who);
    },
    /** Phone `n` asks for somebody, in the flow that hands to the queue "sales". */
    async askFor(n: number) {
      await rig.say(phoneOf(n), 'people');
      // Whoever comes next comes later.
      await rig.clock.advance(1);
      await settled();
    },
    async pressing(n: number) {
      await rig.engine.change(WORKSPACE, await idOf(n), (conversation) => ({
        conversation: { ...conversation, desk: { ...conversation.desk, priority: 'urgent' } },
      }));
      await settled();
    },
    /** Phone `n` wrote to the bot, and somebody takes it over from there. */
    async takeFromBot(n: number, who: string) {
      await rig.say(phoneOf(n), 'hello');
      await settled();
      await own(n, { kind: 'take', by: { operator: who } });
    },
    async write(n: number, text: string) {
      await rig.say(phoneOf(n), text);
      await settled();
    },
    async plan(n: number, who: string, text: string, inMs: number) {
      const message = { kind: 'text' as const, text, suggestions: [] };
      await rig.engine.say(WORKSPACE, await idOf(n), who, message, { at: rig.clock.now() + inMs });
      await settled();
    },
    take: (n: number, who: string) => own(n, { kind: 'take', by: { operator: who } }),
    snooze: (n: number, who: string) =>
      own(n, { kind: 'snooze', by: { operator: who }, until: rig.clock.now() + 86_400_000 }),
    accept: (n: number, who: string) => own(n, { kind: 'accept', by: { operator: who } }),
    pass: (n: number, who: string) => own(n, { kind: 'pass', by: { operator: who } }),
    async handBack(n: number, who: string) {
      await rig.engine.handback(WORKSPACE, await idOf(n), undefined, { by: { operator: who } });
      await settled();
    },
    async close(n: number, who: string) {
      await rig.engine.close(WORKSPACE, await idOf(n), { by: { operator: who } });
      await settled();
    },
    async given(n: number): Promise<Given> {
      const { owner } = await rig.conversation(phoneOf(n));
      if (owner.kind === 'bot') return { bot: true };
      if (owner.kind === 'operator') return { has: owner.operator };
      return owner.offer ? { offered: owner.offer.to } : { waits: owner.queue };
    },
    async statuses(): Promise<Record<string, string>> {
      const all = await rig.desk.operators.all();
      return Object.fromEntries(all.map(({ id, status }) => [id, status]));
    },
  };
}
