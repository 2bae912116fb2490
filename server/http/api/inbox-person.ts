/** /api/conversations/{id}/same-person: one person who writes from several numbers, looked for, made one, taken apart. */
import { z } from 'zod';
import {
  mergePreviewSchema,
  mergeSchema,
  previewQuerySchema,
  suggestionsSchema,
} from '../../contract/inbox-person.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { SamePerson } from '../../inbox/same-person.ts';
import type { Conversation, Store } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';

export interface InboxPersonRoutesDeps {
  workspace: string;
  store: Store;
  samePerson: SamePerson;
}

const params = z.strictObject({ id: idSchema });

export function inboxPersonRoutes({ workspace, store, samePerson }: InboxPersonRoutesDeps): Route[] {
  async function found(id: string): Promise<Conversation> {
    const conversation = await store.conversations.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  return [
    route({
      method: 'get',
      path: '/conversations/:id/same-person',
      access: 'conversations.read',
      summary:
        'Others who may be the same person: of the same e-mail address, or of the same name and one more thing',
      params,
      response: suggestionsSchema,
      handle: async ({ params: { id } }) => ({ items: await samePerson.suggest(await found(id)) }),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/same-person/preview',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed', subject: ({ query }) => query.other },
      summary: 'What is written down of two, and what they would have together; nothing is changed',
      params,
      query: previewQuerySchema,
      response: mergePreviewSchema,
      async handle({ params: { id }, query }) {
        const one = await found(id);
        return samePerson.preview(one, await found(query.other));
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/same-person',
      access: 'conversations.speak',
      audit: { action: 'contact.merged', detail: ({ body }) => ({ other: body.other }) },
      summary:
        'Makes the two one person: where one of their numbers asked for no more messages, none of them gets any',
      params,
      body: mergeSchema,
      status: 204,
      async handle({ params: { id }, body: { other, ...how }, who }) {
        const one = await found(id);
        await samePerson.merge(one, await found(other), how, who);
      },
    }),
    route({
      method: 'delete',
      path: '/conversations/:id/same-person',
      access: 'conversations.speak',
      audit: { action: 'contact.parted' },
      summary:
        'Takes this number from its person: it is by itself again, with what was its own, consent included',
      params,
      status: 204,
      handle: async ({ params: { id }, who }) => samePerson.part(await found(id), who),
    }),
  ];
}
