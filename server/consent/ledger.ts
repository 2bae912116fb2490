/**
 * The ledger of consents and the suppression list, over records. Knows which line outweighs which; knows no country,
 * and keeps no phone number: people are found by a keyed fingerprint of theirs.
 */
import { createHmac } from 'node:crypto';
import { changeRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import type { Consent, ConsentEntry, LEGAL_BASES } from './port.ts';
import {
  adopt,
  borrow,
  giveBack,
  outlasts,
  resume,
  type Suppression,
  silentSince,
  withdraw,
} from './suppression.ts';

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
  /** What a number is called in proofs: always the same, and nothing can be learnt from it without the key. */
  nameOf(workspace: string, brand: string, phone: string): string;
  /** Whose words keep this number silent, and since when. */
  silence(workspace: string, brand: string, phone: string): Promise<Silence>;
  /** Whether this withdrawal is news, and later than the person's last return. */
  silences(entry: ConsentEntry): Promise<boolean>;
  /** What `from` said, or will say at once, holds for `into` as well from `at` on. True if a line was written of it. */
  borrow(pair: NumberPair, at: number): Promise<boolean>;
  /**
   * What `from` said holds for `into` no longer, unless the two `belong` together again: asked last of all before it counts.
   * True if it was changed. Errors: "conflict".
   */
  giveBack(pair: NumberPair, belong: () => Promise<boolean>): Promise<boolean>;
  /** Who the others were is forgotten: what they said holds for this number as if it had said so itself. */
  adopt(workspace: string, brand: string, phone: string): Promise<void>;
}

export interface Silence {
  /** When the number itself withdrew, and has not come back. */
  own?: number;
  /** Other numbers of the person whose withdrawal holds here too, by the name they have in proofs. */
  others: { name: string; since: number }[];
}

/** Two numbers of one person; in E.164. */
export interface NumberPair {
  workspace: string;
  brand: string;
  from: string;
  into: string;
}

const LINE_KIND = 'consent';
/** Which line a happening became: the first to claim its key decides, whoever else writes at the same time. */
const KEY_KIND = 'consent-key';
const SUPPRESSION_KIND = 'suppression';

/** Promotion never rests on a contract alone: CNIL, "prospection commerciale par courrier électronique". */
export const MARKETING_BASES: readonly LegalBasis[] = ['consent', 'soft-opt-in', 'legitimate-interest'];

/** A line without what its keys say: whose it is. */
type StoredLine = Omit<ConsentEntry, 'workspace' | 'brand' | 'phone'> & { recordedAt: number };

