/**
 * Under which id a message centre's receipt names a message: a centre may answer a submit with a hexadecimal id and
 * report with the same number in decimal, or the other way round. Knows ids, not what is reported.
 */

export interface SmppRefs {
  /** A part was accepted under this id. `phone` in E.164. */
  accepted(id: string, phone: string): void;
  /**
   * The ids that a submit may have been answered with, the likeliest first; `named` are those the receipt gives. Only
   * one where the message was sent since the start: its number must fit as well, since ids in one form are ids of other
   * messages in the other.
   */
  candidates(named: string[], phones: string[]): string[];
}

/** How ids of receipts become ids of answers. */
type Form = 'same' | 'hex' | 'decimal';

const REMEMBERED = 20_000;

export function createSmppRefs(): SmppRefs {
  /** By id in its plainest form. */
  const known = new Map<string, { id: string; phone: string }>();
  /** What the last receipt showed. */
  let learned: { form: Form; example: string } | undefined;

  function recall(named: string, phones: string[]): string | undefined {
    for (const form of FORMS) {
      const key = convert(plain(named), form);
      const found = key === undefined ? undefined : known.get(key);
      if (found && phones.some((phone) => sameNumber(phone, found.phone))) {
        learned = { form, example: found.id };
        return found.id;
      }
    }
    return undefined;
  }

  return {
    accepted(id, phone) {
      const key = plain(id);
      known.delete(key);
      known.set(key, { id, phone });
      if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? '');
    },

    candidates(named, phones) {
      for (const id of named) {
        const found = recall(id, phones);
        if (found !== undefined) return [found];
      }
      const first = learned ? named.map((id) => inForm(id, learned)) : [];
      const rest = FORMS.flatMap((form) => named.map((id) => inForm(id, { form, example: '' })));
      return [...new Set([...first, ...rest].filter((id) => id !== undefined))];
    },
  };
}

const FORMS: readonly Form[] = ['same', 'hex', 'decimal'];

/** Lower case and without leading zeros. */
function plain(id: string): string {
  return id.toLowerCase().replace(/^0+(?=.)/, '');
}

/** "hex": the decimal number in hexadecimal. Undefined if it is no such number; ids have 65 characters at most. */
function convert(id: string, form: Form): string | undefined {
  if (form === 'same') return id;
  if (form === 'hex') return /^\d{1,65}$/.test(id) ? BigInt(id).toString(16) : undefined;
  return /^[\da-f]{1,65}$/i.test(id) ? BigInt(`0x${id}`).toString() : undefined;
}

/** Written as the example is: its case, and as long. */
function inForm(
  id: string,
  { form, example }: { form: Form; example: string } = { form: 'same', example: '' },
) {
  if (form === 'same') return id;
  const converted = convert(plain(id), form)?.padStart(example.length, '0');
  return example !== example.toLowerCase() ? converted?.toUpperCase() : converted;
}

/** The last digits tell: a centre may leave out the country's code, or begin with zeros. */
function sameNumber(one: string, other: string): boolean {
  const [a, b] = [one.replace(/\D/g, ''), other.replace(/\D/g, '')];
  const digits = Math.min(8, a.length, b.length);
  return digits >= 3 && a.slice(-digits) === b.slice(-digits);
}
