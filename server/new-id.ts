/** Makes ids: UUIDs of version 7 (RFC 9562), which sort by time, so that new rows lie beside each other on disk. */
import { randomBytes } from 'node:crypto';

/** Random bytes are fetched in bulk: one call each would cost more than the rest of the id. */
const BULK = 4096;
let bytes = randomBytes(BULK);
let used = 0;

/** 48 bits of `now` (milliseconds since the epoch), 74 random bits. */
export function newId(now = Date.now()): string {
  if (used + 10 > BULK) {
    bytes = randomBytes(BULK);
    used = 0;
  }
  const random = bytes.toString('hex', used, used + 10);
  used += 10;
  const time = now.toString(16).padStart(12, '0');
  // The variant: the two highest bits of this digit are "10".
  const variant = (0x8 | (Number.parseInt(random.charAt(3), 16) & 0x3)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
