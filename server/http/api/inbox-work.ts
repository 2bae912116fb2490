/** What operators work with: canned replies, macros, labels, service levels, figures, and how they want to be told. */
import { z } from 'zod';
import type { Scope } from '../../../flows/scope.ts';
import {
  cannedListSchema,
  cannedQuerySchema,
  cannedSchema,
  exportListQuerySchema,
  labelsSchema,
  levelSchema,
  levelsSchema,
  macroPreviewSchema,
  macroRunSchema,
  macroSchema,
  macrosSchema,
  noticeSettingsSchema,
  removeLabelSchema,
  runMacroSchema,
  satisfactionSettingsSchema,
  saveCannedSchema,
  saveLabelSchema,
  saveLevelSchema,
  saveMacroSchema,
  type Wall,
  type WallQuery,
  wallQuerySchema,
  wallSchema,
} from '../../contract/inbox-work.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { CannedReplies } from '../../inbox/canned.ts';
import { conditionsOf } from '../../inbox/filter.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import { writeList } from '../../inbox/list-file.ts';
import { readFilter } from '../../inbox/lists.ts';
import type { Macros } from '../../inbox/macros.ts';
import { writeReport } from '../../inbox/report-file.ts';
import type { Satisfaction } from '../../inbox/satisfaction.ts';
import type { InboxSettings } from '../../inbox/settings.ts';
import type { Keeper } from '../../inbox/shelf.ts';
import type { User } from '../../people/identity.ts';
import { may } from '../../people/roles.ts';
import type { Conversation, Store } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';

export interface InboxWorkRoutesDeps {
  workspace: string;
  store: Store;
  inbox: Inbox;
  canned: CannedReplies;
  macros: Macros;
  settings: InboxSettings;
  satisfaction: Satisfaction;
  wall(asked: WallQuery): Promise<Wall>;
  scope(who: User, conversation: Conversation): Promise<Scope>;
  newId(): string;
  now(): number;
}

const params = z.strictObject({ id: idSchema });
const changed = { action: 'settings.changed' } as const;

