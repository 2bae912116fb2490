/** What can stand where a phone shows who wrote. */
import { describe, expect, test } from 'vitest';
import { canBeAnswered, senderKind } from '../../../../server/channels/sms/sender.ts';

describe('a sender', () => {
  test.each([
    ['+33644630000', 'number'],
    ['+14155550100', 'number'],
    ['36111', 'short-code'],
    ['12345678', 'short-code'],
    // Vectors of the AF2M charter for senders in letters.
    ['ACME', 'alphanumeric'],
    ['Acme2026', 'alphanumeric'],
    ['ABCDEFGHIJK', 'alphanumeric'],
  ])('%s is a %s', (sender, kind) => {
    expect(senderKind(sender)).toBe(kind);
  });

  test.each([
    'ACME-FR',
    'ACME FR',
    'ACMÉ',
    '123456789',
    '12',
    'ABCDEFGHIJKL',
    '',
    '+0612345678',
    '0612345678',
    'A\n',
  ])('%j is none', (sender) => {
    expect(senderKind(sender)).toBeUndefined();
  });
});

test.each([
  ['+33644630000', {}, true],
  ['36111', {}, true],
  ['ACME', {}, false],
  // Then Twilio sends from one of the service's own numbers.
  ['ACME', { messagingServiceSid: `MG${'0'.repeat(32)}` }, true],
])('people can reply to %s with %o: %s', (sender, settings, answerable) => {
  expect(canBeAnswered({ sender, settings })).toBe(answerable);
});
