/** Which numbers an SMS can go to. */
import { describe, expect, test } from 'vitest';
import { unreachableBySms } from '../../../../server/channels/sms/number.ts';

describe('a number', () => {
  test.each([
    ['+33612345678', 'a mobile'],
    ['+33639980001', 'one reserved for fiction, which no plan lists'],
    ['+447700900001', 'one reserved for drama'],
    ['+12025550123', 'one that may be either'],
    ['+262692123456', 'a mobile overseas'],
    ['+18005551234', 'a free number, of which some take SMS'],
  ])('%s (%s) is let through', (phone) => {
    expect(unreachableBySms(phone)).toBeUndefined();
  });

  test.each(['+33123456789', '+442079460000', '+390612345678', '+33912345678', '+33899123456'])(
    '%s is a landline, or rings at a service',
    (phone) => {
      expect(unreachableBySms(phone)).toMatchObject({ kind: 'refused', code: 'sms_landline' });
    },
  );

  test.each([
    '+331',
    '+3361234567890123',
    '0612345678',
    'tel:+33612345678',
    '',
    '+',
    '+33612345678;ext=1',
    '+999',
  ])('%j is no number', (phone) => {
    expect(unreachableBySms(phone)).toMatchObject({ kind: 'refused', code: 'sms_number' });
  });
});
