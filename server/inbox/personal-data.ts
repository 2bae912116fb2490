/**
 * Everything that is kept of one person with one brand, under all their numbers: given out as one file, or erased. Knows where
 * each part lies. What the law wants kept stays: evidence of consent and its withdrawal, which hold no number, and the books
 * of payments.
 */
import { createHash } from 'node:crypto';
import type { ConsentLedger } from '../consent/ledger.ts';
import type { Row } from '../contract/inbox-list.ts';
import { CodedError } from '../errors.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, Store, StoredMessage } from '../stores/port.ts';
import type { Contacts } from './contacts.ts';
import { DRAFT } from './drafts.ts';
import { TAKEOVER } from './intervals.ts';
import { MENTION } from './notes.ts';
import { RATING } from './panel.ts';
import { forgetPersonRecords, readPersonRecords } from './person-records.ts';
import { ASKED } from './satisfaction.ts';
import { SHARED_BLOCK } from './shared-blocks.ts';
import { NOTE } from './thread.ts';

export interface Erased {
  messages: number;
  records: number;
  kept: string[];
}

export interface PersonalData {
  /** As JSON, with a sum over each part. Errors: "not_found" for somebody nothing is kept of. */
  export(brand: string, phone: string): Promise<{ name: string; text: string }>;
  /**
   * Of somebody with several numbers all of them, which have to be named in `numbers`. Errors: "not_found"; "more_numbers";
   * "not_ready" where the store cannot.
   */
  erase(brand: string, phone: string, numbers?: readonly string[]): Promise<Erased>;
}

export interface PersonalDataDeps {
  workspace: string;
  store: Store;
  inbox: InboxStore<Row>;
  /** What is still to be written to the index is written. */
  settled(): Promise<void>;
  contacts: Contacts;
  consent: ConsentLedger;
  now(): number;
  /** The conversation is gone from the index. */
  erased(before: Row, seq: number): void;
}

const PAGE = 200;
/** Records that lie under the conversation's id. */
const OF_CONVERSATION = [NOTE, MENTION, TAKEOVER, RATING, SHARED_BLOCK] as const;

