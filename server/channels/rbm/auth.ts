/** Credentials for the RBM API from a Google service account; knows nothing of messages. */
import { GoogleAuth } from 'googleapis-common';
import { SCOPE } from './client.ts';

export type ServiceAccount = { client_email: string; private_key: string } & Record<string, unknown>;

/**
 * Signs in as a service account and keeps its token fresh; the token requests leave through `fetch` as well.
 * `GoogleAuth` comes from googleapis-common, which carries its own version of google-auth-library: a client made by
 * another version would bring its own HTTP stack along.
 */
export function createRbmAuth(options: { credentials: ServiceAccount; fetch: typeof fetch }): GoogleAuth {
  return new GoogleAuth({
    credentials: options.credentials,
    scopes: [SCOPE],
    clientOptions: { transporterOptions: { fetchImplementation: options.fetch } },
  });
}
