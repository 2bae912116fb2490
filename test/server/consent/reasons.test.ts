/** Why somebody got, or did not get, a message, in words. */
import { describe, expect, test } from 'vitest';
import { explain, REASONS, reasonsOf } from '../../../server/consent/reasons.ts';
import { MESSAGE_STATES, type StoredMessage } from '../../../server/stores/port.ts';

const MESSAGE: StoredMessage = {
  id: 'm',
  workspace: 'default',
  conversation: 'c',
  direction: 'out',
  at: 1000,
  channel: 'rbm',
  content: { kind: 'text', text: 'Hello', suggestions: [] },
  author: { kind: 'bot', node: 'greet' },
  state: 'sent',
};
const told = (change: Partial<StoredMessage>) => reasonsOf({ ...MESSAGE, ...change });
const codes = (change: Partial<StoredMessage>) => told(change).map(({ code }) => code);
const english = (change: Partial<StoredMessage>) => told(change).map(({ words }) => words.en);

describe('reasons', () => {
  test('an ordinary message was asked for, and sent by RCS', () => {
    expect(told({})).toMatchObject([
      { at: 1000, code: 'asked_for' },
      {
        at: 1000,
        code: 'state_sent',
        detail: 'rbm',
        words: { en: 'It was sent by RCS.', fr: 'Il a été envoyé par RCS.' },
      },
    ]);
  });

  test('each decision in its order, then what became of it', () => {
    const because = [
      { at: 2000, code: 'rcs_expired' },
      { at: 2500, code: 'stop_mention', detail: 'STOP' },
    ];
    expect(codes({ because, channel: 'sms', state: 'delivered' })).toEqual([
      'rcs_expired',
      'stop_mention',
      'state_delivered',
    ]);
    expect(codes({ because: because.slice(0, 1), channel: 'sms', state: 'delivered' })).toEqual([
      'asked_for',
      'rcs_expired',
      'state_delivered',
    ]);
    expect(english({ because, channel: 'sms', state: 'delivered' }).at(-1)).toBe('It was delivered by SMS.');
  });

  test('promotion is not called asked for, and what was refused is told once', () => {
    const fault = { code: 'opted_out', detail: 'This person asked for no more messages.' };
    expect(codes({ state: 'failed', fault })).toEqual(['opted_out', 'state_failed']);
    expect(codes({ state: 'failed', fault, because: [{ at: 5, code: 'opted_out' }] })).toEqual([
      'opted_out',
      'state_failed',
    ]);
    expect(codes({ state: 'failed', fault: { code: 'sms_landline', detail: 'x' } })).toEqual([
      'asked_for',
      'sms_landline',
      'state_failed',
    ]);
  });

  test('what every try met with is told once; what differs, each time', () => {
    const unanswered = (at: number) => ({ at, code: 'sms_unanswered', detail: 'sms_network' });
    const because = [
      unanswered(1),
      unanswered(2),
      { ...unanswered(3), detail: 'sms_timeout' },
      unanswered(4),
    ];
    const details = told({ because, channel: 'sms' }).map(({ at, detail }) => [at, detail]);
    expect(details.slice(1, -1)).toEqual([
      [1, 'sms_network'],
      [3, 'sms_timeout'],
      [4, 'sms_network'],
    ]);
  });

  test('a late receipt and a colleague are named', () => {
    const late = { channel: 'rbm', state: 'delivered', at: 9000 } as const;
    const shown = told({ author: { kind: 'operator', operator: 'o' }, late, channel: 'sms' });
    expect(shown).toMatchObject([
      { code: 'by_operator' },
      { code: 'late_receipt', at: 9000, detail: 'rbm delivered' },
      { code: 'state_sent', detail: 'sms' },
    ]);
  });

  test('a code nobody has words for stands for itself, also one that is called like a part of the language', () => {
    for (const code of ['sms_9999', 'constructor', '__proto__', 'toString']) {
      expect(explain({ at: 1, code }).words.en).toBe(`It was answered "${code}".`);
    }
  });

  test('words are there in both languages, as sentences', () => {
    const shown = [
      ...Object.values(REASONS),
      ...MESSAGE_STATES.flatMap((state) =>
        (['rbm', 'sms', 'web'] as const).map((channel) => told({ state, channel }).at(-1)?.words),
      ),
    ];
    for (const words of shown) {
      expect(words?.en).toMatch(/^[A-Z].*\.$/);
      expect(words?.fr).toMatch(/^[A-ZÀ-Ý].*\.$/);
      expect(words?.fr).not.toBe(words?.en);
      expect(`${words?.en}${words?.fr}`).not.toContain('%');
    }
  });
});
