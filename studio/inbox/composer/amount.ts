/** An amount of money as somebody types it, in the smallest unit of its currency. Pure. */

const MOST = 99_999_999;

/** Undefined for what is no amount, is finer than the currency, or more than can be asked for. "45", "45,5" and "1 200.00" are. */
export function amountIn(text: string, currency: string): number | undefined {
  const digits = decimalsOf(currency);
  const plain = text.replace(/[\s\u00a0\u202f']/g, '').replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(plain)) return undefined;
  const [whole = '', part = ''] = plain.split('.');
  if (part.length > digits) return undefined;
  const amount = Number(whole + part.padEnd(digits, '0'));
  return amount >= 1 && amount <= MOST ? amount : undefined;
}

function decimalsOf(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}
