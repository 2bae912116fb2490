/** What the inbox asks of the API beside the live connection: one function a route. Knows no screen. */
import type { z } from 'zod';
import type { Message } from '../../flows/message.ts';
import type {
  IdleRule,
  Operator,
  OperatorBody,
  operatorsSchema,
  Queue,
  QueueBody,
  queuesSchema,
  startFlowSchema,
  statusBodySchema,
  transferTargetSchema,
} from '../../server/contract/inbox.ts';
import type {
  BulkAction,
  BulkProgress,
  Filter,
  hitsSchema,
  Priority,
  SavedView,
  saveViewSchema,
} from '../../server/contract/inbox-list.ts';
import type { ConversationView } from '../../server/contract.ts';
import { request } from '../api/request.ts';

export type TransferTarget = z.input<typeof transferTargetSchema>;
export type OperatorStatus = z.input<typeof statusBodySchema>;

/** How something is said: see the contract. */
export interface SayHow {
  /** The same for the same message until the server has it. */
  key?: string;
  seen?: string;
  anyway?: true;
  at?: number;
  undo?: number;
  seenReply?: string;
}

const path = (id: string, rest = '') => `/conversations/${encodeURIComponent(id)}${rest}`;
const post = <Answer = ConversationView>(where: string, body?: unknown) =>
  request<Answer>(where, body === undefined ? { method: 'POST' } : { method: 'POST', body });
const put = <Answer = ConversationView>(where: string, body: unknown) =>
  request<Answer>(where, { method: 'PUT', body });

/** Of conversations that came from no queue. */
export const readIdle = (signal?: AbortSignal) => request<IdleRule>('/inbox/idle', signal ? { signal } : {});
export const saveIdle = (rule: IdleRule) => put<IdleRule>('/inbox/idle', rule);

// --- who has it -------------------------------------------------------------------------------------------------

/** `from`: the voice that was seen, which takes it from another operator. */
export const takeOver = (id: string, how: { from?: number; reason?: string } = {}) =>
  post(path(id, '/takeover'), how);
/** Beside the operator who has it. */
export const join = (id: string) => post(path(id, '/join'));
export const leave = (id: string) => post(path(id, '/leave'));
export const accept = (id: string) => post(path(id, '/accept'));
export const pass = (id: string) => post(path(id, '/pass'));
export const transfer = (id: string, to: TransferTarget, note?: string) =>
  post(path(id, '/transfer'), note ? { to, note } : { to });
export const handBack = (id: string, how: { node?: string; when: 'now' | 'closing'; summary?: string }) =>
  post(path(id, '/handback'), how);
/** Starts a flow in it, whoever has it; asked twice under one key, once. */
export const startFlow = (id: string, what: z.input<typeof startFlowSchema>) =>
  post(path(id, '/start'), what);
export const snooze = (id: string, until: number) => post(path(id, '/snooze'), { until });
export const close = (id: string, how: { disposition?: string; summary?: string }) =>
  post(path(id, '/close'), how);
/** Why the reader took it; empty takes it back. */
export const explainTakeover = (id: string, reason: string) => put(path(id, '/takeover'), { reason });
export const dropHandBack = (id: string) =>
  request<ConversationView>(path(id, '/handback'), { method: 'DELETE' });
export const reopen = (id: string) => post(path(id, '/reopen'));
export const block = (id: string) => post(path(id, '/block'));
export const unblock = (id: string) => post(path(id, '/unblock'));
export const setLabels = (id: string, labels: string[]) => put(path(id, '/labels'), { labels });
export const setPriority = (id: string, priority: Priority) => put(path(id, '/priority'), { priority });
export const setLanguage = (id: string, locale: string) => put(path(id, '/language'), { locale });
export const setFollowers = (id: string, followers: string[]) => put(path(id, '/followers'), { followers });

// --- what is said -----------------------------------------------------------------------------------------------

export const say = (id: string, what: { text: string } | { message: Message }, how: SayHow = {}) =>
  post(path(id, '/messages'), { ...what, ...how });
/** Takes back what has not left. */
export const unsay = (id: string, message: string) =>
  request<undefined>(path(id, `/messages/${encodeURIComponent(message)}`), { method: 'DELETE' });

// --- lists ------------------------------------------------------------------------------------------------------

export const searchInbox = (
  q: string,
  more: { conversation?: string; cursor?: string; limit?: number },
  signal?: AbortSignal,
) =>
  request<z.infer<typeof hitsSchema>>('/inbox/search', {
    query: { q, ...more },
    ...(signal ? { signal } : {}),
  });
export const listViews = (signal?: AbortSignal) =>
  request<{ items: SavedView[] }>('/inbox/views', signal ? { signal } : {});
export const createView = (view: z.input<typeof saveViewSchema>) => post<SavedView>('/inbox/views', view);
export const saveView = (id: string, view: z.input<typeof saveViewSchema>) =>
  put<SavedView>(`/inbox/views/${encodeURIComponent(id)}`, view);
export const removeView = (id: string) =>
  request<undefined>(`/inbox/views/${encodeURIComponent(id)}`, { method: 'DELETE' });
export const countMatches = (filter: Filter) => post<{ total: number }>('/inbox/match', { filter });
export const doToMany = (which: { ids: string[] } | { filter: Filter }, action: BulkAction) =>
  post<BulkProgress>('/inbox/bulk', { ...which, action });

// --- team -------------------------------------------------------------------------------------------------------

export const listOperators = (signal?: AbortSignal) =>
  request<z.infer<typeof operatorsSchema>>('/operators', signal ? { signal } : {});
export const setStatus = (status: OperatorStatus) => put<Operator>('/operators/me/status', status);
export const saveOperator = (id: string, operator: Partial<OperatorBody>) =>
  put<Operator>(`/operators/${encodeURIComponent(id)}`, operator);
export const listQueues = (signal?: AbortSignal) =>
  request<z.infer<typeof queuesSchema>>('/queues', signal ? { signal } : {});
export const saveQueue = (id: string, queue: QueueBody) =>
  put<Queue>(`/queues/${encodeURIComponent(id)}`, queue);
export const removeQueue = (id: string) =>
  request<undefined>(`/queues/${encodeURIComponent(id)}`, { method: 'DELETE' });
