/** The one way out: every HTTP request this server makes leaves through here. Knows addresses, not their meaning. */

export interface Egress {
  /** For addresses the configuration names: Google, a provider, the emulator. Same shape as the global `fetch`. */
  trusted: typeof fetch;
  /**
   * For addresses an author or a customer can influence: https only, public addresses only, no redirects, capped in
   * size and time. Rejects with `EgressRefused` when the address may not be called.
   */
  guarded: typeof fetch;
  close(): Promise<void>;
}