export function createPersonalData(deps: PersonalDataDeps): PersonalData {
  const { workspace, store, inbox, contacts, consent } = deps;
  const { conversations, records } = store;

  async function all<T>(kind: string, prefix: string): Promise<{ key: string; rev: number; data: T }[]> {
    const found: { key: string; rev: number; data: T }[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.list<T>(workspace, kind, {
        limit: PAGE,
        prefix,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  async function linesOf(conversation: string): Promise<StoredMessage[]> {
    const pages: StoredMessage[][] = [];
    let cursor: string | undefined;
    do {
      const page = await conversations.thread(workspace, conversation, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      pages.unshift(page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return pages.flat();
  }

  async function eraseConversation({ id }: Conversation): Promise<Pick<Erased, 'messages' | 'records'>> {
    if (!conversations.erase) throw new CodedError('not_ready', 'This store cannot erase conversations.');
    // First what is only found through the conversation: broken off in between, it is begun again.
    const [row] = await inbox.get(workspace, [id]);
    let gone = 0;
    for (const kind of OF_CONVERSATION) gone += await removeAll(kind, await all(kind, `${id}/`));
    const drafts = await all(DRAFT, '');
    gone += await removeAll(
      DRAFT,
      drafts.filter(({ key }) => key.endsWith(`/${id}`)),
    );
    const asked = await records.get(workspace, ASKED, id);
    if (asked && (await records.remove(workspace, ASKED, id, asked.rev))) gone += 1;
    const messages = (await conversations.erase(workspace, id)) ?? 0;
    await deps.settled();
    const seq = await inbox.forget(workspace, id);
    if (row && seq !== undefined) deps.erased(row, seq);
    return { messages, records: gone };
  }

  async function removeAll(kind: string, found: { key: string; rev: number }[]): Promise<number> {
    let gone = 0;
    for (const { key, rev } of found) if (await records.remove(workspace, kind, key, rev)) gone += 1;
    return gone;
  }

  /** What is kept under one number. */
  async function partsOf(brand: string, phone: string) {
    const conversation = await conversations.find(workspace, brand, phone);
    const [contact, consents, owned, since] = await Promise.all([
      contacts.own(workspace, brand, phone),
      consent.entries(workspace, brand, phone),
      readPersonRecords(records, workspace, brand, [phone]),
      consent.suppressedSince(workspace, brand, phone),
    ]);
    const id = conversation?.id;
    return {
      contact: {
        phone,
        brand,
        ...contact,
        ...(since === undefined ? {} : { wantsNoMessagesSince: iso(since) }),
      },
      consents,
      conversation: conversation ?? null,
      messages: id === undefined ? [] : await linesOf(id),
      notes: id === undefined ? [] : (await all(NOTE, `${id}/`)).map(({ data }) => data),
      takeovers: id === undefined ? [] : (await all(TAKEOVER, `${id}/`)).map(({ data }) => data),
      satisfaction: id === undefined ? [] : (await all(RATING, `${id}/`)).map(({ data }) => data),
      ...owned,
    };
  }

  /**
   * What it is found by again, if this is broken off, goes last: of `company` that it belongs to them, else its conversation.
   */
  async function eraseNumber(
    brand: string,
    phone: string,
    company: boolean,
  ): Promise<Erased & { found: boolean }> {
    const conversation = await conversations.find(workspace, brand, phone);
    const early = !company && (await contacts.forget(workspace, brand, phone));
    const owned = await forgetPersonRecords(records, workspace, brand, phone);
    const erased = conversation ? await eraseConversation(conversation) : { messages: 0, records: 0 };
    // Somebody may have made it one with another number meanwhile: with its conversation gone nobody can any more.
    const late = await contacts.forget(workspace, brand, phone);
    const contact = early || late;
    const { payments } = await readPersonRecords(records, workspace, brand, [phone]);
    const entries = await consent.entries(workspace, brand, phone);
    // Should they write again one day, and be made one with somebody, nothing of that may end it.
    await consent.adopt(workspace, brand, phone);
    return {
      found: conversation !== undefined || contact || owned > 0,
      messages: erased.messages,
      records: erased.records + owned + (contact ? 1 : 0),
      kept: [
        ...(entries.length > 0 ? ['consent'] : []),
        ...((await consent.suppressed(workspace, brand, phone)) ? ['suppression'] : []),
        ...(payments.length > 0 ? ['payments'] : []),
      ],
    };
  }

  return {
    async export(brand, phone) {
      const [{ phones, written }, own] = await Promise.all([
        contacts.person(workspace, brand, phone),
        partsOf(brand, phone),
      ]);
      if (own.conversation === null && own.consents.length === 0) throw new CodedError('not_found');
      const others = [];
      for (const other of phones) if (other !== phone) others.push(await partsOf(brand, other));
      const parts = {
        ...own,
        // What is written down of them together, and each of the others as the first.
        ...(others.length === 0 ? {} : { person: { phones, ...written }, otherNumbers: others }),
      };
      const manifest = Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [
          name,
          createHash('sha256').update(JSON.stringify(part)).digest('hex'),
        ]),
      );
      const body = { exportedAt: iso(deps.now()), sha256: manifest, ...parts };
      return { name: 'personal-data.json', text: `${JSON.stringify(body, null, 2)}\n` };
    },

    async erase(brand, phone, numbers = [phone]) {
      const { phones } = await contacts.person(workspace, brand, phone);
      const named = new Set(numbers);
      if (phones.some((one) => !named.has(one))) {
        throw new CodedError('more_numbers', undefined, [], { numbers: phones });
      }
      if (phones.length > 1) await contacts.empty(workspace, brand, phone);
      const all: Erased[] = [];
      // The one that was asked for last: broken off in between, the others are still found through it.
      for (const other of phones) if (other !== phone) all.push(await eraseNumber(brand, other, true));
      const { found, ...last } = await eraseNumber(brand, phone, false);
      if (!found) throw new CodedError('not_found');
      all.push(last);
      return {
        messages: all.reduce((sum, { messages }) => sum + messages, 0),
        records: all.reduce((sum, { records: count }) => sum + count, 0),
        kept: [...new Set(all.flatMap(({ kept }) => kept))],
      };
    },
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
