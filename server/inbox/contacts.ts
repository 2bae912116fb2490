/** What operators wrote down of a customer, by brand and number. Knows records, and no conversation. */
import { changeRecord, dropRecord } from '../change-record.ts';
import type { RecordStore } from '../stores/port.ts';

/** Record kind; keys are `brand/phone`. */
export const CONTACT = 'contact';

export interface Contact {
  name?: string;
  email?: string;
  fields: Record<string, string>;
}

export interface Contacts {
  get(workspace: string, brand: string, phone: string): Promise<Contact>;
  save(workspace: string, brand: string, phone: string, contact: Contact): Promise<void>;
  forget(workspace: string, brand: string, phone: string): Promise<boolean>;
}

export function createContacts(records: RecordStore): Contacts {
  const nameOf = (workspace: string, brand: string, phone: string) => ({
    workspace,
    kind: CONTACT,
    key: `${brand}/${phone}`,
  });
  return {
    async get(workspace, brand, phone) {
      const found = await records.get<Contact>(workspace, CONTACT, `${brand}/${phone}`);
      return found?.data ?? { fields: {} };
    },
    async save(workspace, brand, phone, contact) {
      await changeRecord<Contact, undefined>(records, nameOf(workspace, brand, phone), () => ({
        answer: undefined,
        write: contact,
      }));
    },
    async forget(workspace, brand, phone) {
      const found = await records.get(workspace, CONTACT, `${brand}/${phone}`);
      if (!found) return false;
      await dropRecord(records, nameOf(workspace, brand, phone));
      return true;
    },
  };
}
