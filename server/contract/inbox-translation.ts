/** Texts of a conversation in another language, for operators. Bodies and answers; knows no service. */
import { z } from 'zod';

/** ISO 639, with a region or a script where that matters: "fr", "pt-BR", "zh-Hans". */
const languageSchema = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z]{2,4})?$/);

export const translationsSchema = z.object({
  available: z.boolean().describe('Whether a translation service is set up.'),
});
export const translateSchema = z.strictObject({
  text: z.string().trim().min(1).max(10_000),
  to: languageSchema,
});
export const translatedSchema = z.object({
  text: z.string(),
  from: z.string().optional().describe('The language it was in, where the service could tell.'),
});
export type Translated = z.infer<typeof translatedSchema>;

/** Why there is no translation; in the answer's `facts.reason`. */
export const TRANSLATION_FAULTS = ['language', 'key', 'busy', 'unreachable', 'slow', 'broken'] as const;
export type TranslationFault = (typeof TRANSLATION_FAULTS)[number];
