/** Everything an operator sees of a customer beside the thread, gathered from where it lies. Changes nothing. */

import type { Program } from '../../flows/compile.ts';
import { countryOf } from '../../flows/country.ts';
import type { Brand } from '../channels/port.ts';
import type { ConsentLedger } from '../consent/ledger.ts';
import type { Interval } from '../contract/inbox.ts';
import type { Panel } from '../contract/inbox-work.ts';
import type { Catalogues } from '../engine/catalogue.ts';
import type { Conversation, RecordStore, Run, Store, StoredMessage } from '../stores/port.ts';
import type { Contacts } from './contacts.ts';
import { TAKEOVER } from './intervals.ts';
import type { Names } from './names.ts';
import { readPersonRecords } from './person-records.ts';
import { textOfLine } from './row.ts';

export interface PanelDeps {
  workspace: string;
  store: Store;
  catalogues: Catalogues;
  consent: ConsentLedger;
  contacts: Contacts;
  names: Names;
  brands: { list(workspace: string): Brand[]; get(workspace: string, id: string): Brand | undefined };
  /** Whether RCS reaches this phone now; undefined where nobody can say. */
  reachable(brand: Brand, phone: string): Promise<boolean | undefined>;
  now(): number;
}

const MOST_LINES = 200;
const MOST_STEPS = 100;
const MOST_RATINGS = 20;
/** Of each other conversation of the person. */
const MOST_TAKEOVERS = 20;
/** Nodes that wait for the customer: where a flow can go on without anything being said twice. */
const WAITING = new Set(['ask', 'choose', 'say', 'wait', 'handoff', 'branch', 'call']);
export const RATING = 'satisfaction';

export type ReadPanel = (conversation: Conversation) => Promise<Panel>;

export function createPanel(deps: PanelDeps): ReadPanel {
  const { workspace, store, consent, contacts } = deps;
  const { records } = store;

  return async (conversation) => {
    const { id, brand: brandId, phone, channel, locale, createdAt, heardAt } = conversation;
    const brand = deps.brands.get(workspace, brandId);
    const now = deps.now();
    const person = contacts.person(workspace, brandId, phone);
    const others = person.then(({ phones }) => phones.filter((one) => one !== phone));
    const [{ written: contact }, numbers, rcs, entries, since, allowance, lines, owned, elsewhere] =
      await Promise.all([
        person,
        others.then((phones) => numbersOf(brandId, phones)),
        // What cannot be asked in time is not known.
        brand ? deps.reachable(brand, phone).catch(() => undefined) : undefined,
        consent.entries(workspace, brandId, phone),
        consent.suppressedSince(workspace, brandId, phone),
        consent.allows(workspace, brandId, phone, 'marketing', now),
        store.conversations.thread(workspace, id, { limit: MOST_LINES }),
        others.then((phones) => readPersonRecords(records, workspace, brandId, [phone, ...phones])),
        others.then((phones) => elsewhereOf(brandId, [phone, ...phones])),
      ]);
    const [takeovers, ratings] = await Promise.all([
      takeoversOf(lines.items, numbers),
      ratingsOf(records, workspace, [id, ...numbers.map((one) => one.conversation)]),
    ]);
    const country = countryOf(phone);
    return {
      contact: {
        phone,
        ...(contact.name === undefined ? {} : { name: contact.name }),
        ...(contact.email === undefined ? {} : { email: contact.email }),
        locale,
        ...(country === undefined ? {} : { country }),
        fields: contact.fields,
        since: createdAt,
        ...(heardAt === undefined ? {} : { heardAt }),
      },
      numbers: [numberOf(conversation, since, allowance.kind === 'allowed'), ...numbers],
      reach: {
        channel,
        rcs: rcs === undefined ? 'unknown' : rcs ? 'yes' : 'no',
        sms: brand?.sms !== undefined,
      },
      consent: {
        suppressed: since !== undefined,
        ...(since === undefined ? {} : { since }),
        marketing:
          allowance.kind === 'allowed' ? { allowed: true } : { allowed: false, code: allowance.code },
        entries: entries.map(({ at, what, purpose, channel: via, source, wording }) => ({
          at,
          what,
          purpose,
          channel: via,
          source,
          wording,
        })),
      },
      ...(conversation.run ? { flow: await flowOf(conversation.run, lines.items) } : {}),
      takeovers,
      cases: owned.cases.map(({ number, type, status, openedAt, entries: story }) => ({
        number,
        type,
        status,
        createdAt: openedAt,
        updatedAt: story.at(-1)?.at ?? openedAt,
      })),
      bookings: owned.bookings.flatMap(({ number, status, start, end, service }) =>
        status === 'pending' ? [] : [{ code: number, title: titleOf(service, locale), start, end, status }],
      ),
      payments: owned.payments.map(
        ({ id: payment, amount, currency, description, status, createdAt: at }) => ({
          id: payment,
          amount,
          currency,
          description,
          status,
          at,
        }),
      ),
      elsewhere,
      ratings,
    };
  };

  /** The person's other numbers, each with what is its own. */
  async function numbersOf(brand: string, phones: readonly string[]): Promise<Panel['numbers']> {
    const now = deps.now();
    const found = await Promise.all(
      phones.map(async (phone): Promise<Panel['numbers']> => {
        const [one, since, allowance] = await Promise.all([
          store.conversations.find(workspace, brand, phone),
          consent.suppressedSince(workspace, brand, phone),
          consent.allows(workspace, brand, phone, 'marketing', now),
        ]);
        return one ? [numberOf(one, since, allowance.kind === 'allowed')] : [];
      }),
    );
    return found.flat();
  }

  async function elsewhereOf(brand: string, phones: readonly string[]): Promise<Panel['elsewhere']> {
    const all = deps.brands.list(workspace).filter((one) => one.id !== brand);
    const found = await Promise.all(
      all.flatMap((one) => phones.map((phone) => store.conversations.find(workspace, one.id, phone))),
    );
    return found.flatMap((one) =>
      one ? [{ id: one.id, brand: one.brand, at: one.updatedAt, status: one.desk.status }] : [],
    );
  }

  async function flowOf(run: Run, lines: readonly StoredMessage[]): Promise<NonNullable<Panel['flow']>> {
    const { flow, version, snapshot } = run;
    const program = await deps.catalogues.program(workspace, flow, version);
    const title = (node: string) => program?.stations.get(node)?.node.title;
    const own = title(snapshot.value);
    const document = program?.bundle.flow;
    return {
      id: flow,
      name: document?.name ?? flow,
      version,
      status: snapshot.status,
      ...(snapshot.outcome === undefined ? {} : { outcome: snapshot.outcome }),
      node: snapshot.value,
      ...(own === undefined ? {} : { title: own }),
      nodes: program ? nodesOf(program) : [],
      path: pathOf(lines, program),
      variables: Object.entries(snapshot.vars[''] ?? {}).map(([name, value]) => {
        const declared =
          document && Object.hasOwn(document.variables, name) ? document.variables[name] : undefined;
        return { name, value, ...(declared ? { type: declared.type } : {}) };
      }),
      timers: Object.values(snapshot.timers).map(({ node, at }) => ({ node, at })),
    };
  }

  /** Of this thread by its lines; of the person's others by what was put on record of them. */
  async function takeoversOf(
    lines: readonly StoredMessage[],
    others: Panel['numbers'],
  ): Promise<Panel['takeovers']> {
    const pages = await Promise.all(
      others.map(({ conversation }) =>
        records.list<Interval>(workspace, TAKEOVER, {
          limit: MOST_TAKEOVERS,
          prefix: `${conversation}/`,
          reverse: true,
        }),
      ),
    );
    const ended = [
      ...lines.flatMap(({ content }) => (content.kind === 'happening' && content.end ? [content.end] : [])),
      ...pages.flatMap(({ items }) => items.map(({ data }) => data)),
    ].sort((one, other) => one.from - other.from);
    const names = await deps.names.of(
      workspace,
      ended.map(({ operator }) => operator),
    );
    return ended.map(({ operator, from, to, reason = '', summary = '' }) => ({
      from,
      to,
      who: { id: operator, name: names[operator] ?? operator },
      reason,
      summary,
    }));
  }
}

