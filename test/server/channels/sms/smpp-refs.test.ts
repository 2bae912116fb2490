/** Ids of receipts and ids of answers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSmppRefs } from '../../../../server/channels/sms/smpp-refs.ts';

const PHONE = '+33612345678';

describe('the id a receipt gives', () => {
  test.each([
    ['659a1b5e', '1704598366', 'decimal where the answer was hexadecimal'],
    ['1704598366', '659A1B5E', 'hexadecimal where the answer was decimal'],
    ['00AB', '171', 'with zeros before it'],
    ['4567', '0000004567', 'padded'],
    ['AbCd-1', 'abcd-1', 'in another case'],
    ['6ba7b810-9dad', '6ba7b810-9dad', 'as it was'],
  ])('%s is recognised as %s: %s', (answered, named) => {
    const refs = createSmppRefs();
    refs.accepted(answered, PHONE);
    expect(refs.candidates([named], ['33612345678', '36111'])).toEqual([answered]);
  });

  test('any number is recognised in either form', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n }), fc.boolean(), (number, hexFirst) => {
        const refs = createSmppRefs();
        const forms = [number.toString(16), number.toString()];
        const [answered = '', named = ''] = hexFirst ? forms : forms.reverse();
        refs.accepted(answered, PHONE);
        expect(refs.candidates([named], [PHONE])).toEqual([answered]);
      }),
    );
  });

  test('it is not taken for the message to another number that has this id in the other form', () => {
    const refs = createSmppRefs();
    refs.accepted('10', '+33600000001');
    refs.accepted('16', '+33600000002');
    expect(refs.candidates(['16'], ['33600000001'])).toEqual(['10']);
    expect(refs.candidates(['16'], ['33600000002'])).toEqual(['16']);
  });

  test('one that is not remembered is tried as it is first, then in the other forms', () => {
    expect(createSmppRefs().candidates(['171'], [PHONE])).toEqual(['171', 'ab', '369']);
    expect(createSmppRefs().candidates(['x-1'], [PHONE])).toEqual(['x-1']);
  });

  test('once a form was seen, it is tried first, written as that one was', () => {
    const refs = createSmppRefs();
    refs.accepted('0000AB12', PHONE);
    refs.candidates(['43794'], [PHONE]);
    expect(refs.candidates(['171'], [PHONE])[0]).toBe('000000AB');
  });

  test('both ids of a receipt count', () => {
    const refs = createSmppRefs();
    refs.accepted('1a', PHONE);
    expect(refs.candidates(['unheard-of', '26'], [PHONE])).toEqual(['1a']);
  });
});
