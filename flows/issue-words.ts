/** What does not fit in a document, in both languages, as zod says it or as our own schemas do. Knows no schema. */
import { z } from 'zod';

const inFrench = z.locales.fr().localeError;

/** The sentences of our own schemas, which have one wording only. */
const OWN: Readonly<Record<string, string>> = {
  'It ends before it begins.': 'Cela finit avant de commencer.',
  'Times of a day come one after the other.': 'Les horaires d’un jour se suivent.',
  'A time such as 09:30, up to 24:00.': 'Une heure telle que 09:30, jusqu’à 24:00.',
  'a time zone such as "Europe/Paris"': 'un fuseau horaire tel que « Europe/Paris »',
  'lower-case letters, digits, - and _': 'des minuscules, des chiffres, - et _',
  'a variable name: letters, digits and _': 'un nom de variable : lettres, chiffres et _',
  'a variable such as "slot" or "slot.start"': 'une variable telle que « slot » ou « slot.start »',
  'a language such as "en" or "fr-CA"': 'une langue telle que « en » ou « fr-CA »',
  'a name that is not allowed': 'un nom qui n’est pas permis',
  'a duration such as "30s", "15m", "2h" or "3d"': 'une durée telle que « 30s », « 15m », « 2h » ou « 3d »',
};

/** What zod calls the kinds of values, and one of each: an issue no longer has the value it is about. */
const ONE_OF: Readonly<Record<string, unknown>> = {
  string: '',
  number: 0,
  boolean: true,
  null: null,
  array: [],
  object: {},
};

/** `fr` is undefined for a sentence that a schema elsewhere made up. */
export function issueWords(issue: z.core.$ZodIssue): { en: string; fr: string | undefined } {
  const { message: en } = issue;
  if (Object.hasOwn(OWN, en)) return { en, fr: OWN[en] };
  if (issue.code === 'custom') return { en, fr: undefined };
  const [, kind = ''] = /, received (\w+)$/.exec(en) ?? [];
  const said = inFrench({ ...issue, input: ONE_OF[kind] } as z.core.$ZodRawIssue);
  return { en, fr: typeof said === 'string' ? said : said?.message };
}
