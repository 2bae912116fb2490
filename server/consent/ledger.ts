/**
 * The ledger of consents and the suppression list, over records. Knows which line outweighs which; knows no country,
 * and keeps no phone number: people are found by a keyed fingerprint of theirs.
 */
import { createHmac } from 'node:crypto';
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Consent, ConsentEntry, LEGAL_BASES } from './port.ts';

export type LegalBasis = (typeof LEGAL_BASES)[number];
export type Purpose = ConsentEntry['purpose'];

/** A line as it was written; `id` sorts by `at`, and names the line in answers and reasons. */
export interface LedgerLine extends ConsentEntry {
  id: string;
  recordedAt: number;
}

/** Whether a purpose is allowed, by which line, or what is in the way. `since`: when they asked for no more. */
export type Allowance =
  | { kind: 'allowed'; evidence: LedgerLine }
  | { kind: 'not-allowed'; code: 'opted_out'; since: number }
  | { kind: 'not-allowed'; code: 'no_consent' };

export interface ConsentLedger extends Consent {
  /** As `record`; "known" if this happening had been written before, and nothing was changed. */
  add(entry: ConsentEntry): Promise<'recorded' | 'known'>;
  /** Every line about one person, oldest first. */
  entries(workspace: string, brand: string, phone: string): Promise<LedgerLine[]>;
  /** When this person asked for no more messages; undefined if they did not, or came back. */
  suppressedSince(workspace: string, brand: string, phone: string): Promise<number | undefined>;
  /** Whether there is evidence at `now` that this purpose is allowed, resting on one of `bases`. */
  allows(
    workspace: string,
    brand: string,
    phone: string,
    purpose: Purpose,
    now: number,
    bases?: readonly LegalBasis[],
  ): Promise<Allowance>;
  /** Two numbers turn out to be one person: the strictest of what both said holds for `into`. */
  merge(workspace: string, brand: string, from: string, into: string): Promise<void>;
}

const LINE_KIND = 'consent';
/** Which line a happening became: the first to claim its key decides, whoever else writes at the same time. */
const KEY_KIND = 'consent-key';
const SUPPRESSION_KIND = 'suppression';

/** Promotion never rests on a contract alone: CNIL, "prospection commerciale par courrier électronique". */
export const MARKETING_BASES: readonly LegalBasis[] = ['consent', 'soft-opt-in', 'legitimate-interest'];

/** A line without what its keys say: whose it is. */
type StoredLine = Omit<ConsentEntry, 'workspace' | 'brand' | 'phone'> & { recordedAt: number };

/** Holds no phone number and no words. The later of both instants decides; `suppressed` where they are the same. */
interface Suppression {
  suppressed: boolean;
  withdrawnAt?: number;
  resumedAt?: number;
}

const PAGE = 200;

/**
 * `key`: 32 bytes that never change, or the suppression list no longer finds anybody. A plain hash would not do: there
 * are so few phone numbers that all of them can be tried.
 */
