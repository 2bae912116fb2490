/** Everything an operator sees of a customer beside the thread, gathered from where it lies. Changes nothing. */

import type { Program } from '../../flows/compile.ts';
import { countryOf } from '../../flows/country.ts';
import type { Brand } from '../channels/port.ts';
import type { ConsentLedger, Silence } from '../consent/ledger.ts';
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

const PAGE = 200;
/** Lines looked through for the way of a flow: people may have written in between for days. */
const MOST_LINES = 4000;
const MOST_STEPS = 100;
const MOST_RATINGS = 20;
/** Of each conversation of the person, the newest. */
const MOST_TAKEOVERS = 100;
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
    const others = person.then(({ phones: all }) => all.filter((one) => one !== phone));
    const [{ written: contact, phones }, numbers, rcs, entries, silence, allowance, lines, owned, elsewhere] =
      await Promise.all([
        person,
        person.then(({ phones: all }) => numbersOf(brandId, phone, all)),
        // What cannot be asked in time is not known.
        brand ? deps.reachable(brand, phone).catch(() => undefined) : undefined,
        consent.entries(workspace, brandId, phone),
        consent.silence(workspace, brandId, phone),
        consent.allows(workspace, brandId, phone, 'marketing', now),
        linesOf(id),
        others.then((some) => readPersonRecords(records, workspace, brandId, [phone, ...some])),
        others.then((some) => elsewhereOf(brandId, [phone, ...some])),
      ]);
    const [takeovers, ratings] = await Promise.all([
      takeoversOf(lines, [id, ...numbers.map((one) => one.conversation)]),
      ratingsOf(records, workspace, [id, ...numbers.map((one) => one.conversation)]),
    ]);
    const country = countryOf(phone);
    const nameOf = namesOf(brandId, phones);
    const here = numberOf(conversation, silence, allowance.kind === 'allowed', nameOf);
    const { suppressedSince: since } = here;
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
      numbers: [here, ...numbers],
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
        entries: entries.map(({ at, what, purpose, channel: via, source, wording, proof }) => {
          const from = source === 'merge' ? nameOf(proof?.number) : undefined;
          return {
            ...{ at, what, purpose, channel: via, source, wording },
            ...(from === undefined ? {} : { from }),
          };
        }),
      },
      ...(conversation.run ? { flow: await flowOf(conversation.run, lines) } : {}),
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

  /** The newest page, and before it as much as the way through the flow takes. Oldest first. */
  async function linesOf(id: string): Promise<StoredMessage[]> {
    let lines: StoredMessage[] = [];
    let cursor: string | undefined;
    let steps = 0;
    do {
      const page = await store.conversations.thread(workspace, id, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      lines = [...page.items, ...lines];
      steps += page.items.filter(({ author }) => author?.kind === 'bot').length;
      cursor = page.cursor;
    } while (cursor !== undefined && steps < MOST_STEPS && lines.length < MOST_LINES);
    return lines;
  }

  /** Which of these numbers a proof of consent names. */
  function namesOf(
    brand: string,
    phones: readonly string[],
  ): (name: string | undefined) => string | undefined {
    const known = new Map(phones.map((phone) => [consent.nameOf(workspace, brand, phone), phone]));
    return (name) => (name === undefined ? undefined : known.get(name));
  }

  /** The others of the person's numbers, each with what is its own. */
  async function numbersOf(brand: string, own: string, phones: readonly string[]): Promise<Panel['numbers']> {
    const now = deps.now();
    const nameOf = namesOf(brand, phones);
    const found = await Promise.all(
      phones.map(async (phone): Promise<Panel['numbers']> => {
        if (phone === own) return [];
        const [one, silence, allowance] = await Promise.all([
          store.conversations.find(workspace, brand, phone),
          consent.silence(workspace, brand, phone),
          consent.allows(workspace, brand, phone, 'marketing', now),
        ]);
        return one ? [numberOf(one, silence, allowance.kind === 'allowed', nameOf)] : [];
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

  /** What was put on record of the person's conversations, and what ended in this thread a moment ago and is not yet. */
  async function takeoversOf(
    lines: readonly StoredMessage[],
    conversations: readonly string[],
  ): Promise<Panel['takeovers']> {
    const pages = await Promise.all(
      conversations.map((conversation) =>
        records.list<Interval>(workspace, TAKEOVER, {
          limit: MOST_TAKEOVERS,
          prefix: `${conversation}/`,
          reverse: true,
        }),
      ),
    );
    const recorded = pages.flatMap(({ items }) => items.map(({ data }) => data));
    const known = new Set(recorded.map(({ from, operator }) => `${from} ${operator}`));
    const fresh = lines.flatMap(({ content }) => {
      const end = content.kind === 'happening' ? content.end : undefined;
      return end && !known.has(`${end.from} ${end.operator}`) ? [end] : [];
    });
    const ended = [...recorded, ...fresh].sort((one, other) => one.from - other.from);
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
  silence: Silence,
  marketing: boolean,
  nameOf: (name: string) => string | undefined,
): Panel['numbers'][number] {
  const since = silence.own ?? silence.others.map((other) => other.since).sort((a, b) => a - b)[0];
  const others = silence.others.flatMap(({ name }) => nameOf(name) ?? []);
  return {
    phone,
    conversation: id,
    channel,
    status: desk.status,
    blocked: desk.blocked !== undefined,
    since: createdAt,
    ...(heardAt === undefined ? {} : { heardAt }),
    suppressed: since !== undefined,
    ...(since === undefined ? {} : { suppressedSince: since }),
    suppressedBy: [...(silence.own === undefined ? [] : [phone]), ...others],
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
