/** /api/conversations: read them, start one, and tell a flow of something. */
import { z } from 'zod';
import {
  conversationSchema,
  idSchema,
  pageOf,
  pageQuerySchema,
  signalSchema,
  startConversationSchema,
  threadMessageSchema,
} from '../../contract.ts';
import type { Engine } from '../../engine/engine.ts';
import { CodedError } from '../../errors.ts';
import type { Conversation, Store } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import { conversationView } from './conversation-view.ts';

export interface ConversationRoutesDeps {
  workspace: string;
  store: Store;
  engine: Engine;
  validPhone(phone: string): boolean;
}

const params = z.strictObject({ id: idSchema });

export function conversationRoutes(deps: ConversationRoutesDeps): Route[] {
  const { workspace, store, engine } = deps;
  const { conversations } = store;

  async function found(id: string): Promise<Conversation> {
    const conversation = await conversations.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  return [
    route({
      method: 'get',
      path: '/conversations',
      access: 'conversations.read',
      summary: 'Conversations, the last changed first',
      query: pageQuerySchema,
      response: pageOf(conversationSchema),
      async handle({ query }) {
        const page = await conversations.list(workspace, query);
        return { ...page, items: page.items.map(conversationView) };
      },
    }),
    route({
      method: 'post',
      path: '/conversations',
      access: 'conversations.start',
      audit: {
        action: 'conversation.started',
        subject: ({ body }) => body.flow,
        detail: ({ body }) => ({ brand: body.brand }),
      },
      summary: 'Starts a flow with someone; with an Idempotency-Key header, once however often it is asked',
      body: startConversationSchema,
      response: conversationSchema,
      status: 201,
      async handle({ body, header }) {
        const key = header('idempotency-key');
        if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
          throw new CodedError('bad_request', 'An Idempotency-Key is 1 to 255 visible characters.');
        }
        if (!deps.validPhone(body.to))
          throw new CodedError('invalid_phone', `${body.to} is not a number of any country.`);
        const started = await engine.begin({
          workspace,
          brand: body.brand,
          phone: body.to,
          flow: body.flow,
          variables: body.variables,
          ...(key === undefined ? {} : { key }),
        });
        return conversationView(started);
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id',
      access: 'conversations.read',
      // What a flow asked and was answered is in it.
      audit: { action: 'conversation.viewed' },
      summary: 'One conversation: who owns it, where its flow is, what it knows',
      params,
      response: conversationSchema,
      handle: async ({ params: { id } }) => conversationView(await found(id)),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/messages',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed' },
      summary: 'Its messages: the newest page first, oldest first within a page',
      params,
      query: pageQuerySchema.extend({
        events: z
          .enum(['true', 'false'])
          .default('false')
          .describe('Also what people did: who took it, gave it on, closed it.'),
      }),
      response: pageOf(threadMessageSchema),
      async handle({ params: { id }, query: { events: wanted, ...query } }) {
        await found(id);
        const events = wanted === 'true';
        const page = await conversations.thread(workspace, id, query);
        return {
          ...page,
          items: page.items
            .filter(({ direction }) => events || direction !== 'event')
            .map(({ workspace: _w, conversation: _c, remoteId: _r, ...shown }) => shown),
        };
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/signals',
      access: 'conversations.speak',
      summary: 'Tells the flow that something happened outside, such as an order that was shipped',
      params,
      body: signalSchema,
      status: 204,
      handle: ({ params: { id }, body }) => engine.signal({ workspace, conversation: id, ...body }),
    }),
  ];
}
