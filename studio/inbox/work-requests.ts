/** What the inbox asks of the API for its work: notes, drafts, the customer's panel, canned replies, macros, levels. */
import type { z } from 'zod';
import type { Filter } from '../../server/contract/inbox-list.ts';
import type { NoteLine, WhisperLine } from '../../server/contract/inbox-live.ts';
import type {
  Canned,
  cannedListSchema,
  Draft,
  draftsSchema,
  erasedSchema,
  Level,
  labelsSchema,
  levelsSchema,
  Macro,
  macroPreviewSchema,
  macroRunSchema,
  macrosSchema,
  NoticeSettings,
  Panel,
  SatisfactionSettings,
  saveCannedSchema,
  saveContactSchema,
  saveLabelSchema,
  saveLevelSchema,
  saveMacroSchema,
  Wall,
} from '../../server/contract/inbox-work.ts';
import { request, requestFile } from '../api/request.ts';

export type CannedBody = z.input<typeof saveCannedSchema>;
export type CannedItem = z.infer<typeof cannedListSchema>['items'][number];
export type MacroBody = z.input<typeof saveMacroSchema>;
export type MacroPreview = z.infer<typeof macroPreviewSchema>;
export type LevelBody = z.input<typeof saveLevelSchema>;
export type Label = z.infer<typeof labelsSchema>['items'][number];
export type ContactBody = z.input<typeof saveContactSchema>;
export type Erased = z.infer<typeof erasedSchema>;

const of = (id: string, rest: string) => `/conversations/${encodeURIComponent(id)}${rest}`;
const at = (collection: string, id: string, rest = '') => `/${collection}/${encodeURIComponent(id)}${rest}`;
const get = <Answer>(where: string, signal?: AbortSignal) => request<Answer>(where, signal ? { signal } : {});
const post = <Answer>(where: string, body: unknown) => request<Answer>(where, { method: 'POST', body });
const put = <Answer>(where: string, body: unknown) => request<Answer>(where, { method: 'PUT', body });
const remove = (where: string) => request<undefined>(where, { method: 'DELETE' });

// --- a conversation ---------------------------------------------------------------------------------------------

export const writeNote = (id: string, text: string) => post<NoteLine>(of(id, '/notes'), { text });
/** `to`: the operator who was seen to have it. */
export const writeWhisper = (id: string, to: string, text: string) =>
  post<WhisperLine>(of(id, '/whispers'), { to, text });
export const readDraft = async (id: string, signal?: AbortSignal) =>
  (await get<z.infer<typeof draftsSchema>>(of(id, '/draft'), signal)).draft;
export const saveDraft = (id: string, draft: Omit<Draft, 'at'>) => put<undefined>(of(id, '/draft'), draft);
export const readPanel = (id: string, signal?: AbortSignal) => get<Panel>(of(id, '/panel'), signal);
export const saveContact = (id: string, contact: ContactBody) => put<undefined>(of(id, '/contact'), contact);
/** The person in a conversation; their number again, so that nobody erases by a slip, and all numbers that go with it. */
export const eraseContact = (id: string, phone: string, numbers: string[]) =>
  post<Erased>(of(id, '/erase'), { phone, numbers });

/** Saves a transcript where the reader keeps downloads. */
export const saveTranscript = (
  id: string,
  query: {
    format: 'html' | 'json' | 'csv';
    redact: boolean;
    notes: boolean;
    locale: 'en' | 'fr';
    timezone: string;
  },
) => download(of(id, '/transcript'), query, `transcript.${query.format}`);
export const exportContact = (id: string) => download(of(id, '/personal-data'), {}, 'personal-data.json');
export const exportList = (filter: Filter, how: { timezone: string; redact: boolean }) =>
  download('/inbox/export', { filter: JSON.stringify(filter), ...how }, 'conversations.csv');

async function download(
  where: string,
  query: Record<string, string | number | boolean | undefined>,
  otherwise: string,
): Promise<void> {
  const { blob, name } = await requestFile(where, { query });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name ?? otherwise;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// --- canned replies, macros, labels -----------------------------------------------------------------------------

export const listCanned = (query: { q?: string; conversation?: string }, signal?: AbortSignal) =>
  request<z.infer<typeof cannedListSchema>>('/canned', { query, ...(signal ? { signal } : {}) });
export const createCanned = (body: CannedBody) => post<Canned>('/canned', body);
export const saveCanned = (id: string, body: CannedBody) => put<Canned>(at('canned', id), body);
export const removeCanned = (id: string) => remove(at('canned', id));
export const usedCanned = (id: string) => request<undefined>(at('canned', id, '/used'), { method: 'POST' });

export const listMacros = (signal?: AbortSignal) => get<z.infer<typeof macrosSchema>>('/macros', signal);
export const createMacro = (body: MacroBody) => post<Macro>('/macros', body);
export const saveMacro = (id: string, body: MacroBody) => put<Macro>(at('macros', id), body);
export const removeMacro = (id: string) => remove(at('macros', id));
export const previewMacro = (id: string, conversation: string) =>
  post<MacroPreview>(at('macros', id, '/preview'), { conversation });
export const runMacro = (id: string, conversation: string, seenReply?: string) =>
  post<z.infer<typeof macroRunSchema>>(at('macros', id, '/run'), {
    conversation,
    ...(seenReply === undefined ? {} : { seenReply }),
  });

export const listLabels = (signal?: AbortSignal) => get<z.infer<typeof labelsSchema>>('/labels', signal);
export const saveLabel = (name: string, color: z.input<typeof saveLabelSchema>['color']) =>
  put<undefined>('/labels', { name, color });
export const removeLabel = (name: string) => post<undefined>('/labels/remove', { name });

// --- service levels, satisfaction, wall, notices ----------------------------------------------------------------

export const listLevels = (signal?: AbortSignal) =>
  get<z.infer<typeof levelsSchema>>('/service-levels', signal);
export const createLevel = (body: LevelBody) => post<Level>('/service-levels', body);
export const saveLevel = (id: string, body: LevelBody) => put<Level>(at('service-levels', id), body);
export const removeLevel = (id: string) => remove(at('service-levels', id));
export const readSatisfaction = (signal?: AbortSignal) => get<SatisfactionSettings>('/satisfaction', signal);
export const saveSatisfaction = (body: SatisfactionSettings) =>
  put<SatisfactionSettings>('/satisfaction', body);
/** Figures of so many days, today among them. */
export const readWall = (timezone: string, days: number, signal?: AbortSignal) =>
  request<Wall>('/inbox/wall', { query: { timezone, days }, ...(signal ? { signal } : {}) });
export const saveReport = (timezone: string, days: number) =>
  download('/inbox/report', { timezone, days }, 'report.csv');
export const readNotices = (signal?: AbortSignal) => get<NoticeSettings>('/me/notices', signal);
export const saveNotices = (body: NoticeSettings) => put<NoticeSettings>('/me/notices', body);
