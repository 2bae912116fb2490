/** What a phone number in a path must look like. */
import { GoogleError } from './google-error.ts';

/** The number if it is E.164 ("+33612345678"), else a 400. */
export function checkPhone(phone: string): string {
  if (!/^\+[1-9]\d{5,14}$/.test(phone)) {
    throw new GoogleError(400, `The phone number "${phone.slice(0, 40)}" is not in E.164 format.`);
  }
  return phone;
}