export function inboxWorkRoutes(deps: InboxWorkRoutesDeps): Route[] {
  const { workspace, store, inbox, canned, macros, settings, newId, now } = deps;

  const keeperOf = (who: User): Keeper => ({ id: who.id, all: may(who, 'canned.write') });
  async function found(id: string): Promise<Conversation> {
    const conversation = await store.conversations.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  return [
    // --- canned replies ---
    route({
      method: 'get',
      path: '/canned',
      access: 'canned.read',
      summary:
        'Canned replies that fit what was typed, those you use most first; filled in for a conversation',
      query: cannedQuerySchema,
      response: cannedListSchema,
      async handle({ query: { q, conversation }, who }) {
        const scope =
          conversation === undefined ? undefined : await deps.scope(who, await found(conversation));
        return { items: await canned.find(workspace, keeperOf(who), q, scope) };
      },
    }),
    route({
      method: 'post',
      path: '/canned',
      access: 'canned.read',
      audit: { action: 'canned.changed', subject: ({ body }) => body.shortcut },
      summary: 'Keeps a reply: your own, or everybody’s',
      body: saveCannedSchema,
      response: cannedSchema,
      status: 201,
      handle: ({ body, who }) => canned.add(workspace, keeperOf(who), newId(), body, now()),
    }),
    route({
      method: 'put',
      path: '/canned/:id',
      access: 'canned.read',
      audit: { action: 'canned.changed' },
      summary: 'Changes a reply',
      params,
      body: saveCannedSchema,
      response: cannedSchema,
      handle: ({ params: { id }, body, who }) => canned.save(workspace, keeperOf(who), id, body, now()),
    }),
    route({
      method: 'delete',
      path: '/canned/:id',
      access: 'canned.read',
      audit: { action: 'canned.changed' },
      summary: 'Forgets a reply',
      params,
      status: 204,
      handle: ({ params: { id }, who }) => canned.remove(workspace, keeperOf(who), id),
    }),
    route({
      method: 'post',
      path: '/canned/:id/used',
      access: 'canned.read',
      summary: 'You sent it: it is offered earlier next time',
      params,
      status: 204,
      handle: ({ params: { id }, who }) => canned.used(workspace, keeperOf(who), id, now()),
    }),

    // --- macros ---
    route({
      method: 'get',
      path: '/macros',
      access: 'canned.read',
      summary: 'Macros: everybody’s and your own',
      response: macrosSchema,
      handle: async ({ who }) => ({ items: await macros.list(workspace, keeperOf(who)) }),
    }),
    route({
      method: 'post',
      path: '/macros',
      access: 'canned.read',
      audit: { action: 'canned.changed', subject: ({ body }) => body.name },
      summary: 'Keeps a macro',
      body: saveMacroSchema,
      response: macroSchema,
      status: 201,
      handle: ({ body, who }) => macros.add(workspace, keeperOf(who), newId(), body, now()),
    }),
    route({
      method: 'put',
      path: '/macros/:id',
      access: 'canned.read',
      audit: { action: 'canned.changed' },
      summary: 'Changes a macro',
      params,
      body: saveMacroSchema,
      response: macroSchema,
      handle: ({ params: { id }, body, who }) => macros.save(workspace, keeperOf(who), id, body, now()),
    }),
    route({
      method: 'delete',
      path: '/macros/:id',
      access: 'canned.read',
      audit: { action: 'canned.changed' },
      summary: 'Forgets a macro',
      params,
      status: 204,
      handle: ({ params: { id }, who }) => macros.remove(workspace, keeperOf(who), id),
    }),
    route({
      method: 'post',
      path: '/macros/:id/preview',
      access: 'conversations.speak',
      summary: 'What a macro would do to a conversation, step by step; nothing is done',
      params,
      body: runMacroSchema,
      response: macroPreviewSchema,
      async handle({ params: { id }, body: { conversation }, who }) {
        const macro = await macros.get(workspace, keeperOf(who), id);
        return macros.preview(who, macro, await found(conversation));
      },
    }),
    route({
      method: 'post',
      path: '/macros/:id/run',
      access: 'conversations.speak',
      summary: 'Does the steps of a macro, until one is refused',
      params,
      body: runMacroSchema,
      response: macroRunSchema,
      async handle({ params: { id }, body: { conversation, seenReply }, who }) {
        const macro = await macros.get(workspace, keeperOf(who), id);
        return macros.run(who, macro, await found(conversation), seenReply);
      },
    }),

    // --- labels ---
    route({
      method: 'get',
      path: '/labels',
      access: 'conversations.read',
      summary: 'The labels of the team, and their colours',
      response: labelsSchema,
      handle: async () => ({ items: await settings.labels(workspace) }),
    }),
    route({
      method: 'put',
      path: '/labels',
      access: 'canned.write',
      audit: { ...changed, subject: () => 'labels' },
      summary: 'Adds a label, or changes its colour',
      body: saveLabelSchema,
      status: 204,
      handle: ({ body }) => settings.saveLabel(workspace, body),
    }),
    route({
      method: 'post',
      path: '/labels/remove',
      access: 'canned.write',
      audit: { ...changed, subject: () => 'labels' },
      summary: 'Offers a label no more; conversations keep it',
      body: removeLabelSchema,
      status: 204,
      handle: ({ body: { name } }) => settings.removeLabel(workspace, name),
    }),

    // --- service levels ---
    route({
      method: 'get',
      path: '/service-levels',
      access: 'queues.read',
      summary: 'By when customers are to be answered, in the order the rules are tried',
      response: levelsSchema,
      handle: async () => ({ items: inbox.levels.all() }),
    }),
    route({
      method: 'post',
      path: '/service-levels',
      access: 'queues.write',
      audit: { ...changed, subject: () => 'service-levels' },
      summary: 'Adds a service level',
      body: saveLevelSchema,
      response: levelSchema,
      status: 201,
      async handle({ body }) {
        const level = await inbox.levels.save(workspace, { ...body, id: newId() });
        await inbox.judgeAgain();
        return level;
      },
    }),
    route({
      method: 'put',
      path: '/service-levels/:id',
      access: 'queues.write',
      audit: { ...changed, subject: () => 'service-levels' },
      summary: 'Changes a service level',
      params,
      body: saveLevelSchema,
      response: levelSchema,
      async handle({ params: { id }, body }) {
        if (!inbox.levels.all().some((level) => level.id === id)) throw new CodedError('not_found');
        const level = await inbox.levels.save(workspace, { ...body, id });
        await inbox.judgeAgain();
        return level;
      },
    }),
    route({
      method: 'delete',
      path: '/service-levels/:id',
      access: 'queues.write',
      audit: { ...changed, subject: () => 'service-levels' },
      summary: 'Forgets a service level',
      params,
      status: 204,
      async handle({ params: { id } }) {
        await inbox.levels.remove(workspace, id);
        await inbox.judgeAgain();
      },
    }),

    // --- satisfaction, figures, notices ---
    route({
      method: 'get',
      path: '/satisfaction',
      access: 'queues.read',
      summary: 'Whether and how customers are asked after closing',
      response: satisfactionSettingsSchema,
      handle: () => settings.satisfaction(workspace),
    }),
    route({
      method: 'put',
      path: '/satisfaction',
      access: 'queues.write',
      audit: { ...changed, subject: () => 'satisfaction' },
      summary: 'Sets that; the flow that asks is made where there is none of that name',
      body: satisfactionSettingsSchema,
      response: satisfactionSettingsSchema,
      async handle({ body, who }) {
        await deps.satisfaction.save(body, who.name);
        return body;
      },
    }),
    route({
      method: 'get',
      path: '/inbox/wall',
      access: 'reports.read',
      summary: 'What a supervisor sees at a glance: who waits, who works, what was kept and missed',
      query: wallQuerySchema,
      response: wallSchema,
      handle: ({ query }) => deps.wall(query),
    }),
    route({
      method: 'get',
      path: '/inbox/report',
      access: 'reports.read',
      audit: { action: 'conversation.exported', subject: () => 'report' },
      summary: 'The figures of some days as a table: the whole, each queue, each operator',
      query: wallQuerySchema,
      file: true,
      handle: async ({ query }) => writeReport(await deps.wall(query), query.timezone),
    }),
    route({
      method: 'get',
      path: '/inbox/export',
      access: 'conversations.export',
      audit: { action: 'conversation.exported', subject: () => 'list' },
      summary: 'Conversations as a table, a line each; on demand with personal data blacked out',
      query: exportListQuerySchema,
      file: true,
      handle: ({ query: { filter, redact, timezone }, who }) =>
        writeList(inbox.index, workspace, conditionsOf(readFilter(filter) ?? {}, who.id), {
          redact,
          timezone,
        }),
    }),
    route({
      method: 'get',
      path: '/me/notices',
      access: 'conversations.read',
      summary: 'How you want to be told of what happens',
      response: noticeSettingsSchema,
      handle: ({ who }) => settings.notices(workspace, who.id),
    }),
    route({
      method: 'put',
      path: '/me/notices',
      access: 'conversations.read',
      summary: 'Sets that',
      body: noticeSettingsSchema,
      response: noticeSettingsSchema,
      async handle({ body, who }) {
        await settings.saveNotices(workspace, who.id, body);
        return body;
      },
    }),
  ];
}
