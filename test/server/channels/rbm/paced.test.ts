/** RBM_PER_SECOND: so many a second for each agent, codes before offers, alone and with other servers. */
import { describe, expect, test } from 'vitest';
import type { TrafficType } from '../../../../flows/message.ts';
import type { Brand, Channel, Outbound, Outcome } from '../../../../server/channels/port.ts';
import { type PacedRbmDeps, pacedRbm } from '../../../../server/channels/rbm/paced.ts';
import { createFakeClock } from '../../../fake-clock.ts';

const brand = (agentId = 'agent'): Brand => ({
  workspace: 'main',
  id: agentId,
  name: agentId,
  agentId,
  locale: 'en',
  timezone: 'Europe/Paris',
});

function open(given: Partial<PacedRbmDeps> = {}) {
  const clock = createFakeClock();
  const sent: string[] = [];
  const channel: Channel = {
    serves: () => true,
    idempotent: () => true,
    async send({ id }) {
      sent.push(id);
      return { kind: 'accepted' };
    },
  };
  const paced = pacedRbm(channel, { perSecond: 1, clock, ...given });
  const send = (id: string, traffic: TrafficType = 'transaction', by = brand()): Promise<Outcome> => {
    const message = { kind: 'text', text: id };
    return paced.send({ id, brand: by, phone: '+33639980001', message, traffic, locale: 'en' } as Outbound);
  };
  return { clock, sent, channel, paced, send };
}

describe('RBM with a limit', () => {
  test('sends one after another, and each agent has its own', async () => {
    const { clock, sent, send } = open();
    const all = [send('1'), send('2'), send('other', 'transaction', brand('other'))];
    await clock.advance(0);
    expect(sent).toEqual(['1', 'other']);
    await clock.advance(1000);
    await Promise.all(all);
    expect(sent).toEqual(['1', 'other', '2']);
  });

  test('an offer is told to come back long before a code is', async () => {
    const { clock, sent, send } = open();
    await send('first');
    const second = send('second', 'promotion');
    expect(await send('third', 'promotion')).toMatchObject({
      kind: 'again',
      code: 'rbm_busy',
      afterMs: 2000,
    });
    const code = send('code', 'authentication');
    await clock.advance(2000);
    await Promise.all([second, code]);
    expect(sent).toEqual(['first', 'second', 'code']);
  });

  test('takes its turn among those of all servers, by the agent', async () => {
    const asked: unknown[] = [];
    const { clock, sent, send } = open({
      async turnOf(...args) {
        asked.push(args);
        return 300;
      },
    });
    const one = send('one', 'authentication');
    await clock.advance(299);
    expect(sent).toEqual([]);
    await clock.advance(1);
    await one;
    expect(asked).toEqual([['agent', 1, 1, 5000]]);
  });

  test('without one is the channel itself', () => {
    const { channel, clock } = open();
    expect(pacedRbm(channel, { perSecond: undefined, clock })).toBe(channel);
  });
});
