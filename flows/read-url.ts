/** Addresses read without throwing. */

/**
 * The address, or undefined where it is none. In place of `URL.canParse`, which Node 20, once it has compiled the call,
 * answers false for letters such as "é".
 */
export function readUrl(address: string, base?: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}
