/** What waits in queues finds its operators, on the real engine and store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operatorBodySchema, queueBodySchema } from '../../../server/contract/inbox.ts';
import { createDeparted } from '../../../server/inbox/departed.ts';
import { WORKSPACE } from '../engine/engine-rig.ts';
import { createQueues, type Given, phoneOf } from './queue-world.ts';

let world: Awaited<ReturnType<typeof createQueues>>;
beforeEach(async () => {
  world = await createQueues();
});
afterEach(() => world.rig.close());

const queue = (fields: object = {}) => queueBodySchema.parse({ name: 'Sales', ...fields });
const can = (fields: object = {}) => operatorBodySchema.parse(fields);

/** Who each phone was offered to or is with. */
async function given(...phones: number[]): Promise<(Given | undefined)[]> {
  return Promise.all(phones.map(world.given));
}

describe('offering', () => {
  test('goes to whoever is online and has room, the first who came first', async () => {
    await world.queue('sales', queue());
    for (const n of [1, 2, 3]) await world.askFor(n);
    expect(await given(1, 2, 3)).toEqual([{ waits: 'sales' }, { waits: 'sales' }, { waits: 'sales' }]);
    await world.online('ana', can({ capacity: 2 }));
    expect(await given(1, 2, 3)).toEqual([{ offered: 'ana' }, { offered: 'ana' }, { waits: 'sales' }]);
    await world.accept(1, 'ana');
    expect(await given(1, 2, 3)).toEqual([{ has: 'ana' }, { offered: 'ana' }, { waits: 'sales' }]);
  });

  test('what is more pressing comes before what came first', async () => {
    await world.queue('sales', queue());
    for (const n of [1, 2]) await world.askFor(n);
    await world.pressing(2);
    await world.online('ana', can({ capacity: 1 }));
    expect(await given(1, 2)).toEqual([{ waits: 'sales' }, { offered: 'ana' }]);
  });

  test('room that becomes free is used at once: by handing back, closing, passing on, a raised capacity', async () => {
    await world.queue('sales', queue());
    await world.online('ana', can({ capacity: 1 }));
    for (const n of [1, 2, 3, 4, 5]) await world.askFor(n);
    await world.accept(1, 'ana');
    expect(await given(1, 2)).toEqual([{ has: 'ana' }, { waits: 'sales' }]);
    await world.handBack(1, 'ana');
    expect(await given(1, 2)).toEqual([{ bot: true }, { offered: 'ana' }]);
    await world.accept(2, 'ana');
    await world.close(2, 'ana');
    expect(await given(2, 3)).toEqual([{ bot: true }, { offered: 'ana' }]);
    await world.pass(3, 'ana');
    expect(await given(3, 4)).toEqual([{ waits: 'sales' }, { offered: 'ana' }]);
    await world.can('ana', can({ capacity: 2 }));
    expect(await given(3, 4, 5)).toEqual([{ waits: 'sales' }, { offered: 'ana' }, { offered: 'ana' }]);
  });

  test('an offer nobody answers goes to the next, and comes back when there is no other', async () => {
    await world.queue('sales', queue({ offer: { seconds: 20 } }));
    await world.online('ana', can());
    await world.online('ben', can({ capacity: 1 }));
    await world.askFor(1);
    const [first] = await given(1);
    const other = first && 'offered' in first && first.offered === 'ana' ? 'ben' : 'ana';
    await world.rig.pass(21_000);
    expect(await given(1)).toEqual([{ offered: other }]);
    await world.rig.pass(21_000);
    expect(await given(1)).toEqual([{ waits: 'sales' }]);
    await world.rig.pass(60_000);
    expect(await given(1)).not.toEqual([{ waits: 'sales' }]);
  });

  test('an offer that went on cannot be accepted any more', async () => {
    await world.queue('sales', queue({ offer: { seconds: 20 } }));
    await world.online('ana', can());
    await world.askFor(1);
    await world.rig.pass(21_000);
    await expect(world.accept(1, 'ana')).rejects.toMatchObject({ code: 'offer_over' });
  });

  test('only those who can and speak the language are asked; who had it last comes first', async () => {
    await world.queue('sales', queue({ skills: ['refunds'] }));
    await world.online('ana', can());
    await world.online('ben', can({ skills: ['refunds'], languages: ['fr'] }));
    await world.online('cleo', can({ skills: ['refunds'], languages: ['en'] }));
    await world.online('dora', can({ skills: ['refunds'], queues: ['claims'] }));
    await world.askFor(1);
    expect(await given(1)).toEqual([{ offered: 'cleo' }]);
    await world.accept(1, 'cleo');
    await world.online('emil', can({ skills: ['refunds'], capacity: 50 }));
    await world.handBack(1, 'cleo');
    for (const n of [2, 3]) await world.askFor(n);
    // The share of what each could take decides, and then who was given nothing for longest.
    expect(await given(2, 3)).toEqual([{ offered: 'emil' }, { offered: 'cleo' }]);
    await world.askFor(1);
    expect(await given(1)).toEqual([{ offered: 'cleo' }]);
  });

  test('a queue that assigns asks nobody', async () => {
    await world.queue('sales', queue({ offer: { mode: 'assign' } }));
    await world.online('ana', can());
    await world.askFor(1);
    expect(await given(1)).toEqual([{ has: 'ana' }]);
  });

  test('conversations weigh what their queue says, by channel', async () => {
    await world.queue('sales', queue({ offer: { mode: 'assign' }, weight: { rbm: 3 } }));
    await world.online('ana', can({ capacity: 5 }));
    for (const n of [1, 2]) await world.askFor(n);
    expect(await given(1, 2)).toEqual([{ has: 'ana' }, { waits: 'sales' }]);
  });

  test('two processes never promise more room than there is', async () => {
    await world.queue('sales', queue({ offer: { mode: 'assign' } }));
    await world.rig.another();
    for (let n = 1; n <= 12; n += 1) await world.askFor(n);
    await Promise.all(['ana', 'ben'].map((who) => world.online(who, can({ capacity: 3 }))));
    await world.rig.pass(30_000);
    const all = await given(...Array.from({ length: 12 }, (_, n) => n + 1));
    const count = (who: string) => all.filter((one) => one && 'has' in one && one.has === who).length;
    expect([count('ana'), count('ben')]).toEqual([3, 3]);
  });
});

