/** /api/conversations/{id}/...: what an operator decides about a conversation and says in it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Message } from '../../../flows/message.ts';
import type { Clock } from '../../clock.ts';
import {
  closeSchema,
  followersSchema,
  handbackBodySchema,
  intervalsSchema,
  labelsSchema,
  languageSchema,
  newerSchema,
  prioritySchema,
  readToSchema,
  sayBodySchema,
  snoozeSchema,
  startFlowSchema,
  takeoverReasonSchema,
  takeoverSchema,
  transferSchema,
} from '../../contract/inbox.ts';
import { conversationSchema, idSchema, pageQuerySchema } from '../../contract.ts';
import type { Engine } from '../../engine/engine.ts';
import type { By } from '../../engine/ownership.ts';
import { CodedError } from '../../errors.ts';
import type { Intervals } from '../../inbox/intervals.ts';
import { DEFAULT_QUEUE, type Queues } from '../../inbox/queues.ts';
import type { User } from '../../people/identity.ts';
import { may } from '../../people/roles.ts';
import type { Conversation, ConversationStore, Desk } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';
import { conversationView } from './conversation-view.ts';

export interface OwnershipRoutesDeps {
  workspace: string;
  store: Pick<ConversationStore, 'get'>;
  engine: Engine;
  queues: Pick<Queues, 'get'>;
  intervals: Pick<Intervals, 'list'>;
  /** What somebody is called. */
  nameOf(operator: string): Promise<string | undefined>;
  /** Whether they can be given conversations. */
  takes(operator: string): Promise<boolean>;
  clock: Clock;
}

const params = z.strictObject({ id: idSchema });
const LATEST_MS = 366 * 24 * 3600_000;

