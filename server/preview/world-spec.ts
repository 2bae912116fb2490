/** What one run of a preview is made of and depends on; types only. */
import type { Catalogue, Listed } from '../../flows/turn.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Consent, Rule } from '../consent/port.ts';
import type { RunCall } from '../engine/timed-call.ts';
import type { PaymentProvider } from '../services/payment-provider.ts';
import type { Signal } from '../services/port.ts';
import type { RecordStore, Store } from '../stores/port.ts';
import type { CallSettings, Tape } from './calls.ts';
import type { PhoneSettings, RenderRbm } from './phone.ts';

/** The services of one preview, on its own records. */
export interface PreviewServices {
  run: RunCall;
  /** The http service as it really is: it leaves the house. */
  outside: RunCall;
  setCase(
    workspace: string,
    number: string,
    status: string,
    note?: string,
  ): Promise<{ number: string; type: string; status: string }>;
  /** The provider says that something changed. */
  settlePayment(providerId: string): Promise<unknown>;
}

/** What a world is made of; chosen once, at the start of the server. */
export interface WorldParts {
  /** A store in memory, with nothing in it. */
  openStore(): Store;
  services(deps: {
    records: RecordStore;
    clock: Clock;
    signal: Signal;
    provider: PaymentProvider;
  }): PreviewServices;
  /** A ledger, and the law over it. After `agree` this person has agreed to everything in it. */
  consent(deps: { records: RecordStore; clock: Clock; random(): number }): {
    consent: Consent;
    rule: Rule;
    agree(brand: Brand, phone: string): Promise<void>;
  };
  renderRbm: RenderRbm;
  publicUrl: string;
}

/** Everything a run depends on, beside its inputs. */
export interface WorldSpec {
  brand: Brand;
  /** The flow that is previewed, compiled. */
  main: Listed;
  /** The workspace's other flows. */
  others: Catalogue;
  /** E.164. */
  phone: string;
  /** What the person is called, where that is known beforehand. */
  name?: string;
  /** When it begins. */
  start: number;
  seed: string;
  variables: Record<string, unknown>;
  settings: PhoneSettings & CallSettings;
  /** The node it begins at, instead of the flow's start. */
  from?: string;
  /** What services know beforehand: calendars. */
  records: readonly { kind: string; key: string; data: unknown }[];
  tape: Tape;
  /** Whether requests may really leave, where the settings ask for it. */
  reachOut: boolean;
}