describe('waiting too long', () => {
  test.each([
    ['the bot', { to: 'bot' }, { bot: true }],
    ['another queue', { to: 'queue', queue: 'claims' }, { waits: 'claims' }],
  ])('leads to %s', async (_name, otherwise, expected) => {
    await world.queue('sales', queue({ overflow: { afterMinutes: 5, otherwise } }));
    await world.askFor(1);
    await world.rig.pass(290_000);
    expect(await given(1)).toEqual([{ waits: 'sales' }]);
    await world.rig.pass(20_000);
    expect(await given(1)).toEqual([expected]);
  });

  test('is said once, in their language', async () => {
    const text = { en: 'Please bear with us.', fr: 'Encore un instant.' };
    await world.queue('sales', queue({ overflow: { afterMinutes: 5, otherwise: { to: 'message', text } } }));
    await world.askFor(1);
    await world.rig.pass(1_200_000);
    expect(world.rig.heard(phoneOf(1)).filter((words) => words === text.en)).toHaveLength(1);
    expect(await given(1)).toEqual([{ waits: 'sales' }]);
  });

  test('outside the hours they hear so at once, nobody is asked, and at the opening they are', async () => {
    // It is a Monday at noon in UTC.
    const hours = { timezone: 'UTC', week: { mon: [{ from: '14:00', to: '18:00' }] } };
    const closed = { to: 'message', text: { en: 'We open at two.' } };
    await world.queue('sales', queue({ hours, closed }));
    await world.online('ana', can());
    await world.askFor(1);
    expect(world.rig.heard(phoneOf(1))).toContain('We open at two.');
    expect(await given(1)).toEqual([{ waits: 'sales' }]);
    world.stay('ana');
    await world.rig.pass(7_220_000);
    expect(await given(1)).not.toEqual([{ waits: 'sales' }]);
  });

  test('how long it takes is told where the queue wants that', async () => {
    await world.queue('sales', queue({ tellWait: true }));
    await world.online('ana', can({ capacity: 1 }));
    for (const n of [1, 2]) await world.askFor(n);
    expect(world.rig.heard(phoneOf(1)).some((words) => words.includes('busy'))).toBe(false);
    expect(world.rig.heard(phoneOf(2))).toContain(
      'Everybody is busy right now. It should take about 5 minutes.',
    );
  });

  test('for an operator who does not answer: it goes back to the queue, or to the bot', async () => {
    await world.queue(
      'sales',
      queue({ idleMinutes: 10, overflow: { afterMinutes: 60, otherwise: { to: 'wait' } } }),
    );
    await world.online('ana', can());
    await world.online('ben', can({ capacity: 0 }));
    for (const who of ['ana', 'ben']) world.stay(who);
    await world.askFor(1);
    await world.accept(1, 'ana');
    await world.rig.pass(599_000);
    expect(await given(1)).toEqual([{ has: 'ana' }]);
    await world.can('ben', can({ capacity: 5 }));
    await world.rig.pass(2000);
    expect(await given(1)).toEqual([{ offered: 'ben' }]);

    await world.queue('sales', queue({ idleMinutes: 10, idleTo: 'bot' }));
    await world.accept(1, 'ben');
    await world.rig.pass(610_000);
    expect(await given(1)).toEqual([{ bot: true }]);
  });

  test('taken straight from the bot, it goes by the rule for conversations without a queue', async () => {
    const { desk } = world.rig;
    expect(desk.queues.idle()).toEqual({ minutes: 30, to: 'bot' });
    await world.takeFromBot(1, 'ana');
    world.stay('ana');
    await world.rig.pass(3_600_000);
    // Nobody waits for an answer.
    expect(await given(1)).toEqual([{ has: 'ana' }]);
    await world.write(1, 'still there?');
    await world.rig.pass(29 * 60_000);
    expect(await given(1)).toEqual([{ has: 'ana' }]);
    await world.rig.pass(2 * 60_000);
    expect(await given(1)).toEqual([{ bot: true }]);

    await desk.queues.setIdle({ minutes: 5, to: 'queue' });
    await world.takeFromBot(1, 'ana');
    await world.write(1, 'hello?');
    await world.rig.pass(6 * 60_000);
    expect(await given(1)).toEqual([{ waits: 'default' }]);

    // Who has planned an answer for later is not idle.
    await world.takeFromBot(1, 'ana');
    await world.write(1, 'when?');
    await world.plan(1, 'ana', 'Tomorrow.', 3_600_000);
    await world.rig.pass(50 * 60_000);
    expect(await given(1)).toEqual([{ has: 'ana' }]);
    await world.rig.pass(20 * 60_000);
    expect(await given(1)).toEqual([{ has: 'ana' }]);
    expect(world.rig.heard(phoneOf(1))).toContain('Tomorrow.');

    await desk.queues.setIdle({ minutes: null, to: 'bot' });
    await world.takeFromBot(2, 'ana');
    await world.write(2, 'hello?');
    await world.rig.pass(2 * 3_600_000);
    expect(await given(2)).toEqual([{ has: 'ana' }]);
  });
});