export function ownershipRoutes(deps: OwnershipRoutesDeps): Route[] {
  const { workspace, engine, clock } = deps;

  /** What came of it, in the names of people. */
  async function answer(done: Promise<Conversation>) {
    try {
      return conversationView(await done);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      if (error.code === 'newer_message') throw await withAuthor(error);
      if (error.code !== 'owned_by_other') throw error;
      const operator = String(error.facts?.operator ?? '');
      const name = await deps.nameOf(operator);
      throw new CodedError(error.code, `${name ?? 'Somebody else'} has this conversation.`, [], {
        operator,
        ...(name === undefined ? {} : { name }),
      });
    }
  }

  /** Whose message was newer, where a colleague's was. */
  async function withAuthor(error: CodedError): Promise<CodedError> {
    const message = newerSchema.safeParse(error.facts?.message);
    if (!message.success || message.data.by === undefined) return error;
    const name = await deps.nameOf(message.data.by);
    const facts = { message: { ...message.data, ...(name === undefined ? {} : { name }) } };
    return new CodedError(error.code, `${name ?? 'A colleague'} has answered already.`, [], facts);
  }

  async function checkOperator(id: string): Promise<void> {
    if (!(await deps.takes(id))) throw new CodedError('not_found', 'There is no such person here.');
  }

  function checkQueue(id: string): void {
    if (id !== DEFAULT_QUEUE && !deps.queues.get(id).configured) {
      throw new CodedError('not_found', 'There is no such queue.');
    }
  }

  /** Changes what is kept about it; who has it stays. */
  function keep(id: string, change: (desk: Desk) => Desk): Promise<Conversation> {
    return engine.change(workspace, id, (conversation) => ({
      conversation: { ...conversation, desk: change(conversation.desk) },
      quiet: true,
    }));
  }

  async function handBack(
    id: string,
    by: By,
    how: z.output<typeof handbackBodySchema>,
  ): Promise<Conversation> {
    const { node, when, summary } = how;
    const at = node === undefined ? {} : { node };
    if (when === 'closing') return engine.own(workspace, id, { kind: 'plan-handback', by, ...at });
    return engine.handback(workspace, id, node, { by, ...(summary === undefined ? {} : { summary }) });
  }

  return [
    route({
      method: 'post',
      path: '/conversations/:id/messages',
      access: 'conversations.speak',
      summary: 'Says something as the operator who has the conversation, now or later',
      params,
      body: sayBodySchema,
      response: conversationSchema,
      status: 202,
      async handle({ params: { id }, body, who }) {
        const message: Message =
          'text' in body ? { kind: 'text', text: body.text, suggestions: [] } : body.message;
        const { key, seen, seenReply, anyway, at, undo: undoMs } = body;
        const { assigns } = byOf(who);
        if (at !== undefined && at > clock.now() + LATEST_MS) {
          const fault = { path: 'at', code: 'too_late', message: 'Within a year from now.' };
          throw new CodedError('invalid_body', undefined, [fault]);
        }
        const idOf =
          key === undefined ? undefined : (part: number) => saidId([id, who.id, key, String(part)]);
        const how = { idOf, assigns, seen, seenReply, anyway, at, undoMs };
        return answer(engine.say(workspace, id, who.id, message, how));
      },
    }),
    route({
      method: 'delete',
      path: '/conversations/:id/messages/:message',
      access: 'conversations.speak',
      summary: 'Takes a message back that has not left',
      params: params.extend({ message: idSchema }),
      status: 204,
      handle: ({ params: { id, message }, who }) => engine.unsay(workspace, id, message, byOf(who)),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/takeover',
      access: 'conversations.speak',
      audit: { action: 'conversation.taken-over' },
      summary: 'Takes the conversation over; the bot is silent until it is handed back',
      params,
      body: takeoverSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body, who }) => answer(engine.takeover(workspace, id, who.id, body)),
    }),
    route({
      method: 'put',
      path: '/conversations/:id/takeover',
      access: 'conversations.speak',
      summary: 'Says why you took it over, while you have it',
      params,
      body: takeoverReasonSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body: { reason }, who }) =>
        answer(engine.own(workspace, id, { kind: 'explain', by: byOf(who), reason })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/accept',
      access: 'conversations.speak',
      audit: { action: 'conversation.taken-over' },
      summary: 'Takes what was offered',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) =>
        answer(engine.own(workspace, id, { kind: 'accept', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/pass',
      access: 'conversations.speak',
      summary: 'Lets an offer pass: the next is asked',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) => answer(engine.own(workspace, id, { kind: 'pass', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/join',
      access: 'conversations.assign',
      audit: { action: 'conversation.joined' },
      summary: 'Speaks beside the operator who has the conversation, until that operator gives it away',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) => answer(engine.own(workspace, id, { kind: 'join', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/leave',
      access: 'conversations.speak',
      audit: { action: 'conversation.left' },
      summary: 'Speaks no longer beside the operator who has the conversation',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) =>
        answer(engine.own(workspace, id, { kind: 'leave', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/transfer',
      access: 'conversations.speak',
      audit: {
        action: ({ body: { to } }) => ('bot' in to ? 'conversation.handed-back' : 'conversation.transferred'),
        detail: ({ body: { to } }) => ({
          to: 'bot' in to ? 'bot' : 'queue' in to ? to.queue : to.operator,
        }),
      },
      summary: 'Gives the conversation to somebody else, to a queue or to the bot, with a note',
      params,
      body: transferSchema,
      response: conversationSchema,
      async handle({ params: { id }, body: { to, note }, who }) {
        const by = byOf(who);
        if ('bot' in to) {
          return answer(handBack(id, by, { when: 'now', node: to.node, summary: note }));
        }
        const shared = { kind: 'give', by, ...(note === undefined ? {} : { note }) } as const;
        if ('queue' in to) {
          checkQueue(to.queue);
          return answer(engine.own(workspace, id, { ...shared, to }));
        }
        await checkOperator(to.operator);
        return answer(engine.own(workspace, id, { ...shared, to }));
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/handback',
      access: 'conversations.speak',
      audit: { action: 'conversation.handed-back' },
      summary: 'Gives the conversation back to the bot, now or when it is closed',
      params,
      body: handbackBodySchema,
      response: conversationSchema,
      handle: ({ params: { id }, body, who }) => answer(handBack(id, byOf(who), body)),
    }),
    route({
      method: 'delete',
      path: '/conversations/:id/handback',
      access: 'conversations.speak',
      audit: { action: 'conversation.handed-back', detail: () => ({ what: 'called off' }) },
      summary: 'Does not hand it back at closing after all',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) =>
        answer(engine.own(workspace, id, { kind: 'drop-plan', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/start',
      access: 'conversations.start',
      audit: {
        action: 'conversation.started',
        detail: ({ body: { flow } }) => ({ flow }),
      },
      summary: 'Starts a flow in it; where people have the conversation, it is handed to the flow',
      params,
      body: startFlowSchema,
      response: conversationSchema,
      async handle({ params: { id }, body, who }) {
        const found = await deps.store.get(workspace, id);
        if (!found) throw new CodedError('not_found');
        const { brand, phone } = found;
        return answer(engine.begin({ workspace, brand, phone, ...body, by: byOf(who) }));
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/snooze',
      access: 'conversations.speak',
      summary: 'Puts it aside until a time, or until the customer writes',
      params,
      body: snoozeSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body: { until }, who }) =>
        answer(engine.own(workspace, id, { kind: 'snooze', by: byOf(who), until })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/close',
      access: 'conversations.speak',
      audit: { action: 'conversation.closed' },
      summary: 'Says that it is over; the bot hears the customer again',
      params,
      body: closeSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body, who }) =>
        answer(engine.close(workspace, id, { by: byOf(who), ...body })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/reopen',
      access: 'conversations.speak',
      summary: 'Opens what was snoozed or closed',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) =>
        answer(engine.own(workspace, id, { kind: 'reopen', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/block',
      access: 'conversations.speak',
      audit: { action: 'contact.blocked' },
      summary: 'Blocks the contact: what they write is kept, and answered neither by the bot nor by people',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) =>
        answer(engine.own(workspace, id, { kind: 'block', by: byOf(who) })),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/unblock',
      access: 'conversations.speak',
      audit: { action: 'contact.unblocked' },
      summary: 'Takes that back: the bot answers what they write next',
      params,
      response: conversationSchema,
      handle: ({ params: { id }, who }) =>
        answer(engine.own(workspace, id, { kind: 'unblock', by: byOf(who) })),
    }),
    route({
      method: 'put',
      path: '/conversations/:id/labels',
      access: 'conversations.speak',
      summary: 'Its labels',
      params,
      body: labelsSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body: { labels } }) =>
        answer(keep(id, (desk) => ({ ...desk, labels: [...new Set(labels)] }))),
    }),
    route({
      method: 'put',
      path: '/conversations/:id/priority',
      access: 'conversations.speak',
      summary: 'How pressing it is',
      params,
      body: prioritySchema,
      response: conversationSchema,
      handle: ({ params: { id }, body: { priority } }) => answer(keep(id, (desk) => ({ ...desk, priority }))),
    }),
    route({
      method: 'put',
      path: '/conversations/:id/followers',
      access: 'conversations.speak',
      summary: 'Who wants to know of it',
      params,
      body: followersSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body: { followers } }) =>
        answer(keep(id, (desk) => ({ ...desk, followers: [...new Set(followers)] }))),
    }),
    route({
      method: 'put',
      path: '/conversations/:id/language',
      access: 'conversations.speak',
      summary: 'The customer’s language: what is said from here on is said in it, where there are words',
      params,
      body: languageSchema,
      response: conversationSchema,
      handle: ({ params: { id }, body: { locale } }) =>
        answer(
          engine.change(workspace, id, (conversation) => ({
            conversation: { ...conversation, locale },
            quiet: true,
          })),
        ),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/read',
      access: 'conversations.speak',
      summary: 'A person has read it up to a message; the phone shows that, where it can',
      params,
      body: readToSchema,
      status: 204,
      handle: ({ params: { id }, body: { upTo } }) => engine.read(workspace, id, upTo),
    }),
    route({
      method: 'get',
      path: '/conversations/:id/takeovers',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed' },
      summary: 'The times operators had it, oldest first',
      params,
      query: pageQuerySchema,
      response: intervalsSchema,
      async handle({ params: { id }, query }) {
        if (!(await deps.store.get(workspace, id))) throw new CodedError('not_found');
        return deps.intervals.list(id, query);
      },
    }),
  ];
}

/** Who asks, as the protocol knows people. */
export function byOf(who: User): By {
  return { operator: who.id, assigns: may(who, 'conversations.assign') };
}

/** The same parts give the same id, in the shape of a UUID of version 8 (RFC 9562). */
function saidId(parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
