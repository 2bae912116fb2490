import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectId } from '../../flows/effect.ts';
import { eventSchema } from '../../flows/event.ts';
import { LIMITS } from '../../flows/limits.ts';
import { converse, idOf, kindsOf, messagesIn, NOON, only, programOf, says } from './fixtures.ts';

describe('effects', () => {
  test('[E1] the n-th id is the event’s as version 8 with n in its last three digits, and never the event’s own', () => {
    fc.assert(
      fc.property(fc.uuid({ version: [4, 7] }), fc.nat(4095), fc.nat(4095), (event, n, m) => {
        const id = effectId(event, n);
        expect(id.slice(0, -3)).toBe(`${event.slice(0, 14)}8${event.slice(15, -3)}`);
        expect(id).not.toBe(event);
        expect(Number.parseInt(id.slice(-3), 16)).toBe(n);
        expect(eventSchema.safeParse({ kind: 'unsubscribe', id, at: 0 }).success).toBe(true);
        expect(id === effectId(event, m)).toBe(n === m);
      }),
    );
  });

  test('[E1] the effects of a step are numbered from 0 in their order', () => {
    const talk = converse(
      programOf({
        a: { kind: 'say', say: [says('One'), says('Two')], to: 'b' },
        b: {
          kind: 'choose',
          ask: says('Q?'),
          choices: [{ id: 'x', label: 'X', to: 'a' }],
          timeout: { after: '1h', to: 'a' },
        },
      }),
    );
    expect(talk.last.effects.map(({ id }) => id)).toEqual([0, 1, 2, 3].map((n) => effectId(idOf(1), n)));
    expect(only(talk.last.effects, 'schedule')[0]?.token).toBe(effectId(idOf(1), 3));
  });

  test('[E2] what is cancelled comes before what is said, and that before what is scheduled', () => {
    const talk = converse(
      programOf({
        b: {
          kind: 'choose',
          ask: says('Q?'),
          choices: [{ id: 'x', label: 'X', to: 'b' }],
          timeout: { after: '1h', to: 'b' },
        },
      }),
    );
    expect(kindsOf(talk.tap('b', 'x').effects)).toEqual(['cancel', 'send', 'schedule']);
  });

  test('[E3] a text that is too long becomes several, the buttons with the last', () => {
    const talk = converse(
      programOf(
        {
          q: {
            kind: 'choose',
            ask: says('{{story}}'),
            choices: [{ id: 'x', label: 'A label of far more than twenty-five characters', to: 'q' }],
          },
        },
        { variables: { story: { type: 'text', default: 'Words and words. '.repeat(500) } } },
      ),
    );
    const messages = messagesIn(talk.last.effects);
    expect(messages.length).toBeGreaterThan(2);
    for (const [index, message] of messages.entries()) {
      expect(message.kind === 'text' && message.text.length <= LIMITS.text).toBe(true);
      expect(message.suggestions).toHaveLength(index === messages.length - 1 ? 1 : 0);
    }
    expect(messages.at(-1)?.suggestions[0]?.label.length).toBeLessThanOrEqual(LIMITS.suggestionLabel);
  });

  test('[E4] a message travels as its node says, else as its flow says', () => {
    const talk = converse(
      programOf(
        {
          a: {
            kind: 'say',
            say: [says('code')],
            delivery: { traffic: 'authentication', ttl: '5m' },
            to: 'b',
          },
          b: { kind: 'end', say: says('done') },
        },
        { settings: { traffic: 'transaction' } },
      ),
    );
    expect(only(talk.last.effects, 'send')).toMatchObject([
      { node: 'a', traffic: 'authentication', ttl: 300 },
      { node: 'b', traffic: 'transaction' },
    ]);
    expect(only(talk.last.effects, 'send')[1]).not.toHaveProperty('ttl');
  });

  test('[E4] how long it may wait and from when it is pointless travel apart, a phone left ten seconds at least', () => {
    const expiries = [
      '{{now | shift: "1h"}}',
      '{{now | shift: "1m"}}',
      '{{now | shift: "-1d"}}',
      'someday',
    ].map((expires) => {
      const talk = converse(
        programOf({
          a: { kind: 'say', say: [says('code')], delivery: { ttl: '5m', expires }, to: 'b' },
          b: { kind: 'end' },
        }),
      );
      const [sent] = only(talk.last.effects, 'send');
      return [sent?.expires === undefined ? undefined : sent.expires - NOON, sent?.ttl];
    });
    expect(expiries).toEqual([
      [3_600_000, 300],
      [60_000, 300],
      [10_000, 300],
      [undefined, 300],
    ]);
  });

  test('[E4] whether it may go by SMS is the node’s wish; without one nothing is said of it', () => {
    const talk = converse(
      programOf({
        a: { kind: 'say', say: [says('code')], delivery: { sms: 'never' }, to: 'b' },
        b: { kind: 'end', say: says('bye') },
      }),
    );
    const [code, bye] = only(talk.last.effects, 'send');
    expect(code).toMatchObject({ fallback: 'never' });
    expect(bye).not.toHaveProperty('fallback');
  });

  test('[E5] the author’s wording for SMS is filled in and travels with the message', () => {
    const talk = converse(
      programOf({
        e: {
          kind: 'end',
          say: { ...says('A long card'), sms: { en: 'Hi {{contact.name}}', fr: 'Bonjour' } },
        },
      }),
    );
    expect(only(talk.last.effects, 'send')).toMatchObject([{ sms: 'Hi Marie' }]);
  });

  test('[E5] of a text in several messages the last one has the wording for SMS, the others nothing to say by SMS', () => {
    const long = 'Words and words. '.repeat(400);
    const talk = converse(programOf({ e: { kind: 'end', say: { ...says(long), sms: 'In short' } } }));
    const wordings = only(talk.last.effects, 'send').map(({ sms }) => sms);
    expect(wordings.length).toBeGreaterThan(2);
    expect(wordings).toEqual([...wordings.slice(1).map(() => ''), 'In short']);
  });

  test('[E5] a wording for SMS that turns out empty is none', () => {
    const talk = converse(programOf({ e: { kind: 'end', say: { ...says('Hi'), sms: ' {{nothing}} ' } } }));
    expect(only(talk.last.effects, 'send')[0]).not.toHaveProperty('sms');
  });

  test('an effect is plain data: JSON keeps it whole', () => {
    const talk = converse(
      programOf({
        c: { kind: 'call', service: 's', operation: 'o', input: { at: '{{now}}' }, to: 'c', failed: 'c' },
      }),
    );
    expect(JSON.parse(JSON.stringify(talk.last.effects))).toEqual(talk.last.effects);
    expect(only(talk.last.effects, 'call')[0]?.input).toEqual({
      at: new Date(NOON).toISOString().replace('.000', ''),
    });
  });
});