describe('who does not work here any more', () => {
  test('keeps nothing: it goes to the queue it came from, or to the bot; what is snoozed when it is back', async () => {
    const { rig } = world;
    await world.queue('sales', queue({ offer: { mode: 'pull' } }));
    await world.online('ana', can());
    for (const n of [1, 2]) {
      await world.askFor(n);
      await world.take(n, 'ana');
    }
    await world.takeFromBot(3, 'ana');
    await world.takeFromBot(4, 'ben');
    await world.takeFromBot(5, 'a-program');
    await world.snooze(2, 'ana');
    const gone = new Set<string>();
    const departed = createDeparted({
      ...{ workspace: WORKSPACE, store: rig.store.conversations, engine: rig.engine, clock: rig.clock },
      ...{ queues: rig.desk.queues, operators: rig.desk.operators, nudge: rig.desk.offers.nudge },
      team: async () => ['ana', 'ben'].map((id) => ({ id, name: id, speaks: !gone.has(id) })),
      report: (fact) => rig.facts.push(fact),
    });
    await departed.look();
    expect(await given(1, 2, 3)).toEqual([{ has: 'ana' }, { has: 'ana' }, { has: 'ana' }]);
    gone.add('ana');
    await departed.look();
    await rig.rest();
    expect(await given(1, 2, 3, 4, 5)).toEqual([
      { waits: 'sales' },
      { has: 'ana' },
      { bot: true },
      { has: 'ben' },
      { has: 'a-program' },
    ]);
    await rig.pass(86_400_000);
    await departed.look();
    expect(await given(2)).toEqual([{ waits: 'sales' }]);
    const { desk } = await rig.conversation(phoneOf(2));
    expect(desk).toMatchObject({ status: 'open', waitingSince: expect.any(Number) });
    expect(await world.statuses()).toMatchObject({ ana: 'away' });
    expect(rig.facts.filter(({ kind }) => kind === 'fault')).toEqual([]);
  });
});

describe('operators', () => {
  test('who is gone for two minutes is away, and one who is connected stays', async () => {
    await world.online('ana', can());
    await world.online('ben', can());
    const leave = world.rig.desk.presence.connected('ana');
    await world.rig.pass(600_000);
    expect(await world.statuses()).toEqual({ ana: 'online', ben: 'away' });
    leave();
    await world.rig.pass(90_000);
    expect(await world.statuses()).toMatchObject({ ana: 'online' });
    await world.rig.pass(60_000);
    expect(await world.statuses()).toMatchObject({ ana: 'away' });
  });

  test('at the end of a shift nothing new comes, and they are away after their last', async () => {
    await world.queue('sales', queue({ offer: { mode: 'assign' } }));
    await world.online('ana', can());
    world.stay('ana');
    await world.askFor(1);
    await world.rig.desk.operators.setStatus('ana', 'Ana', { status: 'away', drain: true });
    await world.askFor(2);
    await world.rig.pass(30_000);
    expect(await world.statuses()).toEqual({ ana: 'busy' });
    expect(await given(1, 2)).toEqual([{ has: 'ana' }, { waits: 'sales' }]);
    await world.close(1, 'ana');
    await world.rig.pass(30_000);
    expect(await world.statuses()).toEqual({ ana: 'away' });
  });

  test('the state of a queue says who waits, who is there and how long it takes', async () => {
    await world.queue('sales', queue());
    await world.online('ana', can({ capacity: 1 }));
    for (const n of [1, 2, 3]) await world.askFor(n);
    expect(await world.rig.desk.states.one('sales')).toMatchObject({
      ...{ configured: true, open: true, waiting: 2, offered: 1, online: 1, free: 0, waitMinutes: 15 },
    });
    const [state] = await world.rig.desk.states.operators();
    expect(state).toMatchObject({ id: 'ana', load: 1, conversations: 1, status: 'online' });
  });
});
