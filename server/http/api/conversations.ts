/** /api/conversations: read them, start one, and what an operator does in one. */
import { z } from 'zod';
import type { Message } from '../../../flows/message.ts';
import type { Clock } from '../../clock.ts';
import {
  type ConversationView,
  conversationSchema,
  handbackSchema,
  idSchema,
  newNoteSchema,
  noteSchema,
  operatorMessageSchema,
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

export interface ConversationRoutesDeps {
  workspace: string;
  store: Store;
  engine: Engine;
  clock: Clock;
  newId(): string;
  validPhone(phone: string): boolean;
}

const NOTE = 'note';
/** Until there are accounts, whoever has the token is the owner. */
const OWNER = 'owner';
const params = z.strictObject({ id: idSchema });

export function conversationRoutes(deps: ConversationRoutesDeps): Route[] {
  const { workspace, store, engine, clock } = deps;
  const { conversations, records } = store;

  async function found(id: string): Promise<Conversation> {
    const conversation = await conversations.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  return [
    route({
      method: 'get',
      path: '/conversations',
      summary: 'Conversations, the last changed first',
      query: pageQuerySchema,
      response: pageOf(conversationSchema),
      async handle({ query }) {
        const page = await conversations.list(workspace, query);
        return { ...page, items: page.items.map(view) };
      },
    }),
    route({
      method: 'post',
      path: '/conversations',
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
        return view(started);
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id',
      summary: 'One conversation: who owns it, where its flow is, what it knows',
      params,
      response: conversationSchema,
      handle: async ({ params: { id } }) => view(await found(id)),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/messages',
      summary: 'Its messages: the newest page first, oldest first within a page',
      params,
      query: pageQuerySchema,
      response: pageOf(threadMessageSchema),
      async handle({ params: { id }, query }) {
        await found(id);
        const page = await conversations.thread(workspace, id, query);
        return {
          ...page,
          items: page.items.map(({ workspace: _w, conversation: _c, remoteId: _r, ...shown }) => shown),
        };
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/messages',
      summary: 'Says something as the operator who has the conversation',
      params,
      body: operatorMessageSchema,
      response: conversationSchema,
      status: 202,
      async handle({ params: { id }, body }) {
        const message: Message =
          'text' in body ? { kind: 'text', text: body.text, suggestions: [] } : body.message;
        return view(await engine.say(workspace, id, OWNER, message));
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/takeover',
      summary: 'Takes the conversation over; the bot is silent until it is handed back',
      params,
      response: conversationSchema,
      handle: async ({ params: { id } }) => view(await engine.takeover(workspace, id, OWNER)),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/handback',
      summary: 'Gives the conversation back to the bot',
      params,
      body: handbackSchema,
      response: conversationSchema,
      handle: async ({ params: { id }, body }) => view(await engine.handback(workspace, id, body.node)),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/signals',
      summary: 'Tells the flow that something happened outside, such as an order that was shipped',
      params,
      body: signalSchema,
      status: 204,
      handle: ({ params: { id }, body }) => engine.signal({ workspace, conversation: id, ...body }),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/notes',
      summary: 'Notes the customer never sees, oldest first',
      params,
      query: pageQuerySchema,
      response: pageOf(noteSchema),
      async handle({ params: { id }, query }) {
        await found(id);
        const page = await records.list<z.infer<typeof noteSchema>>(workspace, NOTE, {
          ...query,
          prefix: `${id}/`,
        });
        return { ...page, items: page.items.map(({ data }) => data) };
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/notes',
      summary: 'Adds a note',
      params,
      body: newNoteSchema,
      response: noteSchema,
      status: 201,
      async handle({ params: { id }, body }) {
        await found(id);
        const at = clock.now();
        const note = { at, author: OWNER, text: body.text };
        await records.insert(
          workspace,
          NOTE,
          `${id}/${new Date(at).toISOString()}-${deps.newId().slice(0, 8)}`,
          note,
        );
        return note;
      },
    }),
  ];
}

function view(conversation: Conversation): ConversationView {
  const {
    workspace: _workspace,
    rev: _rev,
    timers: _timers,
    choices: _choices,
    run,
    heardAt,
    ...shown
  } = conversation;
  return {
    ...shown,
    ...(heardAt === undefined ? {} : { heardAt }),
    ...(run
      ? {
          run: {
            flow: run.flow,
            version: run.version,
            node: run.snapshot.value,
            status: run.snapshot.status,
            ...(run.snapshot.outcome === undefined ? {} : { outcome: run.snapshot.outcome }),
            variables: run.snapshot.vars[''] ?? {},
          },
        }
      : {}),
  };
}
