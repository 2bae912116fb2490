/** The email address a person typed; knows what an address looks like, not whether anybody reads it. */

/**
 * The one address in a text, undefined where there is none or more than one. Its domain is in lower case, its local part
 * as written, which may matter to its owner.
 */
export function readEmail(text: string): string | undefined {
  const words = text
    .normalize('NFKC')
    .replace(/ ?@ ?/g, '@')
    .split(/[\s<>()[\],;:"]+/)
    .map((word) => word.replace(/^mailto:/i, '').replace(/^'+|['.!?]+$/g, ''))
    .filter((word) => word.includes('@'));
  const addresses = [...new Set(words)];
  const [address] = addresses;
  if (addresses.length !== 1 || address === undefined || address.length > 254) return undefined;
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1).toLowerCase()];
  const localFits = local.length <= 64 && /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u.test(local);
  const localDots = !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
  const labels = domain.split('.');
  const domainFits =
    labels.length >= 2 &&
    labels.every(
      (label) => label.length <= 63 && /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label),
    ) &&
    /^(?:\p{L}{2,}|xn--[a-z0-9-]+)$/u.test(labels.at(-1) ?? '');
  return localFits && localDots && domainFits ? `${local}@${domain}` : undefined;
}
