/** An amount in a currency's smallest unit, as the reader writes money. Pure. */
export function moneyText(amount: number, currency: string, region: string): string {
  const format = new Intl.NumberFormat(region, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
