/**
 * What operators and supervisors work with in the inbox, put together: actions on one or many conversations, canned
 * replies, macros, the customer's panel, personal data, figures. Knows the engine and the store by their ports.
 */
import type { Message } from '../../flows/message.ts';
import type { Scope } from '../../flows/scope.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { ConsentLedger } from '../consent/ledger.ts';
import type { Wall, WallQuery } from '../contract/inbox-work.ts';
import type { Brands } from '../engine/brands.ts';
import type { Catalogues } from '../engine/catalogue.ts';
import type { Engine } from '../engine/engine.ts';
import type { User } from '../people/identity.ts';
import { may } from '../people/roles.ts';
import type { Report } from '../report.ts';
import type { Conversation, Store } from '../stores/port.ts';
import { type ActDeps, createAct } from './act.ts';
import { type Bulk, createBulk } from './bulk.ts';
import { type CannedReplies, createCanned } from './canned.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import type { Inbox } from './inbox.ts';
import { createMacros, type Macros } from './macros.ts';
import type { OnePerson } from './one-person.ts';
import { createPanel, type ReadPanel } from './panel.ts';
import { createPersonalData, type PersonalData } from './personal-data.ts';
import { DEFAULT_QUEUE, type Queues } from './queues.ts';
import { createSamePerson, type SamePerson } from './same-person.ts';
import { createSatisfaction, type Satisfaction } from './satisfaction.ts';
import { scopeOf } from './scope-of.ts';
import { createInboxSettings, type InboxSettings } from './settings.ts';
import { createSharedBlocks } from './shared-blocks.ts';
import { createWall } from './wall.ts';

export interface InboxWork {
  bulk: Bulk;
  canned: CannedReplies;
  macros: Macros;
  drafts: Drafts;
  panel: ReadPanel;
  personal: PersonalData;
  samePerson: SamePerson;
  settings: InboxSettings;
  satisfaction: Satisfaction;
  wall(asked: WallQuery): Promise<Wall>;
  /** What the templates of a reply by this operator read of a conversation. */
  scope(who: User, conversation: Conversation): Promise<Scope>;
  brandName(id: string): string;
  newId(): string;
  now(): number;
}

export interface InboxWorkDeps {
  workspace: string;
  store: Store;
  inbox: Inbox;
  engine: Engine;
  queues: Queues;
  brands: Brands;
  catalogues: Catalogues;
  consent: ConsentLedger;
  onePerson: Pick<OnePerson, 'join' | 'part'>;
  clock: Clock;
  newId(): string;
  report: Report;
  /** Whether somebody can be given conversations. */
  takes(operator: string): Promise<boolean>;
  /** Whether RCS reaches a phone now; undefined where nobody can say. */
  reachable(brand: Brand, phone: string): Promise<boolean | undefined>;
  publish(flow: string, by: string): Promise<void>;
  /** Puts on record what is about to be done to a conversation. */
  note: ActDeps['note'];
}

/** Lines that are looked through for the customer's newest. */
const MOST_LINES = 200;

export function openInboxWork(deps: InboxWorkDeps): InboxWork {
  const { workspace, store, inbox, engine, queues, brands, catalogues, consent, clock, newId } = deps;
  const { records } = store;
  const { contacts, names, subscriptions } = inbox;
  const now = () => clock.now();

  const act = createAct({
    workspace,
    engine,
    async newest(id) {
      const { items } = await store.conversations.thread(workspace, id, { limit: MOST_LINES });
      return items.findLast(({ direction }) => direction === 'in')?.id;
    },
    queue: (id) => id === DEFAULT_QUEUE || queues.get(id).configured,
    operator: deps.takes,
    note: deps.note,
  });
  const canned = createCanned(records);
  const settings = createInboxSettings(records);
  const scope = async (who: User, conversation: Conversation) =>
    scopeOf(conversation, {
      brand: brands.get(workspace, conversation.brand),
      contact: await contacts.get(workspace, conversation.brand, conversation.phone),
      operator: who.name,
      now: now(),
    });

  return {
    canned,
    settings,
    scope,
    newId,
    now,
    drafts: createDrafts(records),
    brandName: (id) => brands.get(workspace, id)?.name ?? id,
    bulk: createBulk({
      workspace,
      inbox: inbox.index,
      act,
      newId,
      tell: (operator, progress) => subscriptions.bulk(workspace, operator, progress),
      fault: (error) => deps.report({ kind: 'fault', where: 'bulk', error }),
    }),
    macros: createMacros({
      records,
      now,
      act,
      fill: async (who, id, conversation) =>
        canned.fill(workspace, { id: who.id, all: false }, id, await scope(who, conversation)),
      async say(who, id, message: Message, seenReply) {
        const how = { assigns: may(who, 'conversations.assign'), ...(seenReply ? { seenReply } : {}) };
        await engine.say(workspace, id, who.id, message, how);
      },
      async note(who, id, text) {
        await inbox.note(id, { id: who.id, name: who.name }, text);
      },
    }),
    panel: createPanel({
      workspace,
      store,
      catalogues,
      consent,
      contacts,
      names,
      brands,
      reachable: deps.reachable,
      now,
    }),
    personal: createPersonalData({
      workspace,
      store,
      inbox: inbox.index,
      settled: inbox.indexer.settled,
      contacts,
      consent,
      now,
      erased: (before, seq) => subscriptions.erased(workspace, before, seq),
    }),
    samePerson: createSamePerson({
      workspace,
      now,
      store,
      index: inbox.index,
      contacts,
      consent,
      onePerson: deps.onePerson,
      blocks: createSharedBlocks({
        workspace,
        records,
        async block(who, id) {
          await deps.note(who, 'contact.blocked', id);
          const by = { operator: who.id, assigns: may(who, 'conversations.assign') };
          return engine.own(workspace, id, { kind: 'block', by });
        },
        async unblock(who, id) {
          await deps.note(who, 'contact.unblocked', id);
          await engine.own(workspace, id, { kind: 'unblock', by: { operator: who.id, assigns: false } });
        },
      }),
      touched: (conversation) => inbox.indexer.touch(workspace, conversation),
      newId,
    }),
    satisfaction: createSatisfaction({
      workspace,
      records,
      catalogues,
      settings,
      engine,
      clock,
      publish: deps.publish,
    }),
    wall: createWall({
      workspace,
      inbox: inbox.index,
      figures: inbox.figures,
      queues: () => queues.all(),
      names: (ids) => names.of(workspace, ids),
      now,
    }),
  };
}
