/** /api/inbox: lists, counts, search and views, and what is done to many conversations at once. */
import { z } from 'zod';
import {
  bulkProgressSchema,
  bulkSchema,
  countsSchema,
  hitsSchema,
  listQuerySchema,
  matchedSchema,
  matchSchema,
  rowsSchema,
  savedViewSchema,
  saveViewSchema,
  searchQuerySchema,
  viewsSchema,
} from '../../contract/inbox-list.ts';
import { idSchema } from '../../contract.ts';
import type { Bulk } from '../../inbox/bulk.ts';
import { conditionsOf } from '../../inbox/filter.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import { readFilter } from '../../inbox/lists.ts';
import { may } from '../../people/roles.ts';
import { type Route, route } from '../route.ts';

export interface InboxRoutesDeps {
  workspace: string;
  inbox: Inbox;
  bulk: Bulk;
}

const params = z.strictObject({ id: idSchema });

export function inboxRoutes({ workspace, inbox, bulk }: InboxRoutesDeps): Route[] {
  const { lists, views } = inbox;
  return [
    route({
      method: 'get',
      path: '/inbox',
      access: 'conversations.read',
      summary: 'Conversations of a view or a filter, sorted',
      query: listQuerySchema,
      response: rowsSchema,
      async handle({ query: { view, filter, sort, limit, cursor }, who }) {
        const list = await lists.read(workspace, who.id, { view, filter: readFilter(filter), sort });
        return lists.page(workspace, list, { limit, ...(cursor === undefined ? {} : { cursor }) });
      },
    }),
    route({
      method: 'get',
      path: '/inbox/counts',
      access: 'conversations.read',
      summary: 'How many conversations are in each view',
      response: countsSchema,
      handle: ({ who }) => lists.counts(workspace, who.id),
    }),
    route({
      method: 'post',
      path: '/inbox/match',
      access: 'conversations.read',
      summary: 'How many conversations a filter matches, exactly',
      body: matchSchema,
      response: matchedSchema,
      handle: async ({ body: { filter }, who }) => ({
        total: await lists.count(workspace, conditionsOf(filter, who.id)),
      }),
    }),
    route({
      method: 'get',
      path: '/inbox/search',
      access: 'conversations.read',
      summary: 'Conversations and messages by words, phone, name, label or flow; the newest first',
      query: searchQuerySchema,
      response: hitsSchema,
      shows: ({ items }: z.output<typeof hitsSchema>) =>
        items.flatMap(({ row, message }) => (message ? [row.id] : [])),
      handle: ({ query: { q, filter, conversation, limit, cursor }, who }) =>
        lists.search(workspace, who.id, {
          words: q,
          filter: readFilter(filter),
          conversation,
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        }),
    }),
    route({
      method: 'get',
      path: '/inbox/views',
      access: 'conversations.read',
      summary: 'Saved views: everybody’s and your own',
      response: viewsSchema,
      handle: async ({ who }) => ({ items: await views.list(workspace, who.id) }),
    }),
    route({
      method: 'post',
      path: '/inbox/views',
      access: 'conversations.read',
      summary: 'Saves a view',
      body: saveViewSchema,
      response: savedViewSchema,
      status: 201,
      handle: ({ body, who }) => views.create(workspace, who.id, body),
    }),
    route({
      method: 'put',
      path: '/inbox/views/:id',
      access: 'conversations.read',
      summary: 'Changes a view',
      params,
      body: saveViewSchema,
      response: savedViewSchema,
      handle: ({ params: { id }, body, who }) =>
        views.save(workspace, who.id, id, body, may(who, 'conversations.assign')),
    }),
    route({
      method: 'delete',
      path: '/inbox/views/:id',
      access: 'conversations.read',
      summary: 'Forgets a view',
      params,
      status: 204,
      handle: ({ params: { id }, who }) =>
        views.remove(workspace, who.id, id, may(who, 'conversations.assign')),
    }),
    route({
      method: 'post',
      path: '/inbox/bulk',
      access: 'conversations.speak',
      summary: 'Does one thing to many conversations, in the background',
      body: bulkSchema,
      response: bulkProgressSchema,
      status: 202,
      handle: ({ body: { ids, filter, action }, who }) =>
        bulk.start(who, ids ? { ids } : { conditions: conditionsOf(filter ?? {}, who.id) }, action),
    }),
    route({
      method: 'get',
      path: '/inbox/bulk/:id',
      access: 'conversations.speak',
      summary: 'How far that has come',
      params,
      response: bulkProgressSchema,
      handle: async ({ params: { id }, who }) => bulk.progress(who, id),
    }),
  ];
}
