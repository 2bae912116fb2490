/** /api/conversations/{id}/...: notes, drafts, what is known of the customer, and the thread as a file. */
import { z } from 'zod';
import { noteLineSchema, whisperLineSchema } from '../../contract/inbox-live.ts';
import {
  draftsSchema,
  erasedSchema,
  eraseSchema,
  panelSchema,
  saveContactSchema,
  saveDraftSchema,
  transcriptQuerySchema,
  whisperSchema,
  writeNoteSchema,
} from '../../contract/inbox-work.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { Drafts } from '../../inbox/drafts.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import type { ReadPanel } from '../../inbox/panel.ts';
import type { PersonalData } from '../../inbox/personal-data.ts';
import type { SamePerson } from '../../inbox/same-person.ts';
import type { Reader } from '../../inbox/thread.ts';
import { writeTranscript } from '../../inbox/transcript.ts';
import type { User } from '../../people/identity.ts';
import { may } from '../../people/roles.ts';
import type { Conversation, Store } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';

export interface InboxThreadRoutesDeps {
  workspace: string;
  store: Store;
  inbox: Inbox;
  drafts: Drafts;
  panel: ReadPanel;
  personal: PersonalData;
  samePerson: Pick<SamePerson, 'touch'>;
  brandName(id: string): string;
  now(): number;
}

const params = z.strictObject({ id: idSchema });
const PAGE = 200;
/** Lines of one file; longer threads begin later. */
const MOST_LINES = 20_000;

export function inboxThreadRoutes(deps: InboxThreadRoutesDeps): Route[] {
  const { workspace, store, inbox, drafts, personal } = deps;

  async function found(id: string): Promise<Conversation> {
    const conversation = await store.conversations.get(workspace, id);
    if (!conversation) throw new CodedError('not_found');
    return conversation;
  }

  async function wholeThread(id: string, reader: Reader) {
    const pages: Awaited<ReturnType<typeof inbox.threads.page>>['items'][] = [];
    let cursor: string | undefined;
    let count = 0;
    do {
      const request = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await inbox.threads.page(workspace, id, request, reader);
      pages.unshift(page.items);
      count += page.items.length;
      cursor = page.cursor;
    } while (cursor !== undefined && count < MOST_LINES);
    return pages.flat();
  }

  return [
    route({
      method: 'get',
      path: '/conversations/:id/notes',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed' },
      summary: 'Notes the customer never sees, oldest first',
      params,
      response: z.object({ items: z.array(noteLineSchema) }),
      async handle({ params: { id } }) {
        await found(id);
        return { items: await inbox.threads.notes(workspace, id) };
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/notes',
      access: 'conversations.speak',
      summary: 'Adds a note; whoever is named in it as @[Name](id) is told',
      params,
      body: writeNoteSchema,
      response: noteLineSchema,
      status: 201,
      async handle({ params: { id }, body: { text }, who }) {
        await found(id);
        return inbox.note(id, { id: who.id, name: who.name }, text);
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id/whispers',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed' },
      summary: 'What was whispered to you in it; to those who lead the team, all of it; oldest first',
      params,
      response: z.object({ items: z.array(whisperLineSchema) }),
      async handle({ params: { id }, who }) {
        await found(id);
        return { items: await inbox.threads.whispers(workspace, id, readerOf(who)) };
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/whispers',
      access: 'conversations.assign',
      audit: { action: 'conversation.whispered' },
      summary: 'Says something to the operator who has the conversation; the customer never sees it',
      params,
      body: whisperSchema,
      response: whisperLineSchema,
      status: 201,
      async handle({ params: { id }, body: { text, to }, who }) {
        return inbox.whisper(await found(id), { id: who.id, name: who.name }, to, text);
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id/draft',
      access: 'conversations.speak',
      summary: 'What you began to write and did not send',
      params,
      response: draftsSchema,
      async handle({ params: { id }, who }) {
        await found(id);
        const draft = await drafts.get(workspace, who.id, id);
        return draft ? { draft } : {};
      },
    }),
    route({
      method: 'put',
      path: '/conversations/:id/draft',
      access: 'conversations.speak',
      summary: 'Keeps what you began to write; an empty text forgets it',
      params,
      body: saveDraftSchema,
      status: 204,
      async handle({ params: { id }, body, who }) {
        await found(id);
        await drafts.save(workspace, who.id, id, { ...body, at: deps.now() });
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id/panel',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed' },
      summary: 'The customer: consent, device, flow, history, cases, bookings, payments',
      params,
      response: panelSchema,
      // Of the person's other conversations what they said of them is shown too.
      shows: ({ numbers }: z.output<typeof panelSchema>) =>
        numbers.slice(1).map(({ conversation }) => conversation),
      handle: async ({ params: { id } }) => deps.panel(await found(id)),
    }),
    route({
      method: 'put',
      path: '/conversations/:id/contact',
      access: 'conversations.speak',
      summary: 'Writes down what is known of the customer',
      params,
      body: saveContactSchema,
      status: 204,
      async handle({ params: { id }, body: { name, email, fields } }) {
        const { brand, phone } = await found(id);
        const phones = await inbox.contacts.save(workspace, brand, phone, {
          ...(name ? { name } : {}),
          ...(email ? { email } : {}),
          fields,
        });
        await deps.samePerson.touch(brand, phones);
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id/transcript',
      access: 'conversations.export',
      audit: { action: 'conversation.exported' },
      summary:
        'The thread as a file: a page to print, JSON, or a table; on demand with personal data blacked out',
      params,
      query: transcriptQuerySchema,
      file: true,
      async handle({ params: { id }, query, who }) {
        const { brand } = await found(id);
        const row = await inbox.subscriptions.row(workspace, id);
        const lines = await wholeThread(id, readerOf(who));
        return writeTranscript({ row, lines, brand: deps.brandName(brand), now: deps.now() }, query);
      },
    }),
    route({
      method: 'get',
      path: '/conversations/:id/personal-data',
      access: 'conversations.export',
      audit: { action: 'contact.exported' },
      summary: 'Everything kept of the person in this conversation, under all their numbers, as one file',
      params,
      file: true,
      async handle({ params: { id } }) {
        const { brand, phone } = await found(id);
        return personal.export(brand, phone);
      },
    }),
    route({
      method: 'post',
      path: '/conversations/:id/erase',
      access: 'consent.erase',
      audit: {
        action: 'contact.erased',
        detail: ({ body: { numbers = [] } }): Record<string, string> =>
          numbers.length > 1 ? { numbers: String(numbers.length) } : {},
      },
      summary:
        'Erases the person in it, with all their numbers: messages, notes, records; consent evidence and payments stay',
      params,
      body: eraseSchema,
      response: erasedSchema,
      async handle({ params: { id }, body }) {
        const { brand, phone } = await found(id);
        if (body.phone !== phone) {
          const fault = {
            path: 'phone',
            code: 'different',
            message: 'This is not the number of this person.',
          };
          throw new CodedError('invalid_body', undefined, [fault]);
        }
        return personal.erase(brand, phone, body.numbers);
      },
    }),
  ];
}

function readerOf(who: User): Reader {
  return { id: who.id, leads: may(who, 'conversations.assign') };
}
