/** Codes of a second factor that change every half minute: RFC 6238 with SHA-1 and six digits, as every app has it. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
/** One step before and after: clocks of phones are a little off. */
const AROUND = [0, -1, 1] as const;
const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The step whose code this is, or undefined. Only steps after `lastStep` count, so that a code somebody looked at over a
 * shoulder opens nothing once it was used (RFC 6238, section 5.2).
 */
export function matchTotp(secret: Buffer, code: string, now: number, lastStep: number): number | undefined {
  const given = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(given)) return undefined;
  const current = Math.floor(now / STEP_MS);
  return AROUND.map((offset) => current + offset).find(
    (step) => step > lastStep && timingSafeEqual(Buffer.from(totp(secret, step)), Buffer.from(given)),
  );
}

/** The code of one step: RFC 4226, section 5.3. */
export function totp(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** What an app reads from a QR code (Google Authenticator, "Key Uri Format"). */
export function totpUri(secret: Buffer, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}

/** RFC 4648, section 6, without padding. */
export function toBase32(bytes: Buffer): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE_32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE_32[(held << (5 - bits)) & 31] : text;
}
