/** What a template or a condition can see at one moment; knows how to find a value, not how to print it. */

/** Things about the conversation that are not the flow's variables. Set by the shell, never by an author. */
export interface Facts {
  contact: { phone: string; name?: string; locale: string };
  brand: { id: string; name: string; phone?: string; website?: string };
  conversation: { id: string };
  channel: 'rbm' | 'sms' | 'web';
}

export interface Scope {
  vars: Record<string, unknown>;
  facts: Facts;
  /** Milliseconds since the epoch, from the event being processed. */
  now: number;
  locale: string;
  /** An IANA zone, such as "Europe/Paris". */
  timezone: string;
}
