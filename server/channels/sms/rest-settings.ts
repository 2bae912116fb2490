/** What a connection over a provider's HTTP API is told, whoever the provider is. */
import { z } from 'zod';

/** Where the API is, if not at its usual place: https, or this machine for a stand-in. */
export const rootUrlSchema = z
  .url({ protocol: /^https?$/ })
  .refine((url) => /^https:/i.test(url) || isLoopback(url), 'https, or an address of this machine');

/** Parts a second the provider takes. */
export const perSecondSchema = z.number().min(0.1).max(1000);

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