const PAGE = 200;
/** Each lost round means that somebody else's word on this number went through. */
const ROUNDS = 200;

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

  const claimOf = (person: string, happening: string) => `${person}/${keyed('key', happening)}`;

  async function isWritten(workspace: string, claim: string): Promise<boolean> {
    const claimed = await records.get<{ line: string }>(workspace, KEY_KIND, claim);
    return (
      claimed !== undefined && (await records.get(workspace, LINE_KIND, claimed.data.line)) !== undefined
    );
  }

  /** The line as it stands now, and whether it was not there before. */
  async function write(entry: ConsentEntry): Promise<{ fresh: boolean; at: number }> {
    const { workspace, brand, phone, ...said } = entry;
    const person = personOf(workspace, brand, phone);
    const claim = claimOf(person, entry.key);
    const line = `${person}/${new Date(entry.at).toISOString()}-${keyed('key', entry.key).slice(0, 16)}`;
    await records.insert(workspace, KEY_KIND, claim, { line });
    const claimed = await records.get<{ line: string }>(workspace, KEY_KIND, claim);
    const stored: StoredLine = { ...said, recordedAt: clock.now() };
    const name = claimed?.data.line ?? line;
    if (await records.insert(workspace, LINE_KIND, name, stored)) return { fresh: true, at: entry.at };
    const known = await records.get<StoredLine>(workspace, LINE_KIND, name);
    return { fresh: false, at: known?.data.at ?? entry.at };
  }

  async function add(entry: ConsentEntry): Promise<'recorded' | 'known'> {
    const { workspace, brand, phone } = entry;
    const person = personOf(workspace, brand, phone);
    // Whatever a crash leaves undone is silence: a withdrawal counts before it is written down, a return only after.
    if (entry.what === 'withdrawn') {
      if (await isWritten(workspace, claimOf(person, entry.key))) return 'known';
      await change(workspace, person, (now) => withdraw(now, entry.at));
      return (await write(entry)).fresh ? 'recorded' : 'known';
    }
    // Told again later, it happened when it did: a STOP after it stands.
    const { fresh, at } = await write(entry);
    if (isReturn(entry)) {
      await change(workspace, person, (now) => resume(now, { source: entry.source, at }, fresh));
    }
    return fresh ? 'recorded' : 'known';
  }

  const stateOf = (workspace: string, person: string) =>
    records.get<Suppression>(workspace, SUPPRESSION_KIND, person);

  /** What is written down of a word that is another number's. */
  function carried(
    { workspace, brand, from, into }: NumberPair,
    what: 'withdrawn' | 'parted',
    since: number,
  ): ConsentEntry {
    const number = personOf(workspace, brand, from);
    return {
      ...{ workspace, brand, phone: into, what, at: what === 'parted' ? clock.now() : since },
      key: `${what === 'parted' ? 'parted' : 'merge'}/${number}/${since}`,
      ...{ purpose: 'all', channel: 'other', source: 'merge', wording: '' },
      proof: { number, since: new Date(since).toISOString() },
    };
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
    return silentSince((await stateOf(workspace, personOf(workspace, brand, phone)))?.data);
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

    nameOf: personOf,

    async borrowed(workspace, brand, phone) {
      const found = await stateOf(workspace, personOf(workspace, brand, phone));
      return found?.data.suppressed === false && silentSince(found.data) !== undefined;
    },

    async silence(workspace, brand, phone) {
      const {
        suppressed,
        withdrawnAt,
        others = {},
      } = (await stateOf(workspace, personOf(workspace, brand, phone)))?.data ?? { suppressed: false };
      return {
        ...(suppressed && withdrawnAt !== undefined ? { own: withdrawnAt } : {}),
        others: Object.entries(others).map(([name, since]) => ({ name, since })),
      };
    },

    async silences({ workspace, brand, phone, key: happening, what, at }) {
      if (what !== 'withdrawn') return false;
      const person = personOf(workspace, brand, phone);
      if (await isWritten(workspace, claimOf(person, happening))) return false;
      return outlasts((await stateOf(workspace, person))?.data, at);
    },

    async borrow(pair, at) {
      const { workspace, brand, from, into } = pair;
      const name = personOf(workspace, brand, from);
      // Written even where it stays the same: who is about to give it back finds so, and looks again.
      const since = await changeRecord<Suppression, number | undefined>(
        records,
        { workspace, kind: SUPPRESSION_KIND, key: personOf(workspace, brand, into) },
        (now) => {
          const next = borrow(now, name, at);
          return next ? { answer: next.others?.[name], write: next } : { answer: undefined };
        },
      );
      return since !== undefined && (await write(carried(pair, 'withdrawn', since))).fresh;
    },

    async giveBack(pair, belong) {
      const { workspace, brand, from, into } = pair;
      const [name, person] = [personOf(workspace, brand, from), personOf(workspace, brand, into)];
      for (let round = 0; round < ROUNDS; round += 1) {
        const found = await stateOf(workspace, person);
        const since = found?.data.others?.[name];
        if (!found || since === undefined || (await belong())) return false;
        // Like every return it is written down before it counts.
        await write(carried(pair, 'parted', since));
        const next = giveBack(found.data, name);
        if (await records.update(workspace, SUPPRESSION_KIND, person, found.rev, next)) return true;
      }
      throw new CodedError('conflict');
    },

    async adopt(workspace, brand, phone) {
      await change(workspace, personOf(workspace, brand, phone), (now) =>
        now?.others ? adopt(now) : undefined,
      );
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
