/** Takes what comes in over a provider's own connection, such as SMPP's; knows who is told, not what they do with it. */
import { CodedError } from '../../errors.ts';
import type { Brand, Inbound } from '../port.ts';

export interface HearDeps {
  hear(brand: Brand, inbound: Extract<Inbound, { kind: 'act' }>): Promise<unknown>;
  /** "unknown": no message has this id, or not yet. */
  receipt(
    brand: Brand,
    inbound: Extract<Inbound, { kind: 'receipt' }>,
  ): Promise<'marked' | 'late' | 'unknown'>;
  /** Keeps what is genuine but not to be used. */
  setAside(workspace: string, reason: string, raw: string): Promise<void>;
}

/** A report may overtake the answer that says which message it is about: so often it is asked for again. */
const MOST_UNKNOWN = 5;
const UNKNOWN_KEPT = 1000;

/** Takes what came in over a provider's own connection; rejects what shall come again. */
export function createHear({
  hear,
  receipt,
  setAside,
}: HearDeps): (brand: Brand, inbound: Inbound) => Promise<void> {
  const unknown = new Map<string, number>();

  return async (brand, inbound) => {
    switch (inbound.kind) {
      case 'act':
        await hear(brand, inbound);
        return;
      case 'receipt': {
        if ((await receipt(brand, inbound)) !== 'unknown' || typeof inbound.message === 'string') return;
        const key = `${brand.workspace}/${brand.id}/${inbound.message.ref}`;
        const times = (unknown.get(key) ?? 0) + 1;
        unknown.delete(key);
        if (times >= MOST_UNKNOWN)
          return setAside(brand.workspace, 'unknown_message', JSON.stringify(inbound));
        unknown.set(key, times);
        const oldest = unknown.size > UNKNOWN_KEPT ? unknown.keys().next().value : undefined;
        if (oldest !== undefined) unknown.delete(oldest);
        throw new CodedError('not_ready', 'The message it is about is not known yet.');
      }
      case 'unknown':
        return setAside(brand.workspace, inbound.reason, JSON.stringify(inbound));
      case 'typing':
        return;
    }
  };
}
