/** Receipts as message centres write them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readReceipt } from '../../../../server/channels/sms/smpp-receipt.ts';

const text = (stat: string, id = '0123456789', err = '000') =>
  `id:${id} sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 stat:${stat} err:${err} text:Hello`;

describe('a receipt', () => {
  test.each([
    ['DELIVRD', 'delivered', undefined],
    ['EXPIRED', 'failed', 'sms_expired'],
    ['DELETED', 'failed', 'sms_deleted'],
    ['UNDELIV', 'failed', 'sms_unreached'],
    ['ACCEPTD', 'sent', undefined],
    ['UNKNOWN', 'sent', undefined],
    ['REJECTD', 'failed', 'sms_rejected'],
    ['ENROUTE', 'sent', undefined],
    ['delivered', 'delivered', undefined],
    ['UNDELIVERABLE', 'failed', 'sms_unreached'],
  ])('%s in the text of appendix B is "%s"', (stat, state, code) => {
    const receipt = readReceipt({}, text(stat));
    expect(receipt).toMatchObject({ ids: ['0123456789'], state, doneAt: '2611231201' });
    expect(receipt?.fault?.code).toBe(code);
  });

  test("the network's own error is told", () => {
    expect(readReceipt({}, text('UNDELIV', '1', '034'))?.fault?.detail).toBe(
      'The network reports UNDEL, error 034.',
    );
  });

  test.each([
    [2, 'delivered'],
    [1, 'sent'],
    [5, 'failed'],
    [8, 'failed'],
    [7, 'sent'],
  ])('state %i as a parameter is "%s"', (message_state, state) => {
    expect(readReceipt({ receipted_message_id: 'a1', message_state }, '')).toMatchObject({
      ids: ['a1'],
      state,
    });
  });

  test('the parameters count before the text, and both ids are kept', () => {
    const receipt = readReceipt({ receipted_message_id: '1a', message_state: 2 }, text('UNDELIV', '26'));
    expect(receipt).toMatchObject({ ids: ['1a', '26'], state: 'delivered' });
  });

  test('what the message itself said is not read', () => {
    const said = `id:7 stat:UNDELIV err:001 Text:id:9 stat:DELIVRD`;
    expect(readReceipt({}, said)).toMatchObject({ ids: ['7'], state: 'failed' });
    expect(readReceipt({}, 'text:id:9 stat:DELIVRD')).toBeUndefined();
  });

  test.each(['', 'id: stat:', 'id:1', 'stat:DELIVRD', 'id:1 stat:WHATEVER', 'Hello'])(
    '%j is none',
    (said) => {
      expect(readReceipt({}, said)).toBeUndefined();
    },
  );

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (said, message_state) => {
        readReceipt({ receipted_message_id: said, message_state }, said);
      }),
    );
  });
});
