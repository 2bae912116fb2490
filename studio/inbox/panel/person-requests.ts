/** What the customer's panel asks of the API about one person who writes from several numbers. */
import type { z } from 'zod';
import type { MergePreview, mergeSchema, PersonSuggestion } from '../../../server/contract/inbox-person.ts';
import { request } from '../../api/request.ts';

const of = (id: string) => `/conversations/${encodeURIComponent(id)}/same-person`;

export async function suggestSame(id: string, signal?: AbortSignal): Promise<PersonSuggestion[]> {
  const { items } = await request<{ items: PersonSuggestion[] }>(of(id), signal ? { signal } : {});
  return items;
}
export const previewMerge = (id: string, other: string, signal?: AbortSignal) =>
  request<MergePreview>(`${of(id)}/preview`, { query: { other }, ...(signal ? { signal } : {}) });
export const mergePersons = (id: string, body: z.input<typeof mergeSchema>) =>
  request<undefined>(of(id), { method: 'POST', body });
/** Takes the number of this conversation from its person. */
export const partPerson = (id: string) => request<undefined>(of(id), { method: 'DELETE' });
