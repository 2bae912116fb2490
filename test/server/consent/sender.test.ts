/** Who may send promotion by SMS, and how it says that it can be ended. */
import { describe, expect, test } from 'vitest';
import { isName, mentionFor, senderFault, wantsMention } from '../../../server/consent/sender.ts';

const FR = ['FR'];

describe('a sender', () => {
  test.each(['ACME', 'Acme2026', 'ABCDEFGHIJK', '36111', '+33700000000'])(
    '%s is fine in France',
    (sender) => {
      expect(senderFault(sender, FR)).toBeUndefined();
    },
  );

  test.each(['ACME-FR', 'ACME FR', 'ACMÉ', '123456', 'ABCDEFGHIJKL', '', 'A.B', '36', '+', '+0123456789'])(
    '"%s" is malformed in France',
    (sender) => {
      expect(senderFault(sender, FR)).toBe('sender_malformed');
    },
  );

  test.each(['alerte', 'RDV', 'Paiement', 'BANQUE', 'colis', 'Info'])('%s names nobody', (sender) => {
    expect(senderFault(sender, FR)).toBe('sender_generic');
    expect(senderFault(sender, ['DE'])).toBe('sender_generic');
  });

  test('38xxx is for alerts, in France and overseas; abroad it is a number like others', () => {
    expect([senderFault('38123', FR), senderFault('38123', ['RE'])]).toEqual([
      'sender_not_for_promotion',
      'sender_not_for_promotion',
    ]);
    expect(senderFault('38123', ['US'])).toBeUndefined();
  });

  test('names are not carried in the United States and Canada', () => {
    expect([senderFault('ACME', ['US']), senderFault('ACME', ['CA'])]).toEqual([
      'sender_unanswerable',
      'sender_unanswerable',
    ]);
    expect([senderFault('262966', ['US']), senderFault('+14155550123', ['US'])]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('a name is what cannot be answered', () => {
    expect(['ACME', '36111', '+33700000000', 'A1'].map(isName)).toEqual([true, false, false, true]);
  });
});

describe('the mention', () => {
  test('is wanted in France and overseas', () => {
    expect([['FR'], ['GP', 'BL', 'MF'], ['DE'], ['US']].map(wantsMention)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test.each([
    [
      'a name with its number',
      { sender: 'ACME', stopMention: 'STOP 36111' },
      'Soldes !',
      { mention: 'STOP 36111' },
    ],
    ['a name without one', { sender: 'ACME' }, 'Soldes !', 'missing'],
    ['a name whose mention has no number', { sender: 'ACME', stopMention: 'STOP' }, 'Soldes !', 'missing'],
    ['a name whose mention has no STOP', { sender: 'ACME', stopMention: 'Fin 36111' }, 'Soldes !', 'missing'],
    [
      'a name, in a text that says it',
      { sender: 'ACME', stopMention: 'STOP 36111' },
      'Soldes ! Stop au 36 111',
      {},
    ],
    [
      'a name, in a text with half of it',
      { sender: 'ACME', stopMention: 'STOP 36111' },
      'STOP !',
      { mention: 'STOP 36111' },
    ],
    ['a number', { sender: '36111' }, 'Soldes !', { mention: 'STOP' }],
    [
      'a number with its own wording',
      { sender: '36111', stopMention: 'STOP SMS' },
      'Soldes !',
      { mention: 'STOP SMS' },
    ],
    ['a number, in a text that says it', { sender: '+33700000000' }, 'Soldes ! Rép. STOP pour finir', {}],
    ['a number, in a text about something else', { sender: '36111' }, 'Non-stop !', { mention: 'STOP' }],
  ] as const)('%s', (_what, connection, text, expected) => {
    expect(mentionFor(connection, text)).toEqual(expected);
  });
});
