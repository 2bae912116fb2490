/** Secrets as they were a moment ago: what is shown with every request need not be opened for every one. Knows no store. */
import type { Clock } from '../../clock.ts';
import type { Brand } from '../port.ts';
import type { SmsSecret } from './secrets.ts';

export interface RecentSecrets {
  /** One that is not there is looked for each time. */
  secret: SmsSecret;
  /** The brand's were changed here: none of them is believed any more. */
  forget(brand: Brand): void;
}

/** Another process may have changed it: so long the old one is still believed. */
const BELIEVED_MS = 1000;

/** Keeps what `read` found. */
export function createRecentSecrets(read: SmsSecret, clock: Clock): RecentSecrets {
  const known = new Map<string, Map<string, { value: string; until: number }>>();
  const keyOf = ({ workspace, id }: Brand) => `${workspace}/${id}`;

  return {
    async secret(brand, field) {
      const key = keyOf(brand);
      const kept = known.get(key) ?? new Map<string, { value: string; until: number }>();
      known.set(key, kept);
      const recent = kept.get(field);
      if (recent && recent.until > clock.now()) return recent.value;
      const value = await read(brand, field);
      if (value === undefined) kept.delete(field);
      else kept.set(field, { value, until: clock.now() + BELIEVED_MS });
      return value;
    },
    // What is being read at this moment lands in a map that nobody asks any more.
    forget: (brand) => void known.delete(keyOf(brand)),
  };
}
