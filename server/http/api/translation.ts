/** /api/translation and /api/conversations/{id}/translation: what is said in another language, for operators. */
import { z } from 'zod';
import { translatedSchema, translateSchema, translationsSchema } from '../../contract/inbox-translation.ts';
import { idSchema } from '../../contract.ts';
import { CodedError } from '../../errors.ts';
import type { Translate } from '../../inbox/translate.ts';
import type { Store } from '../../stores/port.ts';
import { type Route, route } from '../route.ts';

export interface TranslationRoutesDeps {
  workspace: string;
  store: Store;
  /** Undefined where no service is set up. */
  translate: Translate | undefined;
}

export function translationRoutes({ workspace, store, translate }: TranslationRoutesDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/translation',
      access: 'conversations.read',
      summary: 'Whether texts can be translated',
      response: translationsSchema,
      handle: async () => ({ available: translate !== undefined }),
    }),
    route({
      method: 'post',
      path: '/conversations/:id/translation',
      access: 'conversations.read',
      audit: { action: 'conversation.viewed' },
      summary: 'A text of a conversation in another language; nothing is sent to the customer',
      params: z.strictObject({ id: idSchema }),
      body: translateSchema,
      response: translatedSchema,
      async handle({ params: { id }, body: { text, to } }) {
        if (!translate) throw new CodedError('not_found', 'No translation service is set up.');
        if (!(await store.conversations.get(workspace, id))) throw new CodedError('not_found');
        return translate(text, to);
      },
    }),
  ];
}