/** The nodes that spoke, in their order, each with what the customer answered. */
function pathOf(
  lines: readonly StoredMessage[],
  program: Program | undefined,
): NonNullable<Panel['flow']>['path'] {
  const path: NonNullable<Panel['flow']>['path'] = [];
  for (const line of lines) {
    const { author, direction, at } = line;
    const last = path.at(-1);
    if (direction === 'in') {
      const answer = textOfLine(line);
      if (last && answer) last.answer = answer.slice(0, 200);
    } else if (author?.kind === 'bot' && (last?.node !== author.node || last.answer !== undefined)) {
      const node = program?.stations.get(author.node)?.node;
      path.push({
        node: author.node,
        at,
        ...(node?.title === undefined ? {} : { title: node.title }),
        ...(node ? { kind: node.kind } : {}),
      });
    }
  }
  return path.slice(-MOST_STEPS);
}

function nodesOf({ bundle, stations }: Program): NonNullable<Panel['flow']>['nodes'] {
  return Object.keys(bundle.flow.nodes).flatMap((node) => {
    const found = stations.get(node)?.node;
    return found && WAITING.has(found.kind) ? [{ node, title: found.title ?? node, kind: found.kind }] : [];
  });
}

/** A name in one language or several. */
function titleOf({ name, title }: { name?: unknown; title?: unknown }, locale: string): string {
  const text = name ?? title;
  if (typeof text === 'string') return text;
  if (typeof text !== 'object' || text === null) return '';
  const words = text as Record<string, unknown>;
  return String(words[locale.slice(0, 2)] ?? words.en ?? Object.values(words)[0] ?? '');
}

function numberOf(
  { id, phone, channel, desk, createdAt, heardAt }: Conversation,
  suppressedSince: number | undefined,
  marketing: boolean,
): Panel['numbers'][number] {
  return {
    phone,
    conversation: id,
    channel,
    status: desk.status,
    blocked: desk.blocked !== undefined,
    since: createdAt,
    ...(heardAt === undefined ? {} : { heardAt }),
    suppressed: suppressedSince !== undefined,
    ...(suppressedSince === undefined ? {} : { suppressedSince }),
    marketing,
  };
}

/** The newest first. */
async function ratingsOf(
  records: RecordStore,
  workspace: string,
  conversations: readonly string[],
): Promise<Panel['ratings']> {
  const pages = await Promise.all(
    conversations.map((conversation) =>
      records.list<{ at: number; score: number; reason: string }>(workspace, RATING, {
        limit: MOST_RATINGS,
        prefix: `${conversation}/`,
        reverse: true,
      }),
    ),
  );
  return pages
    .flatMap(({ items }) => items.map(({ data: { at, score, reason } }) => ({ at, score, reason })))
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST_RATINGS);
}
