/** What the SMS channel asks of a provider, and of the reader of its webhooks; knows no provider. */
import type { Brand, Inbound, Outcome, SmsProviderName } from '../port.ts';

/** One SMS as it shall be read, in one or more parts; the provider or its adapter joins them. */
export interface Sms {
  /** A UUID. */
  id: string;
  /** E.164. */
  to: string;
  /** As in `SmsConnection`. */
  sender: string;
  text: string;
  /** As counted by flows/sms/segments.ts. */
  encoding: 'gsm7' | 'ucs2';
  /** Seconds after which it is pointless. */
  validity?: number;
}

export interface SmsProvider {
  /** True where the same `Sms.id` twice is sent once. */
  idempotent: boolean;
  send(sms: Sms): Promise<Outcome>;
  /** Ends what is open, such as a connection. */
  close(): Promise<void>;
}

/** A provider's request to `/webhooks/sms/{provider}`, as it came. */
export interface ProviderRequest {
  method: string;
  /** As the provider called it, with the query: signatures cover it. */
  url: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/**
 * What a provider's request says. "forged": signature or key are wrong or missing; "malformed": it cannot be read.
 * `quiet`: the provider keeps the list of who wants no more and has told the person itself, so that we say nothing.
 */
export type ProviderNews =
  | { kind: 'news'; inbound: Inbound[]; quiet?: true; answer?: { contentType: string; body: string } }
  | { kind: 'forged' }
  | { kind: 'malformed'; reason: string };

/** Reads a request of one provider for one brand. Pure but for the secret it is given. */
export type ReadProviderRequest = (
  request: ProviderRequest,
  connection: { brand: Brand; secret(field: string): string | undefined },
) => ProviderNews;

/** What one connection needs; the settings' schema and the names of the secrets belong to each provider. */
export interface SmsProviderDeps {
  brand: Brand;
  secret(field: string): Promise<string | undefined>;
  /** Where the provider reports to: `${webhookUrl}?brand=...&key=...` is added by the caller where needed. */
  webhookUrl: string;
  /** What comes in over a provider's own connection, as SMPP's does. Resolves when it is durable; rejects if it must come again. */
  hear(inbound: Inbound): Promise<void>;
}

export type OpenSmsProvider = (deps: SmsProviderDeps) => Promise<SmsProvider>;
export type SmsProviders = Record<SmsProviderName, OpenSmsProvider>;