export function createConsent(deps: { records: RecordStore; key: Buffer; clock: Clock }): ConsentLedger {
  const { records, key, clock } = deps;
  if (key.length !== 32) throw new Error('The key of the consent ledger must have 32 bytes.');
  const keyed = (...parts: string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
  const personOf = (workspace: string, brand: string, phone: string) =>
    keyed('person', workspace, brand, phone);

  async function add(entry: ConsentEntry): Promise<'recorded' | 'known'> {
    const { workspace, brand, phone } = entry;
    const person = personOf(workspace, brand, phone);
    const claim = `${person}/${keyed('key', entry.key)}`;

    async function isWritten(): Promise<boolean> {
      const claimed = await records.get<{ line: string }>(workspace, KEY_KIND, claim);
      return (
        claimed !== undefined && (await records.get(workspace, LINE_KIND, claimed.data.line)) !== undefined
      );
    }

    /** The line as it stands now, and whether it was not there before. */
    async function write(): Promise<{ fresh: boolean; at: number }> {
      const line = `${person}/${new Date(entry.at).toISOString()}-${keyed('key', entry.key).slice(0, 16)}`;
      await records.insert(workspace, KEY_KIND, claim, { line });
      const claimed = await records.get<{ line: string }>(workspace, KEY_KIND, claim);
      const { workspace: _w, brand: _b, phone: _p, ...said } = entry;
      const stored: StoredLine = { ...said, recordedAt: clock.now() };
      const name = claimed?.data.line ?? line;
      if (await records.insert(workspace, LINE_KIND, name, stored)) return { fresh: true, at: entry.at };
      const known = await records.get<StoredLine>(workspace, LINE_KIND, name);
      return { fresh: false, at: known?.data.at ?? entry.at };
    }

    // Whatever a crash leaves undone is silence: a withdrawal counts before it is written down, a return only after.
    if (entry.what === 'withdrawn') {
      if (await isWritten()) return 'known';
      await change(workspace, person, (now) => withdraw(now, entry.at));
      return (await write()).fresh ? 'recorded' : 'known';
    }
    // Told again later, it happened when it did: a STOP after it stands.
    const { fresh, at } = await write();
    if (isReturn(entry)) await change(workspace, person, (now) => resume(now, { ...entry, at }, fresh));
    return fresh ? 'recorded' : 'known';
  }

  function change(
    workspace: string,
    person: string,
    decide: (now: Suppression | undefined) => Suppression | undefined,
  ): Promise<void> {
    return changeRecord<Suppression, void>(
      records,
      { workspace, kind: SUPPRESSION_KIND, key: person },
      (now) => {
        const next = decide(now);
        return next ? { answer: undefined, write: next } : { answer: undefined };
      },
    );
  }

  async function suppressedSince(
    workspace: string,
    brand: string,
    phone: string,
  ): Promise<number | undefined> {
    const person = personOf(workspace, brand, phone);
    const found = await records.get<Suppression>(workspace, SUPPRESSION_KIND, person);
    return found?.data.suppressed ? found.data.withdrawnAt : undefined;
  }

  async function* lines(
    workspace: string,
    brand: string,
    phone: string,
    reverse: boolean,
  ): AsyncGenerator<LedgerLine> {
    const prefix = `${personOf(workspace, brand, phone)}/`;
    let cursor: string | undefined;
    do {
      const request = { limit: PAGE, prefix, reverse, ...(cursor ? { cursor } : {}) };
      const page = await records.list<StoredLine>(workspace, LINE_KIND, request);
      for (const { key: name, data } of page.items) {
        yield { ...data, workspace, brand, phone, id: name.slice(prefix.length) };
      }
      cursor = page.cursor;
    } while (cursor);
  }

  return {
    add,
    suppressedSince,

    async record(entry) {
      await add(entry);
    },

    async suppressed(workspace, brand, phone) {
      return (await suppressedSince(workspace, brand, phone)) !== undefined;
    },

    async entries(workspace, brand, phone) {
      const all: LedgerLine[] = [];
      for await (const line of lines(workspace, brand, phone, false)) all.push(line);
      return all;
    },

    async allows(workspace, brand, phone, purpose, now, bases = MARKETING_BASES) {
      const since = await suppressedSince(workspace, brand, phone);
      if (since !== undefined) return { kind: 'not-allowed', code: 'opted_out', since };
      // Who came back after a withdrawal is where they were before it; who never consented still has not.
      for await (const line of lines(workspace, brand, phone, true)) {
        const covers = line.purpose === 'all' || line.purpose === purpose;
        if (covers && line.at <= now && isEvidence(line) && bases.some((one) => one === line.legalBasis)) {
          return { kind: 'allowed', evidence: line };
        }
      }
      return { kind: 'not-allowed', code: 'no_consent' };
    },

    async merge(workspace, brand, from, into) {
      const since = await suppressedSince(workspace, brand, from);
      if (since === undefined) return;
      await add({
        workspace,
        brand,
        phone: into,
        key: `merge/${personOf(workspace, brand, from)}/${since}`,
        at: clock.now(),
        what: 'withdrawn',
        purpose: 'all',
        channel: 'other',
        source: 'operator',
        wording: '',
        proof: { merged: personOf(workspace, brand, from), since: new Date(since).toISOString() },
      });
    },
  };
}

type Claimed = Pick<ConsentEntry, 'what' | 'source' | 'wording' | 'legalBasis' | 'proof'>;

/** What a consent lacks to be proved, as GDPR 7(1) wants it: its words, its legal basis, something to show for it. */
export function missingEvidence({ wording, legalBasis, proof = {} }: Claimed): (keyof Claimed)[] {
  return [
    ...(wording.trim() === '' ? (['wording'] as const) : []),
    ...(legalBasis === undefined ? (['legalBasis'] as const) : []),
    ...(Object.values(proof).some((value) => value.trim() !== '') ? [] : (['proof'] as const)),
  ];
}

/** START and the subscribe button prove no consent: they only end a withdrawal. */
function isEvidence(line: Claimed): boolean {
  const { what, source } = line;
  if (what !== 'given' || source === 'keyword' || source === 'subscribe-event') return false;
  return missingEvidence(line).length === 0;
}

/** What ends a withdrawal: an act of the person's own. Lists, colleagues and other programs cannot speak for them. */
function isReturn(entry: ConsentEntry): boolean {
  if (entry.source === 'keyword' || entry.source === 'subscribe-event') return true;
  return entry.source === 'form' && isEvidence(entry);
}

function withdraw(now: Suppression | undefined, at: number): Suppression | undefined {
  const { suppressed = false, withdrawnAt = at, resumedAt } = now ?? {};
  const next: Suppression = {
    suppressed: suppressed || resumedAt === undefined || at >= resumedAt,
    withdrawnAt: Math.max(at, withdrawnAt),
    ...(resumedAt === undefined ? {} : { resumedAt }),
  };
  const same = now?.suppressed === next.suppressed && now.withdrawnAt === next.withdrawnAt;
  return same ? undefined : next;
}

/**
 * STOP and START of one millisecond count in the order they came. A return that is only repeated may be the earlier
 * of the two, and neither a form nor a repetition wins a tie. Noted even where nothing is suppressed: a withdrawal
 * from before it may still be on its way.
 */
function resume(now: Suppression | undefined, entry: ConsentEntry, fresh: boolean): Suppression {
  const { suppressed = false, withdrawnAt, resumedAt = entry.at } = now ?? {};
  const wins =
    withdrawnAt === undefined ||
    entry.at > withdrawnAt ||
    (entry.at === withdrawnAt && fresh && entry.source !== 'form');
  return {
    suppressed: suppressed && !wins,
    ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
    resumedAt: Math.max(entry.at, resumedAt),
  };
}
